import type { Command } from '../../commands/context.ts';
import type { Watch } from '../../commands/test-watch.ts';
import type { Format } from '../../report/formats/registry.ts';
import type { Report } from '../../report/report.ts';

/** One option in commander's notation; `parse` turns its text into a value and names the flag when it cannot. */
export type OptionSpec = {
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly parse?: (text: string, previous: unknown) => unknown;
};

export type CommandSpec = {
  readonly name: string;
  /** In commander's notation; the values reach the command under the argument's name. */
  readonly argument: string | null;
  readonly argumentSummary?: string;
  /** What may follow behind `--`, after all of `argument`, as a list. */
  readonly trailing?: { readonly name: string; readonly summary: string };
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly formats: readonly Format[];
  /** Typed lines at the end of `--help`. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly load: () => Promise<Command<never, Report>>;
  /** What `--watch` does. */
  readonly watch?: () => Promise<Watch<never>>;
};

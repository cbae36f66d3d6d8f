import type { RunEvent } from '../evals/events.ts';

/** What a command may know of the world, injected so that tests and the library can give it another. */
export type Context = {
  /** Absolute; where the project is looked for, upwards. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Aborted by the first SIGINT or SIGTERM; `reason` is the signal's name. */
  readonly signal: AbortSignal;
  /** Events of a run, for whoever shows progress. */
  emit(event: RunEvent): void;
  /** A question that somebody answers with yes or no; absent, or nobody there: no. */
  confirm?(question: string): Promise<boolean>;
  /** A line for stderr: what was done, what will be ignored. */
  note(line: string): void;
};

/** One verb. It returns its report, prints nothing and never exits. */
export type Command<Options, Report> = (options: Options, context: Context) => Promise<Report>;

import type { Fix } from './finding.ts';
import { formatPlace, type Place } from './place.ts';

/**
 * Something that makes a file unusable, found while text becomes meaning. `lint` reports it as a finding under
 * the rule of the same id; every other command refuses the prompt or test that has one (exit 2).
 */
export type Fault = {
  /** Id of the lint rule that explains it, e.g. `schema/unknown-key`. */
  readonly rule: string;
  readonly message: string;
  readonly at: Place;
  /** What to type instead, e.g. `Did you mean "assert"?`. */
  readonly hint?: string;
  readonly fix?: Fix;
};

/** One line: place, message, hint, rule. */
export const formatFault = (fault: Fault): string =>
  `${formatPlace(fault.at)}  ${fault.message}${fault.hint ? ` ${fault.hint}` : ''}  ${fault.rule}`;

/** Each fault once: a partial or a tool that is reached twice is still one file. */
export function uniqueFaults(faults: readonly Fault[]): readonly Fault[] {
  const byText = new Map(faults.map((fault) => [formatFault(fault), fault]));
  return [...byText.values()];
}

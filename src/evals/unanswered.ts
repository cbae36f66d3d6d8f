import { parseAssertion } from '../model/assertion-spec.ts';
import type { AssertionSpec } from '../model/test-file.ts';
import type { Completion } from '../recordings/interaction.ts';
import { assertionError } from './assertion.ts';
import { assertionTypes } from './assertions/registry.ts';

type Answer = Pick<Completion, 'text' | 'toolCalls' | 'finish'>;

/**
 * Throws an assertion error where an answer gives no verdict. A refusal and what a content filter left are no answer of
 * the prompt: scored, a `not-contains` would pass on them and a `contains` fail. They are scored only where an assertion
 * looks at how the answer ended. An empty answer may be what a prompt is for, so it is scored where an assertion asks
 * something of the text or the calls; where all of them only forbid or measure, nothing was shown.
 */
export function refuseUnanswered({ text, toolCalls, finish }: Answer, specs: readonly AssertionSpec[]): void {
  if (finish.reason === 'content-filter' || finish.reason === 'refusal') {
    if (!some(specs, looksAtTheEnd)) throw assertionError(finish.reason, stopped[finish.reason], endHint);
    return;
  }
  const isEmpty = text.trim() === '' && toolCalls.length === 0;
  if (!isEmpty || specs.length === 0 || some(specs, asksForSomething)) return;
  const message = `The answer is empty and ended with "${finish.reason}"; no assertion asks for anything in it.`;
  throw assertionError('empty-answer', message, emptyHint);
}

const stopped = {
  'content-filter': 'A content filter of the provider stopped the answer.',
  refusal: 'The provider says that the model refused to answer.',
} as const;

const endHint = 'Where that is what the case is about, assert `refusal` or `finish-reason`.';
const emptyHint =
  'Add an assertion of what the answer has, such as `contains`; where it should be empty, `word-count: { max: 0 }`.';

const looksAtTheEnd = ({ type }: AssertionSpec): boolean => type === 'finish-reason' || type === 'refusal';

const asking: ReadonlySet<string> = new Set(['text', 'structure', 'tools', 'overlap', 'meaning', 'code']);

const asksForSomething = ({ type, negated }: AssertionSpec): boolean =>
  !negated && type !== 'tool-not-called' && asking.has(assertionTypes.get(type)?.group ?? '');

/** Whether an assertion that counts, alone or inside a composition, is one of these. */
function some(specs: readonly AssertionSpec[], is: (spec: AssertionSpec) => boolean): boolean {
  return specs.some((spec) => spec.weight > 0 && (is(spec) || some(innerOf(spec), is)));
}

function innerOf({ options, at }: AssertionSpec): readonly AssertionSpec[] {
  const inner = options['assert'];
  return Array.isArray(inner) ? inner.flatMap((item) => parseAssertion(item, [], at) ?? []) : [];
}

import { redactDeep } from '../recordings/redact.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import type { CaseResult } from './report.ts';
import { hideTraces } from './traces.ts';

/** A result as it may be written: in all that a model said and an author wrote down, no sensitive value and no secret. */
export function hideInResult(
  result: CaseResult,
  sensitive: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): CaseResult {
  const { description, metadata = {}, output, toolCalls, error, warnings } = result;
  const said = result.assertions.map(({ message, expected, actual }) => ({ message, expected, actual }));
  const texts = { description, metadata, output, toolCalls, error, warnings, said };
  const hidden = redactDeep(hideSensitive(texts, sensitive), redact);
  const quoted = { said: hidden.said, error: hidden.error };
  const untraced = redactDeep(quoted, hideTraces(sensitive));
  // Nothing was found: most results are written as they are.
  if (hidden === texts && untraced === quoted) return result;
  const { said: _, metadata: told, ...rest } = { ...hidden, error: untraced.error };
  const assertions = result.assertions.map((assertion, index) => ({ ...assertion, ...untraced.said[index] }));
  return { ...result, ...rest, ...(result.metadata ? { metadata: told } : {}), assertions };
}

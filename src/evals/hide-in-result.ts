import { redactDeep } from '../recordings/redact.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import type { CaseResult } from './report.ts';

/** A result as it may be written: in all that came from a model or quotes it, no sensitive value and no secret. */
export function hideInResult(
  result: CaseResult,
  sensitive: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): CaseResult {
  const { output, toolCalls, error, warnings } = result;
  const said = result.assertions.map(({ message, expected, actual }) => ({ message, expected, actual }));
  const texts = { output, toolCalls, error, warnings, said };
  const hidden = redactDeep(hideSensitive(texts, sensitive), redact);
  // Nothing was found: most results are written as they are.
  if (hidden === texts) return result;
  const { said: heard, ...rest } = hidden;
  const assertions = result.assertions.map((assertion, index) => ({ ...assertion, ...heard[index] }));
  return { ...result, ...rest, assertions };
}

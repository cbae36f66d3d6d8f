import { redactDeep } from '../recordings/redact.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import type { CaseResult } from './report.ts';

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
  // Nothing was found: most results are written as they are.
  if (hidden === texts) return result;
  const { said: heard, metadata: told, ...rest } = hidden;
  const assertions = result.assertions.map((assertion, index) => ({ ...assertion, ...heard[index] }));
  return { ...result, ...rest, ...(result.metadata ? { metadata: told } : {}), assertions };
}

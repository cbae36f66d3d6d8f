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
  const texts = redactDeep(hideSensitive({ output, toolCalls, error, warnings, said }, sensitive), redact);
  const assertions = result.assertions.map((assertion, index) => ({ ...assertion, ...texts.said[index] }));
  const hidden = {
    output: texts.output,
    toolCalls: texts.toolCalls,
    error: texts.error,
    warnings: texts.warnings,
  };
  return { ...result, ...hidden, assertions };
}

import type { AssertionContext, Subject } from '../assertion.ts';
import { parseJson, positionIn } from '../json-text.ts';

/** Why a text is not JSON, with the place, and a word on the code fence models like to put around it. */
export function notJson(text: string): string | null {
  const parsed = parseJson(text);
  if (parsed.ok) return null;
  const { line, column } = positionIn(text, parsed.at);
  const fence = text.trimStart().startsWith('```')
    ? ' It stands in a Markdown code fence; "contains-json" accepts that.'
    : '';
  return `Output is not JSON: ${parsed.message} (line ${line}, column ${column}).${fence}`;
}

/** The prompt asks for JSON and the answer does not parse: why; else null. */
export function unparsedOutput(context: AssertionContext, { completion }: Subject): string | null {
  return context.output.format === 'json' ? notJson(completion.text) : null;
}

import { PromptopsError } from '../errors.ts';

/** What stderr says of an error: message, details, hint; an unknown one with its stack. */
export function formatError(error: unknown): string {
  if (!(error instanceof PromptopsError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `promptops: this is a bug in promptops, please report it\n${stack}\n`;
  }
  const lines = [
    `promptops: ${error.message}`,
    ...error.details.map((detail) => `  ${detail}`),
    ...(error.hint ? [`  ${error.hint}`] : []),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** Names and messages may come from files: control characters are shown, never obeyed. */
const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

import { PromptopsError } from '../errors.ts';
import { breakCommands, showUnseen } from '../report/inert.ts';

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
  return `${breakCommands(lines.map(printable).join('\n'))}\n`;
}

/** Names and messages may come from files: what a terminal would obey is shown, and no line of theirs begins another. */
const printable = (text: string): string => showUnseen(text).replace(/\s*\n\s*/g, ' ');

import type { Message, Part } from '../render/prompt.ts';

/** The parts of a message as one text, media as `[image {{screenshot}}]`. */
export const textOfParts = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text.source : mediaText(part))).join('\n');

/** The media parts alone. */
export const mediaOfParts = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [] : [mediaText(part)]));

const mediaText = (part: Exclude<Part, { type: 'text' }>): string =>
  `[${part.type} ${part.source.source.trim()}]`;

/** What messages call a message: its id, else its role and place. */
export function messageLabel(message: Message, index: number): string {
  switch (message.type) {
    case 'examples':
      return 'examples';
    case 'history':
      return `history ${message.input}`;
    case 'message':
      return message.id ?? `${message.role} ${index + 1}`;
  }
}

/**
 * Whether two templates differ in nothing but white space between words. White space inside a quoted text of an
 * expression decides comparisons, and so is more than that.
 */
export function isWhitespaceOnly(before: string, after: string): boolean {
  // Between the braces of a tag and what it says, white space means nothing: "{{ name }}".
  const flat = (text: string) =>
    text
      .replace(/\s+/g, ' ')
      .replace(/(?<=\{\{) | (?=\}\})/g, '')
      .trim();
  return flat(before) === flat(after) && quotedIn(before) === quotedIn(after);
}

const quotedIn = (text: string): string =>
  (text.match(/\{\{[^}]*\}\}/g) ?? []).flatMap((tag) => tag.match(/"[^"]*"|'[^']*'/g) ?? []).join('\n');

/** Control, C1, bidi and zero-width formatting characters: a terminal would obey them, a reader could not see them. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** The same text with every such character written as `\u001b`; line feeds and tabs stay. */
export const showUnseen = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The same text in which a CI runner that logs it finds no command of its own: `::add-mask::x` at the start of a line,
 * `##[group]` anywhere. A backslash stands in the middle of what would be one.
 */
export const breakCommands = (text: string): string =>
  text.replace(/^((?:\s|\u001b\[[\d;]*m)*:)(?=:)/gm, '$1\\').replace(/#(?=#\[)/g, '#\\');

/** One line of at most `max` characters, for a place that has no more room. */
export function oneLine(text: string, max: number): string {
  const flat = showUnseen(text).replace(/\s+/g, ' ').trim();
  return flat.length <= max ? flat : `${flat.slice(0, max - 1)}…`;
}

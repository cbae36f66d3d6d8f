/** Columns a text takes on a terminal. */
export type TextWidth = (text: string) => number;

/** What takes one column a character: ASCII, and the marks and quotes that reports are written with. */
export const simpleText = /^[\n\x20-\x7e§·×–—−Δ▲▼±✕‘’“”…›→≥≤│✔✖⚠]*$/;

/**
 * Measures the texts of something that is about to be drawn. The tables behind exact widths take 25 ms to load, which
 * is a quarter of a short command: most reports hold nothing that needs them.
 */
export async function widthFor(content: unknown): Promise<TextWidth> {
  if (everyText(content, (text) => simpleText.test(text))) return (text) => text.replaceAll('\n', '').length;
  return (await import('string-width')).default;
}

function everyText(value: unknown, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((inner) => everyText(inner, holds));
}

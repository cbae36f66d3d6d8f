import stringWidth from 'string-width';

/** What stood on a terminal: after each write, and at the end. */
export type Screen = { write(chunk: string): void; lines(): readonly string[] };

const sequence = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]+|\u001b/g;

/** A terminal that knows what a live view uses: line breaks, moving up, the line's start, erasing. It does not wrap. */
export function createScreen(): Screen {
  const rows: string[] = [''];
  let [row, column] = [0, 0];
  const put = (text: string): void => {
    const line = (rows[row] ?? '').padEnd(column);
    rows[row] = line.slice(0, column) + text + line.slice(column + text.length);
    column += text.length;
  };
  const control = (count: number, letter: string): void => {
    if (letter === 'A') row = Math.max(0, row - count);
    if (letter === 'G') column = count - 1;
    if (letter === 'K') rows[row] = '';
    if (letter === 'J') rows.length = row + 1;
  };
  return {
    write(chunk) {
      for (const [text, parameters = '', letter] of chunk.matchAll(sequence)) {
        if (letter) control(Number(parameters) || 1, letter);
        else if (text === '\n') row += 1;
        else if (text === '\r') column = 0;
        else if (text !== '\u001b') put(text);
        while (rows.length <= row) rows.push('');
      }
    },
    lines: () => rows.map((line) => line.trimEnd()).filter((line) => line !== ''),
  };
}

/** The widest of some lines, in columns. */
export const widest = (lines: readonly string[]): number =>
  Math.max(...lines.map((line) => stringWidth(line)));

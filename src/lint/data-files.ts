import { personalIn } from '../detect/personal-data.ts';
import { findSecrets } from '../detect/secrets.ts';
import { lineTable } from '../model/lines.ts';
import type { DataLine, SecretFact } from './facts.ts';
import { hiddenIn } from './hidden-characters.ts';

/** Some whole lines of a file, or a piece of a very long one. */
export type TextBlock = { readonly text: string; readonly line: number; readonly column: number };

/** A line longer than this is looked at in pieces. */
const maxBlock = 1 << 20;

/** Suspicious lines that are kept of one file: who has more of them needs no list. */
const maxLines = 1_000;

/** The text of a file in whole lines and bounded memory. A file with NUL bytes is no text. */
export async function* blocksOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<TextBlock> {
  const decoder = new TextDecoder();
  let [rest, line, column] = ['', 1, 1];
  for await (const bytes of pieces) {
    rest += decoder.decode(bytes, { stream: true });
    if (rest.includes('\0')) return;
    const cut = rest.lastIndexOf('\n') + 1 || (rest.length > maxBlock ? rest.length : 0);
    if (cut === 0) continue;
    const text = rest.slice(0, cut);
    yield { text, line, column };
    rest = rest.slice(cut);
    const breaks = text.split('\n').length - 1;
    line += breaks;
    column = breaks > 0 ? 1 : column + text.length;
  }
  if (rest !== '') yield { text: rest, line, column };
}

/** Secrets in a file, and the lines that rules must see. */
export async function readData(
  path: string,
  blocks: AsyncIterable<TextBlock>,
): Promise<{ readonly secrets: readonly SecretFact[]; readonly lines: readonly DataLine[] }> {
  const secrets: SecretFact[] = [];
  const lines: DataLine[] = [];
  for await (const block of blocks) {
    secrets.push(...(await secretsIn(path, block)));
    for (const each of linesOf(block)) if (lines.length < maxLines && isSuspicious(each)) lines.push(each);
  }
  return { secrets, lines };
}

/** Secrets in a block of a file, at their places in the file. */
export async function secretsIn(
  path: string,
  { text, line, column }: TextBlock,
): Promise<readonly SecretFact[]> {
  const table = lineTable(text);
  const placed = (offset: number) => {
    const found = table(offset);
    return {
      line: line + found.line - 1,
      column: found.column + (found.line === 1 ? column - 1 : 0),
    };
  };
  return (await findSecrets(text)).map(({ what, at, end }) => {
    const [from, to] = [placed(at), placed(end)];
    return { what, at: { path, ...from, endLine: to.line, endColumn: to.column } };
  });
}

function* linesOf({ text, line, column }: TextBlock): Generator<DataLine> {
  for (const [index, written] of text.split('\n').entries()) {
    if (written === '') continue;
    const decoded = /\\u[0-9a-f]{4}/i.test(written) ? decodeEscapes(written) : null;
    yield { line: line + index, column: index === 0 ? column : 1, text: written, decoded };
  }
}

const decodeEscapes = (text: string): string =>
  text.replaceAll(/\\u([0-9a-f]{4})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

const isSuspicious = ({ text, decoded }: DataLine): boolean =>
  personalIn(text, []).length > 0 ||
  !hiddenIn(text).next().done ||
  (decoded !== null && !hiddenIn(decoded).next().done);

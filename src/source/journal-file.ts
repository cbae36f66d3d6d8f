import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import type { JournalRow } from '../evals/journal.ts';
import { diskError } from './disk.ts';
import type { Root } from './root.ts';
import { journalFile, noRun, runPath } from './runs.ts';

/**
 * The rows of a run, in the order they were written, in bounded memory. A line that cannot be read is left out and
 * told to `note`, the torn last line of a killed process among them. Throws `not-found`.
 */
export async function* readJournal(
  root: Root,
  id: string,
  note: (line: string) => void = () => {},
): AsyncIterable<JournalRow> {
  const shown = runPath(id, 'journal.jsonl');
  let number = 0;
  for await (const { text, whole } of readLines(root, id)) {
    number += 1;
    const row = whole ? parseRow(text) : null;
    if (row) yield row;
    else
      note(`Journal "${shown}": line ${number} ${whole ? 'cannot be read' : 'was cut off'} and is dropped.`);
  }
}

/** Digest and number of lines of a run's journal, for its report. */
export async function digestJournal(
  root: Root,
  id: string,
): Promise<{ readonly sha256: string; readonly rows: number }> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const piece of openPieces(root, id)) {
    hash.update(piece);
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows += 1;
  }
  return { sha256: hash.digest('hex'), rows };
}

async function* readLines(
  root: Root,
  id: string,
): AsyncIterable<{ readonly text: string; readonly whole: boolean }> {
  let rest: Buffer[] = [];
  for await (const piece of openPieces(root, id)) {
    let at = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, at)) {
      yield { text: Buffer.concat([...rest, piece.subarray(at, end)]).toString('utf8'), whole: true };
      rest = [];
      at = end + 1;
    }
    if (at < piece.length) rest.push(piece.subarray(at));
  }
  if (rest.length > 0) yield { text: Buffer.concat(rest).toString('utf8'), whole: false };
}

async function* openPieces(root: Root, id: string): AsyncIterable<Buffer> {
  const file = journalFile(root, id);
  if (!existsSync(file)) throw noRun(root, id);
  try {
    for await (const piece of createReadStream(file)) yield piece as Buffer;
  } catch (error) {
    throw diskError('read', runPath(id, 'journal.jsonl'), error);
  }
}

function parseRow(text: string): JournalRow | null {
  try {
    const row = JSON.parse(text) as JournalRow | null;
    return row !== null && ['run', 'resumed', 'case', 'base', 'again'].includes(row.type) ? row : null;
  } catch {
    return null;
  }
}

import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';

/** Where the line of a case stands in a shard, in bytes. */
export type Span = { readonly at: number; readonly length: number };

/** Case id → line of a file of dataset rows. Lines are not parsed before they are asked for. Throws `invalid-recording`. */
export function indexShard(path: string, bytes: Buffer): ReadonlyMap<string, Span> {
  const rows = new Map<string, Span>();
  for (const { at, length, line } of linesOf(bytes)) {
    const id = caseOf(bytes.toString('utf8', at, at + length));
    if (id === null) throw broken(path, line, 'is not a recording');
    if (rows.has(id)) throw broken(path, line, `is a second line for the case "${id}"`);
    rows.set(id, { at, length });
  }
  return rows;
}

/** The bytes of a shard with these lines put in: one line a case, sorted by case, LF. */
export function mergeShard(path: string, bytes: Buffer | null, fresh: ReadonlyMap<string, string>): string {
  const old = bytes === null ? new Map<string, Span>() : indexShard(path, bytes);
  const kept = [...old].map(
    ([id, { at, length }]) => [id, bytes?.toString('utf8', at, at + length) ?? ''] as const,
  );
  const lines = new Map([...kept, ...fresh]);
  const sorted = [...lines].sort(([a], [b]) => byCodePoint(a, b));
  return sorted.map(([, line]) => `${line}\n`).join('');
}

function* linesOf(bytes: Buffer): Iterable<Span & { readonly line: number }> {
  let line = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end;
    const length = stop - at - (bytes[stop - 1] === 13 ? 1 : 0);
    line += 1;
    if (length > 0) yield { at, length, line };
    at = stop + 1;
  }
}

/** `case` is the first key of a line we wrote, so its id is read without the rest; a line written by hand is parsed. */
function caseOf(line: string): string | null {
  const start = /^\{"case":("(?:[^"\\]|\\.)*")[,}]/.exec(line)?.[1];
  try {
    const id: unknown =
      start === undefined ? (JSON.parse(line) as { case?: unknown }).case : JSON.parse(start);
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

function broken(path: string, line: number, problem: string): PromptopsError {
  return new PromptopsError(
    'invalid-recording',
    `Recording "${path}" cannot be used: line ${line} ${problem}.`,
    {
      hint: 'Restore it from git, or delete the line and run "promptops test --replay record".',
    },
  );
}

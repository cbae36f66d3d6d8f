/** Characters a piece has at least, the last one aside: fewer writes, and little held. */
const pieceLength = 1 << 16;

/**
 * The text of `JSON.stringify(value, null, 2)` and a line break, in pieces: a list of ten thousand entries is never held
 * as one text. Cut between the fields of objects and the entries of lists alone, never inside a string. `value` is plain
 * JSON.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  let held = '';
  for (const part of partsOf(value, '\n')) {
    held += part;
    if (held.length < pieceLength) continue;
    yield held;
    held = '';
  }
  yield `${held}\n`;
}

/** `line`: a line break and the indentation of what is around. Entries of a list are not looked into. */
function* partsOf(value: unknown, line: string): Generator<string> {
  const below = `${line}  `;
  if (Array.isArray(value) && value.length > 0) {
    let before = '[';
    for (const entry of value) {
      yield before + below + (JSON.stringify(entry, null, 2) ?? 'null').replaceAll('\n', below);
      before = ',';
    }
    yield `${line}]`;
    return;
  }
  const fields = isObject(value) ? Object.entries(value).filter(([, held]) => held !== undefined) : [];
  if (fields.length === 0) {
    yield JSON.stringify(value);
    return;
  }
  let before = '{';
  for (const [name, held] of fields) {
    yield `${before}${below}${JSON.stringify(name)}: `;
    yield* partsOf(held, below);
    before = ',';
  }
  yield `${line}}`;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

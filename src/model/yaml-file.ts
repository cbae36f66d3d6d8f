import type { FileLimits } from './config.ts';
import { decodeText } from './encoding.ts';
import type { Fault } from './fault.ts';
import { lineTable } from './lines.ts';
import { fileStart, type Place } from './place.ts';
import { mapScalar, type ScalarMap } from './scalar-map.ts';
import { keyText, type YamlMap, type YamlNode, type YamlPair } from './yaml-node.ts';
import { readNodes } from './yaml-read.ts';
import type { SyntaxProblem } from './yaml-syntax.ts';
import { readComments } from './yaml-tokens.ts';
import { toPlain } from './yaml-value.ts';

/** Keys and indexes from the top of a YAML or JSON file down to a value. */
export type YamlPath = readonly (string | number)[];

/** One hand-written file: its plain value, its faults, and where each value stands. */
export type YamlFile = {
  readonly path: string;
  readonly text: string;
  /** Plain JSON data (own properties only, no `__proto__`); undefined when the file does not parse. */
  readonly value: unknown;
  /** Syntax, encoding, duplicate keys, aliases, gotchas: rules `schema/*`. */
  readonly faults: readonly Fault[];
  /** Place of the value at a path or of its key; of the nearest ancestor when there is none. */
  placeOf(path: YamlPath, part?: 'key' | 'value'): Place;
  /** Place of the characters [start, end) of the string at a path: exact in block, folded, quoted and plain scalars. */
  placeInText(path: YamlPath, start: number, end: number): Place;
  /** Comments with the line they stand on (1-based), `#` not included. Read when first asked for. */
  comments(): readonly { readonly text: string; readonly line: number; readonly column: number }[];
};

/**
 * Reads one hand-written YAML 1.2 (core) or JSON file. Never throws: what is wrong are its faults, and `value` is
 * undefined when the file cannot be used at all. Linear in its size, whatever it holds.
 */
export function parseYaml(path: string, bytes: Uint8Array, limits: FileLimits): YamlFile {
  if (bytes.length > limits.maxBytes) {
    const message = `The file has ${bytes.length} bytes; at most ${limits.maxBytes} are read.`;
    const hint = 'Split it, or raise files.maxBytes in promptops.yaml.';
    return unreadable(path, '', [{ rule: 'schema/invalid', message, hint, at: fileStart(path) }]);
  }
  const decoded = decodeText(path, bytes);
  if (decoded.fault) return unreadable(path, decoded.text ?? '', [decoded.fault]);
  return readText(path, decoded.text, Math.ceil(limits.maxBytes / bytesPerToken));
}

/** Who writes a key a thousand times reads no thousand faults. */
const maxFaults = 100;

/** No honest file is made of smaller pieces on average; it bounds the time that the largest file can take. */
const bytesPerToken = 2;

function readText(path: string, text: string, maxTokens: number): YamlFile {
  // Lines and columns stay the same without the carriage returns, and so do block scalars on every system.
  const source = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const { node, problem } = readNodes(source, maxTokens);
  const locate = locator(path, source);
  if (problem) return unreadable(path, text, [toFault(problem, locate)], locate);
  const { value, problems } = toPlain(node);
  const faults = problems.slice(0, maxFaults).map((each) => toFault(each, locate));
  const nodesOf = (root: Nodes['root']): Nodes => ({ source, root, locate, maps: new Map() });
  const nodes = madeAgain(nodesOf(node), () => nodesOf(readNodes(source, maxTokens).node));
  const file: YamlFile = {
    path,
    text,
    value,
    faults,
    placeOf: (where, part = 'value') => placeOf(nodes(), where, part),
    placeInText: (where, start, end) => placeInText(nodes(), where, start, end),
    comments: lazily(() => commentsOf(source, locate)),
  };
  known.set(file, nodes);
  return file;
}

type Locate = (at: number, end: number) => Place;

type Nodes = {
  readonly source: string;
  readonly root: YamlNode | null;
  readonly locate: Locate;
  /** Where the characters of a text stand, made when first asked. */
  readonly maps: Map<unknown, ScalarMap | null>;
};

const known = new WeakMap<YamlFile, () => Nodes>();

/**
 * The node at a path, with the text it was read from, for checks of how a value is written; null: none.
 * @internal
 */
export function nodeAt(
  file: YamlFile,
  path: YamlPath,
): {
  readonly node: YamlNode | null;
  readonly pair: YamlPair | null;
  readonly source: string;
  readonly locate: Locate;
} | null {
  const nodes = known.get(file)?.();
  if (!nodes) return null;
  const found = find(nodes.root, path);
  return found.length === path.length ? { ...found, source: nodes.source, locate: nodes.locate } : null;
}

function unreadable(path: string, text: string, faults: readonly Fault[], locate?: Locate): YamlFile {
  const place = () => fileStart(path);
  const comments = locate ? lazily(() => commentsOf(text.replaceAll('\r\n', '\n'), locate)) : () => [];
  return { path, text, value: undefined, faults, placeOf: place, placeInText: place, comments };
}

function locator(path: string, source: string): Locate {
  const lines = lineTable(source);
  return (at, end) => {
    const from = lines(at);
    const to = lines(Math.max(at, end));
    return { path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}

function toFault(problem: SyntaxProblem, locate: Locate): Fault {
  const { rule, message, hint, first, at, end } = problem;
  const before = first === undefined ? null : locate(first, first);
  const also = before ? ` It stands on line ${before.line}, column ${before.column} already.` : '';
  return { rule, message: message + also, at: locate(at, end), ...(hint && { hint }) };
}

/**
 * A value that the collector may take and that is made again when it is asked for. The nodes of a file are several times
 * the size of its text, and of most files no place is looked up any more once it was built.
 */
function madeAgain<T extends Nodes>(first: T, make: () => T): () => T {
  let held = new WeakRef(keep(first));
  return () => {
    const known = held.deref();
    if (known) return known;
    const made = keep(make());
    held = new WeakRef(made);
    return made;
  };
}

/** The last files of an ordinary size are not taken: whoever reads a few asks for places soon. */
const kept: (Nodes | undefined)[] = new Array(64);
const longestKept = 16_384;
let turn = 0;

function keep<T extends Nodes>(nodes: T): T {
  if (nodes.source.length <= longestKept) kept[turn++ % kept.length] = nodes;
  return nodes;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const commentsOf = (source: string, locate: Locate) =>
  [...readComments(source)].map(({ at, source: comment }) => {
    const { line, column } = locate(at, at);
    return { text: comment.slice(1), line, column };
  });

const indexes = new WeakMap<YamlMap, ReadonlyMap<string, YamlPair>>();

function pairOf(map: YamlMap, key: string): YamlPair | undefined {
  let index = indexes.get(map);
  if (!index) {
    const first = new Map<string, YamlPair>();
    for (const pair of map.pairs) {
      const text = keyText(pair);
      if (text !== null && !first.has(text)) first.set(text, pair);
    }
    indexes.set(map, first);
    index = first;
  }
  return index.get(key);
}

type Found = { readonly node: YamlNode | null; readonly pair: YamlPair | null; readonly length: number };

/** The node at a path, or its nearest ancestor with the length of the path that was found. */
function find(root: YamlNode | null, path: YamlPath): Found {
  let found: Found = { node: root, pair: null, length: 0 };
  for (const [depth, step] of path.entries()) {
    const { node } = found;
    if (node?.kind === 'map') {
      const pair = pairOf(node, String(step));
      if (!pair) return found;
      found = { node: pair.value, pair, length: depth + 1 };
    } else if (node?.kind === 'list') {
      const item = node.items[Number(step)];
      if (!item) return found;
      found = { node: item, pair: null, length: depth + 1 };
    } else return found;
  }
  return found;
}

function placeOf({ root, source, locate }: Nodes, path: YamlPath, part: 'key' | 'value'): Place {
  const { node, pair } = find(root, path);
  const value = valueSpan(node, source);
  const span = pair && (part === 'key' || value.end === value.at) ? pair.key : value;
  return locate(span.at, span.end);
}

/** From the first to the last character of a value; a block's trailing line breaks are not part of it. */
function valueSpan(node: YamlNode | null, source: string): { at: number; end: number } {
  const { at, end } = node ?? { at: 0, end: 0 };
  let last = end;
  while (last > at && (source[last - 1] === '\n' || source[last - 1] === ' ')) last -= 1;
  return { at, end: last };
}

function placeInText(nodes: Nodes, path: YamlPath, start: number, end: number): Place {
  const found = find(nodes.root, path);
  const scalar = found.node;
  if (scalar?.kind !== 'scalar' || found.length < path.length) return placeOf(nodes, path, 'value');
  let map = nodes.maps.get(scalar);
  if (map === undefined) {
    map = mapScalar(scalar, nodes.source);
    nodes.maps.set(scalar, map);
  }
  if (!map) return placeOf(nodes, path, 'value');
  const length = map.starts.length;
  const last = map.ends[length - 1] ?? scalar.at;
  const from = start < length ? (map.starts[start] ?? last) : last;
  return nodes.locate(from, end > start ? (map.ends[Math.min(end, length) - 1] ?? last) : from);
}

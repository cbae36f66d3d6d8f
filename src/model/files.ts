import { PromptopsError } from '../errors.ts';
import type { FileLimits } from './config.ts';
import { sha256 } from './digest.ts';
import { decodeText } from './encoding.ts';
import type { Fault } from './fault.ts';
import { lineTable } from './lines.ts';
import { loadMatches, type Matches } from './pattern.ts';
import { fileStart, type Place } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import { type ParsedTemplate, parseTemplate } from './template.ts';
import { type FileKind, validateAsMeant } from './validate.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

/** A file somebody asked for. `waiting`: it is not read yet, and whoever asked is asked again once it is. */
export type Found<File> =
  | { readonly state: 'found'; readonly file: File }
  | { readonly state: 'missing' | 'waiting' }
  | { readonly state: 'refused'; readonly rule: string; readonly message: string };

/** A YAML or JSON file with its own faults and those against the schema of its kind. */
export type CheckedFile = {
  readonly file: YamlFile;
  readonly faults: readonly Fault[];
  /** The file itself, or as it was meant where keys are misspelt; such a file has faults. */
  readonly meant: YamlFile;
};

/** A file of plain text, a partial for one. Line ends are LF. */
export type TextFile = {
  readonly path: string;
  readonly text: string;
  readonly faults: readonly Fault[];
  place(start: number, end: number): Place;
};

/** The files as one prompt sees them while it is built. What is not there yet ends up in `waiting`. */
export type FileView = {
  yaml(path: string, kind: FileKind | 'schema'): Found<CheckedFile>;
  text(path: string): Found<TextFile>;
  /** Whether there is such a file, without reading it. */
  exists(path: string): Found<true>;
  template(source: string): ParsedTemplate;
  /** Whether the text matches a schema's `pattern`; null while the engine is waited for. */
  matches(pattern: string, text: string): boolean | null;
  readonly waiting: boolean;
  /** Every path that was asked for, found or not. */
  readonly asked: ReadonlySet<string>;
};

export type FileStore = {
  view(): FileView;
  /** Reads everything the views waited for: one batch of contents, one of mere existence. */
  fetch(): Promise<void>;
};

type Loaded = Found<Uint8Array>;

/** What is known of the files so far, and what the views asked for that is not. */
type State = {
  readonly limits: FileLimits;
  readonly parsed: Parsed;
  readonly loaded: Map<string, Loaded>;
  readonly present: Map<string, Found<true>>;
  readonly yaml: Map<string, CheckedFile>;
  readonly text: Map<string, TextFile>;
  readonly wanted: { readonly read: Set<string>; readonly exists: Set<string>; matches: boolean };
  matches: Matches | null;
};

/** Files and templates by their content: snapshots that are compared have most of it in common. */
export type Parsed = {
  readonly yaml: Map<string, CheckedFile>;
  readonly template: Map<string, ParsedTemplate>;
};

export const nothingParsed = (): Parsed => ({ yaml: new Map(), template: new Map() });

/** Files of a snapshot, read in batches and parsed once; with the same limits, what is parsed may be shared. */
export function createFileStore(
  snapshot: Snapshot,
  limits: FileLimits,
  parsed: Parsed = nothingParsed(),
): FileStore {
  const state: State = {
    limits,
    parsed,
    loaded: new Map(),
    present: new Map(),
    yaml: new Map(),
    text: new Map(),
    wanted: { read: new Set(), exists: new Set(), matches: false },
    matches: null,
  };
  return { view: () => createView(state), fetch: () => fetchWanted(state, snapshot) };
}

function createView(state: State): FileView {
  const { limits, wanted } = state;
  let waiting = false;
  const asked = new Set<string>();
  const ask = <File>(path: string, known: Map<string, Found<File>>, queue: Set<string>): Found<File> => {
    asked.add(path);
    const found = known.get(path);
    if (found) return found;
    waiting = true;
    queue.add(path);
    return { state: 'waiting' };
  };
  const bytesOf = (path: string) => ask(path, state.loaded, wanted.read);
  return {
    yaml: (path, kind) =>
      parsedOnce(bytesOf(path), state.yaml, `${kind} ${path}`, (bytes) =>
        once(state.parsed.yaml, `${kind} ${path} ${limits.maxBytes} ${sha256(bytes)}`, () =>
          checkedFile(path, bytes, kind, limits),
        ),
      ),
    text: (path) => parsedOnce(bytesOf(path), state.text, path, (bytes) => textFile(path, bytes)),
    exists: (path) => ask(path, state.present, wanted.exists),
    template: (source) =>
      once(state.parsed.template, `${limits.maxTemplateBytes} ${source}`, () =>
        parseTemplate(source, { maxBytes: limits.maxTemplateBytes }),
      ),
    matches(pattern, text) {
      if (state.matches) return state.matches(pattern, text);
      waiting = true;
      wanted.matches = true;
      return null;
    },
    get waiting() {
      return waiting;
    },
    asked,
  };
}

async function fetchWanted(state: State, snapshot: Snapshot): Promise<void> {
  const { wanted, limits } = state;
  const [read, exists] = [[...wanted.read], [...wanted.exists]];
  wanted.read.clear();
  wanted.exists.clear();
  if (wanted.matches) state.matches ??= await loadMatches();
  if (read.length > 0) await readBatch(snapshot, read, limits.maxBytes, state.loaded);
  if (exists.length > 0) await findBatch(snapshot, exists, state.present);
}

function checkedFile(
  path: string,
  bytes: Uint8Array,
  kind: FileKind | 'schema',
  limits: FileLimits,
): CheckedFile {
  const file = parseYaml(path, bytes, limits);
  if (kind === 'schema') return { file, faults: file.faults, meant: file };
  const { faults, meant } = validateAsMeant(kind, file);
  return { file, faults: [...file.faults, ...faults], meant };
}

function textFile(path: string, bytes: Uint8Array): TextFile {
  const { text, fault } = decodeText(path, bytes);
  const lines = (text ?? '').replaceAll('\r\n', '\n');
  const table = lineTable(lines);
  return {
    path,
    text: lines,
    faults: fault ? [fault] : [],
    place(start, end) {
      const [from, to] = [table(start), table(end)];
      return { path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}

function parsedOnce<File>(
  found: Loaded,
  cache: Map<string, File>,
  key: string,
  parse: (bytes: Uint8Array) => File,
): Found<File> {
  if (found.state !== 'found') return found;
  return { state: 'found', file: once(cache, key, () => parse(found.file)) };
}

function once<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

/** One refused file (a link out of the repository, one too large) must not hide the others: the batch is halved until it is found. */
async function readBatch(
  snapshot: Snapshot,
  paths: readonly string[],
  maxBytes: number,
  into: Map<string, Loaded>,
): Promise<void> {
  try {
    const contents = await snapshot.read(paths, maxBytes);
    for (const path of paths) {
      const bytes = contents.get(path);
      into.set(path, bytes ? { state: 'found', file: bytes } : { state: 'missing' });
    }
  } catch (error) {
    await halve(error, paths, into, (half) => readBatch(snapshot, half, maxBytes, into));
  }
}

async function findBatch(
  snapshot: Snapshot,
  paths: readonly string[],
  into: Map<string, Found<true>>,
): Promise<void> {
  try {
    const ids = await snapshot.identify(paths);
    for (const path of paths)
      into.set(path, ids.has(path) ? { state: 'found', file: true } : { state: 'missing' });
  } catch (error) {
    await halve(error, paths, into, (half) => findBatch(snapshot, half, into));
  }
}

async function halve<File>(
  error: unknown,
  paths: readonly string[],
  into: Map<string, Found<File>>,
  again: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const rule = refusalRule(error);
  if (rule === null) throw error;
  const [first] = paths;
  if (paths.length === 1 && first !== undefined) {
    into.set(first, { state: 'refused', rule, message: (error as PromptopsError).message });
    return;
  }
  const middle = paths.length >> 1;
  await again(paths.slice(0, middle));
  await again(paths.slice(middle));
}

/** The rule that a file breaks which a snapshot will not read; null: the error is about something else. */
export function refusalRule(error: unknown): string | null {
  if (!(error instanceof PromptopsError)) return null;
  if (error.code === 'too-large') return 'schema/invalid';
  return error.code === 'unsafe-path' ? 'security/remote-include' : null;
}

/** A file that could not be read, so that what is said about it still has a place. */
export function unreadFile(path: string): YamlFile {
  return {
    path,
    text: '',
    value: undefined,
    faults: [],
    placeOf: () => fileStart(path),
    placeInText: () => fileStart(path),
    comments: () => [],
  };
}

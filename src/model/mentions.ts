import { posix } from 'node:path';
import type { Config } from './config.ts';
import { createFileStore } from './files.ts';
import { partialPath } from './partials.ts';
import type { PromptPlace } from './prompt-file.ts';
import { resolveReference } from './reference.ts';
import type { Snapshot } from './snapshot.ts';

type Ground = {
  readonly places: readonly PromptPlace[];
  readonly config: Pick<Config, 'files' | 'partials'>;
};

/** Files whose texts are in memory at one time. */
const filesAtOnce = 256;

/**
 * Of some prompts those that may be made of one of the files `named`, or name it: who wants to be sure parses these.
 * Reads the prompts and their tests as text, and the YAML, JSON and partials they name as well, each once. Whatever
 * cannot be told from a text counts as named: a name may be written in escapes, or lead nowhere. What a schema, tool or
 * overlay of another ending names in its turn is not followed.
 */
export async function placesNaming(
  { places, config }: Ground,
  snapshot: Snapshot,
  named: readonly string[],
): Promise<readonly PromptPlace[]> {
  const words = named.map(wordOf);
  if (words.includes('')) return places;
  const mentions = mentionsAny(new Set(words));
  const reached = new Set(named);
  const users = new Map<string, string[]>();
  const seen = new Set(places.flatMap(filesOf));
  const waiting = [...seen];
  const readSome = () => readTexts(snapshot, config, waiting.splice(-filesAtOnce));
  let ahead = readSome();
  for (let texts = await ahead; texts.length > 0 || waiting.length > 0; texts = await ahead) {
    // The next ones are on their way while these are looked at.
    ahead = readSome();
    for (const [file, text] of texts) {
      if (text === null || mentions(text)) reached.add(file);
      else {
        for (const target of leadsOf(file, text, config.partials)) {
          if (!seen.has(target)) waiting.push(target);
          seen.add(target);
          const others = users.get(target);
          if (others) others.push(file);
          else users.set(target, [file]);
        }
      }
    }
  }
  // The set grows while it is gone through: who uses what is reached is reached.
  for (const file of reached) for (const user of users.get(file) ?? []) reached.add(user);
  return places.filter((place) => filesOf(place).some((file) => reached.has(file)));
}

const filesOf = ({ path, testPath }: PromptPlace): readonly string[] =>
  testPath === null ? [path] : [path, testPath];

/** The text of each file; null: it is missing or refused. */
async function readTexts(
  snapshot: Snapshot,
  { files: limits }: Ground['config'],
  paths: readonly string[],
): Promise<readonly (readonly [path: string, text: string | null])[]> {
  const store = createFileStore(snapshot, limits);
  const ahead = store.view();
  for (const path of paths) ahead.text(path);
  await store.fetch();
  const view = store.view();
  return paths.map((path) => {
    const found = view.text(path);
    return [path, found.state === 'found' ? found.file.text : null];
  });
}

/** Pieces of a text between blanks, slashes and the other marks of ASCII, but for `-`, `.` and `_`. */
const pieces = /[^\s\0-,/:-@[-^`{-\x7f]+/g;

/** The longest piece of a file's name: however the name is quoted or broken over lines, this stands in one piece. */
function wordOf(path: string): string {
  const found = posix.basename(path).match(pieces) ?? [];
  return found.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/** In YAML, JSON and the addresses of schemas a name may be spelt without its own characters. */
const escaped = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|\n)|%[\da-f]{2}/i;

function mentionsAny(words: ReadonlySet<string>): (text: string) => boolean {
  const some = [...words];
  return (text) => {
    if (escaped.test(text)) return true;
    // To look for a few words is faster than to take the text to pieces.
    if (some.length <= 16 && !some.some((word) => text.includes(word))) return false;
    return (text.match(pieces) ?? []).some((piece) => words.has(piece));
  };
}

const yamlOrJson = /\.(?:ya?ml|json)(?!\.?[\w-])/gi;
const mark = /[\s"'`,{}[\]()<>#]/;
const address = /^[a-z][a-z0-9+.-]+:/i;
const partial = /\{\{~?#?>[\s"'\\]*([^\s"'\\}~|]+)/g;

/** Paths of the files that a text may name and that may name others. What is no path of the project leads nowhere. */
function* leadsOf(file: string, text: string, partials: string): Generator<string> {
  let from = 0;
  for (const { index, 0: ending } of text.matchAll(yamlOrJson)) {
    const end = index + ending.length;
    let start = index;
    while (start > from && !mark.test(text.charAt(start - 1))) start -= 1;
    from = end;
    const name = text.slice(start, end);
    if (!address.test(name)) yield resolveReference(file, name).path ?? name;
  }
  for (const [, name = ''] of text.matchAll(partial)) yield partialPath(partials, name);
}

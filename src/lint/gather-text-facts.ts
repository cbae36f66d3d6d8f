import { findSecrets, mayHoldSecret } from '../detect/secrets.ts';
import { PromptopsError } from '../errors.ts';
import { lineTable } from '../model/lines.ts';
import type { Place } from '../model/place.ts';
import type { PromptFile, TemplateSite } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import { blocksOf, readData } from './data-files.ts';
import type { Facts, SecretFact } from './facts.ts';
import { stringsOf } from './values.ts';

type TextFacts = Pick<Facts, 'secrets' | 'lines'>;
type FileFacts = Awaited<ReturnType<typeof readData>>;

export type TextGatherer = {
  ofPrompt(prompt: PromptFile): Promise<TextFacts>;
  ofYaml(file: YamlFile): Promise<readonly SecretFact[]>;
};

/**
 * Looks for secrets in everything that is committed for a prompt: its files, partials, tools, schemas, datasets and
 * texts of variables; and in the files that are not parsed for lines that other rules must see.
 */
export function createTextGatherer(snapshot: Snapshot): TextGatherer {
  const partials = new Map<string, readonly SecretFact[]>();
  const data = new Map<string, FileFacts>();
  const ofPartial = async ({ source, place }: TemplateSite): Promise<readonly SecretFact[]> => {
    const { path } = place(0, 0);
    const found = partials.get(path) ?? (await inText(source, place));
    partials.set(path, found);
    return found;
  };
  return {
    ofYaml: inYaml,
    async ofPrompt(prompt) {
      const { file, tests, templates, reads } = prompt;
      const secrets: Record<string, readonly SecretFact[]> = { [file.path]: await inYaml(file) };
      const lines: Record<string, TextFacts['lines'][string]> = {};
      if (tests) secrets[tests.path] = await inYaml(tests.file);
      for (const site of templates) {
        if (site.partial !== null) secrets[site.place(0, 0).path] = await ofPartial(site);
      }
      const others = [...reads].filter((path) => !Object.hasOwn(secrets, path));
      const unread = others.filter((path) => !data.has(path));
      const streamed = new Set(datasetPaths(prompt));
      if (unread.length > 0) {
        for await (const { path, blocks } of dataFiles(snapshot, unread, streamed))
          data.set(path, await readData(path, blocks));
      }
      for (const path of others) {
        secrets[path] = data.get(path)?.secrets ?? [];
        lines[path] = data.get(path)?.lines ?? [];
      }
      return { secrets, lines };
    },
  };
}

/** Where in a file that is no YAML something stands. */
type PlaceIn = (start: number, end: number) => Place;

const datasetPaths = ({ datasets }: PromptFile): readonly string[] =>
  Object.values(datasets).map(({ path }) => path);

/** What an escape hides from the text of a file stands in its values. */
async function inYaml(file: YamlFile): Promise<readonly SecretFact[]> {
  const table = lineTable(file.text);
  const written = await inText(file.text, (at, end) => {
    const [from, to] = [table(at), table(end)];
    return { path: file.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  });
  if (!file.text.includes('\\')) return written;
  const lines = new Set(written.map(({ at }) => at.line));
  const escaped: SecretFact[] = [];
  for (const { path, text } of stringsOf(file.value)) {
    const found = await inText(text, (at, end) => file.placeInText(path, at, end));
    escaped.push(...found.filter(({ at }) => !lines.has(at.line)));
  }
  return [...written, ...escaped];
}

async function inText(text: string, place: PlaceIn): Promise<readonly SecretFact[]> {
  if (!mayHoldSecret(text)) return [];
  return (await findSecrets(text)).map(({ what, at, end }) => ({ what, at: place(at, end) }));
}

type DataFile = { readonly path: string; readonly blocks: ReturnType<typeof blocksOf> };

/** Small files come in one batch, datasets piece by piece. What cannot be read has a fault of its own. */
async function* dataFiles(
  snapshot: Snapshot,
  paths: readonly string[],
  streamed: ReadonlySet<string>,
): AsyncGenerator<DataFile> {
  const small = paths.filter((path) => !streamed.has(path));
  const contents = await snapshot.read(small).catch(ignoreRefusal);
  for (const path of paths) {
    const bytes = contents?.get(path);
    if (bytes) yield { path, blocks: blocksOf([bytes]) };
    else if (streamed.has(path) || contents === null)
      yield { path, blocks: blocksOf(stream(snapshot, path)) };
  }
}

async function* stream(snapshot: Snapshot, path: string): AsyncIterable<Uint8Array> {
  try {
    yield* snapshot.stream(path);
  } catch (error) {
    ignoreRefusal(error);
  }
}

function ignoreRefusal(error: unknown): null {
  if (error instanceof PromptopsError && ['unsafe-path', 'too-large', 'not-found'].includes(error.code))
    return null;
  throw error;
}

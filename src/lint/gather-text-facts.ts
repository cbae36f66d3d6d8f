import { findSecrets, mayHoldSecret } from '../detect/secrets.ts';
import { PromptopsError } from '../errors.ts';
import { lineTable } from '../model/lines.ts';
import type { Place } from '../model/place.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import { blocksOf, readData } from './data-files.ts';
import type { Facts, SecretFact } from './facts.ts';
import { stringsOf } from './values.ts';

type TextFacts = Pick<Facts, 'secrets' | 'lines'>;

/**
 * Looks for secrets in everything that is committed for the prompts: their files, partials, tools, schemas, datasets and
 * texts of variables; and in the files that are not parsed for lines that other rules must see.
 */
export async function gatherTextFacts(project: Project, snapshot: Snapshot): Promise<TextFacts> {
  const secrets: Record<string, readonly SecretFact[]> = {};
  const lines: Record<string, TextFacts['lines'][string]> = {};
  const enter = (path: string, found: readonly SecretFact[]) => {
    if (found.length > 0) secrets[path] = found;
  };
  const known = new Set<string>();
  for (const file of writtenFiles(project)) {
    if (known.has(file.path)) continue;
    known.add(file.path);
    enter(file.path, 'value' in file ? await inYaml(file) : await inText(file.text, file.place));
  }
  const rest = new Set(project.prompts.flatMap(({ reads }) => [...reads]));
  const others = [...rest].filter((path) => !known.has(path));
  const streamed = new Set(project.prompts.flatMap(datasetPaths));
  for await (const { path, blocks } of dataFiles(snapshot, others, streamed)) {
    const data = await readData(path, blocks);
    enter(path, data.secrets);
    if (data.lines.length > 0) lines[path] = data.lines;
  }
  return { secrets, lines };
}

type PlainFile = {
  readonly path: string;
  readonly text: string;
  place(start: number, end: number): Place;
};

/** The files that are parsed already; a partial is a site of every prompt that reaches it. */
function* writtenFiles({ configFile, prompts }: Project): Generator<YamlFile | PlainFile> {
  if (configFile) yield configFile;
  for (const { file, tests, templates } of prompts) {
    yield file;
    if (tests) yield tests.file;
    for (const { partial, source, place } of templates) {
      if (partial !== null) yield { path: place(0, 0).path, text: source, place };
    }
  }
}

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

async function inText(text: string, place: PlainFile['place']): Promise<readonly SecretFact[]> {
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

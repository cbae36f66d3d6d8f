import type { Fault } from './fault.ts';
import { groupBy } from './group.ts';
import { byCodePoint } from './order.ts';
import { fileStart } from './place.ts';
import type { PromptPlace } from './prompt-file.ts';
import { below } from './reference.ts';

export const promptEnding = '.prompt.yaml';
export const testEnding = '.test.yaml';

/** Which files of the prompt folders are prompts and tests, before any is read. */
export type Layout = {
  /** Sorted by id; `testPath` is the sibling. */
  readonly prompts: readonly PromptPlace[];
  /** Test files without a prompt beside them: they name one. */
  readonly strays: readonly string[];
  /** `id/collision`. */
  readonly faults: readonly Fault[];
};

/** Identity is the path below a prompts root: the longest root a file is in counts. */
export function layOut(paths: readonly string[], roots: readonly string[]): Layout {
  const longestFirst = [...roots].sort((a, b) => b.length - a.length);
  const own = paths.filter((path) => isOurs(path) && longestFirst.some((folder) => isBelow(folder, path)));
  const tests = new Set(own.filter((path) => path.endsWith(testEnding)));
  const prompts = own.flatMap((path): PromptPlace[] => {
    const root = longestFirst.find((folder) => isBelow(folder, path));
    if (root === undefined || !path.endsWith(promptEnding)) return [];
    const stem = path.slice(0, -promptEnding.length);
    const id = root === '' ? stem : stem.slice(root.length + 1);
    const testPath = stem + testEnding;
    return id === '' || id.endsWith('/')
      ? []
      : [{ id, path, testPath: tests.delete(testPath) ? testPath : null }];
  });
  prompts.sort((a, b) => byCodePoint(a.id, b.id) || byCodePoint(a.path, b.path));
  return { prompts, strays: [...tests].sort(byCodePoint), faults: collisions(prompts) };
}

const isBelow = (folder: string, path: string) => folder === '' || path.startsWith(below(folder, ''));

/** Not ours: hidden folders, recordings and other people's packages. */
const isOurs = (path: string) =>
  !path.split('/').some((segment, index, all) => {
    const isFolder = index < all.length - 1 && segment !== '..';
    return (
      isFolder && (segment.startsWith('.') || segment === 'node_modules' || segment === '__recordings__')
    );
  });

/** Two ids that one file system, or one reader, takes for the same. */
function collisions(prompts: readonly PromptPlace[]): readonly Fault[] {
  const groups = groupBy(prompts, ({ id }) => foldedId(id));
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    return others.map(({ id, path }) => ({
      rule: 'id/collision',
      message:
        id === first?.id
          ? `"${id}" is also the id of "${first.path}".`
          : `"${id}" and "${first?.id}" differ only in case or Unicode form.`,
      hint: 'Rename one of the two files.',
      at: fileStart(path),
    }));
  });
}

export const foldedId = (id: string): string => id.normalize('NFKC').toLowerCase();

/** Folder of a prompt's recordings. */
export function recordingsFolder(promptPath: string): string {
  const cut = promptPath.lastIndexOf('/') + 1;
  return `${promptPath.slice(0, cut)}__recordings__/${promptPath.slice(cut, -promptEnding.length)}`;
}

/** The prompt file a recording stands beside; null: it is no recording. */
export function recordedPrompt(path: string): string | null {
  const found = /^(.*\/)?__recordings__\/([^/]+)\/./.exec(path);
  return found ? `${found[1] ?? ''}${found[2]}${promptEnding}` : null;
}

/** Recordings among some files, by the prompt file they belong beside, whether there is one or not. */
export function recordingsIn(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = paths.flatMap((path) => {
    const prompt = path.includes('__recordings__/') ? recordedPrompt(path) : null;
    return prompt === null ? [] : [{ path, prompt }];
  });
  return new Map(
    [...groupBy(found, ({ prompt }) => prompt)].map(([prompt, some]) => [
      prompt,
      some.map(({ path }) => path),
    ]),
  );
}

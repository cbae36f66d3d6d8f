import { baselinePath } from '../lint/baseline.ts';
import { configPath } from '../model/config.ts';
import { promptEnding, recordedPrompt, testEnding } from '../model/layout.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import { loadPromptFiles } from '../model/prompt-files.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Changes } from '../source/changes.ts';

/**
 * Loads the prompts that changes reach: those whose own file, test file or recordings changed, and those made of a
 * partial, schema, tool, overlay, dataset or other file that did. A changed config reaches all of them.
 */
export async function loadAffected(
  snapshot: Snapshot,
  { paths }: Changes,
  select: readonly string[],
): Promise<Project> {
  if (paths === null || everybody.some((path) => paths.has(path)) || (await movesTests(snapshot, paths)))
    return loadProject(snapshot, { select });
  const changed = new Set([...paths].map((path) => recordedPrompt(path) ?? path));
  const isNamed = (place: PromptPlace): boolean => ownFiles(place).some((path) => changed.has(path));
  if ([...paths].every((path) => ownerOf(path) !== null))
    return loadProject(snapshot, { select, only: isNamed });
  const project = await loadProject(snapshot, { select });
  const isReached = (prompt: PromptFile): boolean => {
    const testPath = prompt.tests?.path ?? null;
    return isNamed({ ...prompt, testPath }) || [...prompt.reads].some((path) => changed.has(path));
  };
  return { ...project, prompts: project.prompts.filter(isReached) };
}

/**
 * Of two snapshots the prompts that the changes between them reach, the same on both sides. Where no file that prompts
 * may share is among the changes this costs what they cost, however large the project. A prompt that is the same on
 * both sides names the same files, so that what a shared file reaches is looked for at the head alone.
 */
export async function loadBothSides(
  base: Snapshot,
  head: Snapshot,
  { paths }: Changes,
): Promise<readonly [base: Project, head: Project]> {
  if (paths === null || paths.has(configPath) || (await movesTests(head, paths)))
    return [await loadProject(base), await loadProject(head)];
  const owners = new Set([...paths].flatMap((path) => ownerOf(path) ?? []));
  const isShared = [...paths].some((path) => ownerOf(path) === null && !unread.includes(path));
  const alone = isShared ? null : await loadPromptFiles(head, [...owners]);
  const after =
    alone ??
    (await loadAffected(
      head,
      { base: null, paths: new Set([...paths].filter((path) => !unread.includes(path))) },
      [],
    ));
  for (const { path } of after.prompts) owners.add(path);
  const only = ({ path }: PromptPlace) => owners.has(path);
  return [(await loadPromptFiles(base, [...owners])) ?? (await loadProject(base, { only })), after];
}

/** Files of the project that no prompt is made of. */
const unread = [baselinePath];

/** Files that concern every prompt. */
const everybody = [configPath, baselinePath];

/** A test file apart from its prompt says itself which one it tests, and may have said another one before. */
async function movesTests(snapshot: Snapshot, paths: ReadonlySet<string>): Promise<boolean> {
  const siblings = [...paths]
    .filter((path) => path.endsWith(testEnding))
    .map((path) => path.slice(0, -testEnding.length) + promptEnding)
    .filter((path) => !paths.has(path));
  return (await snapshot.identify(siblings)).size < siblings.length;
}

/** A prompt's files; the test file beside it also when it was removed. */
const ownFiles = ({ path, testPath }: PromptPlace): readonly string[] => [
  path,
  path.slice(0, -promptEnding.length) + testEnding,
  ...(testPath === null ? [] : [testPath]),
];

/** The prompt file that a file belongs to, which no other prompt is made of; null: who reads it must be looked for. */
function ownerOf(path: string): string | null {
  if (path.endsWith(promptEnding)) return path;
  if (path.endsWith(testEnding)) return path.slice(0, -testEnding.length) + promptEnding;
  return recordedPrompt(path);
}

import { baselinePath } from '../lint/baseline.ts';
import { configPath } from '../model/config.ts';
import { promptEnding, recordedPrompt, testEnding } from '../model/layout.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
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
  if ([...changed].every(isOwnFile)) return loadProject(snapshot, { select, only: isNamed });
  const project = await loadProject(snapshot, { select });
  const isReached = (prompt: PromptFile): boolean => {
    const testPath = prompt.tests?.path ?? null;
    return isNamed({ ...prompt, testPath }) || [...prompt.reads].some((path) => changed.has(path));
  };
  return { ...project, prompts: project.prompts.filter(isReached) };
}

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

/** Files that no other prompt is made of. Everything else must be looked for in what the prompts read. */
const isOwnFile = (path: string): boolean => path.endsWith(promptEnding) || path.endsWith(testEnding);

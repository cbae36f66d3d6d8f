import { baselinePath } from '../lint/baseline-path.ts';
import { configPath, pricingPath } from '../model/config.ts';
import { promptEnding, recordedPrompt, testEnding } from '../model/layout.ts';
import { placesNaming } from '../model/mentions.ts';
import { openLayout, type Project, type ProjectLayout } from '../model/project.ts';
import type { PromptPlace } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Changes } from '../source/changes.ts';

/** Which prompts changes reach. */
export type Reach = {
  /** The selected prompts that one may reach, as far as that shows before they are parsed. */
  among(layout: ProjectLayout): Promise<readonly PromptPlace[]>;
  /** Whether one does, given every file it is made of or names. */
  reaches(prompt: { readonly path: string; readonly reads: Iterable<string> }): boolean;
};

export const everything: Reach = { among: async ({ places }) => places, reaches: () => true };

/**
 * A change reaches the prompts whose own file, test file or recordings it is in, and those made of a partial, schema,
 * tool, overlay, dataset or other file it is in. A changed config or baseline reaches all of them.
 */
export async function reachOf(snapshot: Snapshot, { paths }: Changes): Promise<Reach> {
  if (paths === null || everybody.some((path) => paths.has(path)) || (await movesTests(snapshot, paths)))
    return everything;
  const changed = new Set([...paths].map((path) => recordedPrompt(path) ?? path));
  const shared = [...paths].filter((path) => ownerOf(path) === null);
  const isOwn = ({ path, testPath }: PromptPlace) =>
    [path, testBeside(path), testPath].some((own) => own !== null && changed.has(own));
  return {
    async among(layout) {
      const others = { ...layout, places: layout.places.filter((place) => !isOwn(place)) };
      const naming = new Set(shared.length === 0 ? [] : await placesNaming(others, snapshot, shared));
      return layout.places.filter((place) => isOwn(place) || naming.has(place));
    },
    reaches: ({ path, reads }) => [testBeside(path), ...reads].some((each) => changed.has(each)),
  };
}

/** A project with the prompts that changes reach. */
export async function loadReached(snapshot: Snapshot, changes: Changes): Promise<Project> {
  const reach = await reachOf(snapshot, changes);
  const layout = await openLayout(snapshot);
  const { places: _places, partialNames: _names, read, ...project } = layout;
  return { ...project, prompts: (await read(await reach.among(layout))).filter(reach.reaches) };
}

/** It concerns its prompt also when it was removed. */
const testBeside = (path: string): string => path.slice(0, -promptEnding.length) + testEnding;

/** Files that concern every prompt. */
const everybody = [configPath, pricingPath, baselinePath];

/** A test file apart from its prompt says itself which one it tests, and may have said another one before. */
export async function movesTests(snapshot: Snapshot, paths: ReadonlySet<string>): Promise<boolean> {
  const siblings = [...paths]
    .filter((path) => path.endsWith(testEnding))
    .map((path) => path.slice(0, -testEnding.length) + promptEnding)
    .filter((path) => !paths.has(path));
  return (await snapshot.identify(siblings)).size < siblings.length;
}

/** The prompt file that a file belongs to, which no other prompt is made of; null: who reads it must be looked for. */
export function ownerOf(path: string): string | null {
  if (path.endsWith(promptEnding)) return path;
  if (path.endsWith(testEnding)) return path.slice(0, -testEnding.length) + promptEnding;
  return recordedPrompt(path);
}

import { trafficPath } from '../cost/traffic.ts';
import { approvalsPath } from '../diff/approvals.ts';
import { baselinePath } from '../lint/baseline-path.ts';
import { configPath, pricingPath } from '../model/config.ts';
import { nothingParsed } from '../model/files.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptPlace } from '../model/prompt-file.ts';
import { loadPromptFiles } from '../model/prompt-files.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Changes } from '../source/changes.ts';
import { loadReached, movesTests, ownerOf } from './affected.ts';

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
  const owners = ownersOf(paths);
  const parsed = nothingParsed();
  const load = (side: Snapshot) => loadPromptFiles(side, [...owners], { parsed });
  // Both at once: what one waits for git, the other parses.
  const [alone, old] = touchesShared(paths) ? [] : await Promise.all([load(head), load(base)]);
  if (alone && old) return [old, alone];
  const after =
    alone ??
    (await loadReached(head, {
      base: null,
      paths: new Set([...paths].filter((path) => !unread.includes(path))),
    }));
  for (const { path } of after.prompts) owners.add(path);
  const only = ({ path }: PromptPlace) => owners.has(path);
  return [(await load(base)) ?? (await loadProject(base, { only })), after];
}

/** The prompt files that changed files belong to. */
export const ownersOf = (paths: ReadonlySet<string>): Set<string> =>
  new Set([...paths].flatMap((path) => ownerOf(path) ?? []));

/** Whether one of them may be part of several prompts. */
export const touchesShared = (paths: ReadonlySet<string>): boolean =>
  [...paths].some((path) => ownerOf(path) === null && !unread.includes(path));

/** Files of the project that no prompt is made of. */
const unread = [approvalsPath, baselinePath, pricingPath, trafficPath];

import { gatherDiffFacts } from '../../src/commands/diff-facts.ts';
import type { Change, ChangeExample } from '../../src/diff/change.ts';
import { diffProjects, type ProjectDiff } from '../../src/diff/diff-projects.ts';
import { type ExampleProject, exampleFiles } from '../../src/model/example-project.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

export async function sideOf(example: ExampleProject) {
  const snapshot = snapshotOf(exampleFiles(example));
  return { snapshot, project: await loadProject(snapshot) };
}

/** The differences of two projects, through the real loader, with the facts the command would gather. */
export async function diffExample({
  before,
  after,
  facts = {},
}: Pick<ChangeExample, 'before' | 'after' | 'facts'>): Promise<ProjectDiff> {
  const [base, head] = await Promise.all([sideOf(before), sideOf(after)]);
  const context = { now: () => new Date('2026-01-01') };
  const gathered = await gatherDiffFacts({ base, head, changed: null }, context);
  return diffProjects(base.project, head.project, { ...gathered, ...facts });
}

export const changesOf = ({ prompts, changes }: ProjectDiff): readonly Change[] => [
  ...changes,
  ...prompts.flatMap((prompt) => prompt.changes),
];

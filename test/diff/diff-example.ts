import type { ChangeExample } from '../../src/diff/change.ts';
import { diffProjects } from '../../src/diff/diff-projects.ts';
import type { PromptDiff } from '../../src/diff/diff-prompt.ts';
import type { Facts } from '../../src/diff/facts.ts';
import { type ExampleProject, exampleFiles } from '../../src/model/example-project.ts';
import { loadProject, type Project } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

export const someFacts: Facts = { today: '2026-01-01' };

export const projectOf = (example: ExampleProject): Promise<Project> =>
  loadProject(snapshotOf(exampleFiles(example)));

/** The differences of two projects, through the real loader. */
export async function diffExample({
  before,
  after,
  facts,
}: Pick<ChangeExample, 'before' | 'after' | 'facts'>): Promise<readonly PromptDiff[]> {
  const [old, now] = await Promise.all([projectOf(before), projectOf(after)]);
  return diffProjects(old, now, { ...someFacts, ...facts });
}

import type { Job } from '../../src/evals/job.ts';
import { type Plan, planRun } from '../../src/evals/plan.ts';
import { selectAll, type TestSelection } from '../../src/evals/selection.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

export const promptFile = `promptops: 1
model: { id: echo/x }
inputs:
  name: { type: string }
messages:
  - { role: user, content: "Hello {{name}}" }
`;

export const testFile = `promptops: 1
tests:
  - id: ada
    vars: { name: Ada }
    assert: [{ type: contains, value: Ada }]
  - id: bob
    vars: { name: Bob }
    assert: [{ type: contains, value: Ada }]
`;

/** The plan of a project in memory; without files, one prompt with a case that passes on echo and one that fails. */
export async function planOf(
  files: Readonly<Record<string, string>> = {},
  selection: Partial<TestSelection> = {},
): Promise<Plan> {
  const all = { 'prompts/greet.prompt.yaml': promptFile, 'prompts/greet.test.yaml': testFile, ...files };
  const snapshot = snapshotOf(all);
  return planRun(await loadProject(snapshot), snapshot, { ...selectAll, ...selection });
}

export async function jobsOf(plan: Plan): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for await (const job of plan.stream()) jobs.push(job);
  return jobs;
}

import { noFacts } from '../../src/lint/facts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Example } from '../../src/lint/rule.ts';
import { exampleFiles } from '../../src/model/example-project.ts';
import type { Finding } from '../../src/model/finding.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

/** Findings of an example, through the real loader; with `only`, of these rules alone. */
export async function lintExample(example: Example, only?: readonly string[]): Promise<readonly Finding[]> {
  const { facts = {}, faults = [] } = typeof example === 'string' ? {} : example;
  const project = await loadProject(snapshotOf(exampleFiles(example)));
  return lint({ project, faults, facts: { ...noFacts, ...facts }, ...(only ? { only } : {}) });
}

/** Findings of a whole project given as files. */
export async function lintFiles(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  return lint({ project: await loadProject(snapshotOf(files)) });
}

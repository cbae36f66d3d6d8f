import { type Facts, noFacts } from '../../src/lint/facts.ts';
import { applyFixes } from '../../src/lint/fix.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Example } from '../../src/lint/rule.ts';
import { exampleFiles } from '../../src/model/example-project.ts';
import type { Finding } from '../../src/model/finding.ts';
import { loadProject, type Project } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

type Files = Readonly<Record<string, string>>;
export type Round = {
  readonly files: Files;
  readonly project: Project;
  readonly findings: readonly Finding[];
};

/** Lints files; `only`: by these rules alone. */
export async function lintRound(
  files: Files,
  facts: Partial<Facts>,
  only?: readonly string[],
): Promise<Round> {
  const project = await loadProject(snapshotOf(files));
  const findings = lint({ project, facts: { ...noFacts, ...facts }, ...(only ? { only } : {}) });
  return { files, project, findings };
}

/** The same files after one round of fixes. */
export function mended({ files, findings }: Round): Files {
  const { texts } = applyFixes(new Map(Object.entries(files)), findings);
  return { ...files, ...Object.fromEntries(texts) };
}

/** Rounds until nothing is left to mend, the first before any fix. */
export async function fixRounds(
  files: Files,
  facts: Partial<Facts>,
  only?: readonly string[],
): Promise<readonly Round[]> {
  const rounds = [await lintRound(files, facts, only)];
  for (let last = rounds[0]; last && rounds.length < 10; last = rounds.at(-1)) {
    const next = mended(last);
    if (JSON.stringify(next) === JSON.stringify(last.files)) return rounds;
    rounds.push(await lintRound(next, facts, only));
  }
  throw new Error('Fixes never came to an end.');
}

export const factsOf = (example: Example): Partial<Facts> =>
  typeof example === 'string' ? {} : (example.facts ?? {});

export const fixExample = (example: Example, only?: readonly string[]) =>
  fixRounds(exampleFiles(example), factsOf(example), only);

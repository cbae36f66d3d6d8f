import type { Prompt } from '../render/prompt.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Evidence, TestReport } from './evidence.ts';
import { fileOf } from './pack-prompt.ts';
import { costPredicate } from './predicates/cost.ts';
import { evalPredicate } from './predicates/eval.ts';
import { gatesPredicate } from './predicates/gates.ts';
import { type BuildSource, provenancePredicate } from './predicates/provenance.ts';
import { testResultPredicate } from './predicates/test-result.ts';
import { makeStatement, type Statement, type Subject } from './statement.ts';

/** A bundle that statements are made about. */
export type StatedBundle = Subject & {
  readonly prompts: readonly { readonly id: string; readonly digest: string }[];
  readonly files: BundleFiles;
};

/** When and by what a bundle is published. */
export type Publication = { readonly tool: string; readonly at: string };

/**
 * What can be said of a bundle: where it comes from, and what the reports given as evidence show of its prompts. Refuse
 * evidence with `evidenceFaults` first: what is signed is believed.
 */
export function statementsFor(
  bundle: StatedBundle,
  evidence: readonly Evidence[],
  source: BuildSource,
  publication: Publication,
): readonly Statement[] {
  const ids = new Set(bundle.prompts.map(({ id }) => id));
  const reported = evidence.flatMap(({ report, digest }): readonly Statement[] => {
    if (report.kind === 'cost') {
      const cost = costPredicate(report, digest, ids);
      return cost ? [makeStatement(bundle, 'cost', cost)] : [];
    }
    const evaluated = evalPredicate(report, digest, testedPrompts(bundle.files, report, ids));
    if (!evaluated) return [];
    return [
      makeStatement(bundle, 'test-result', testResultPredicate(report, ids)),
      makeStatement(bundle, 'eval', evaluated),
    ];
  });
  const gates = gatesPredicate(evidence);
  return [
    makeStatement(bundle, 'provenance', provenancePredicate(bundle, source, publication)),
    ...reported,
    ...(gates ? [makeStatement(bundle, 'gates', gates)] : []),
  ];
}

/** The prompts of a report, as they stand in the bundle. */
function testedPrompts(
  files: BundleFiles,
  { prompts }: TestReport,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, Prompt> {
  const tested = new Set(prompts.map(({ prompt }) => prompt).filter((id) => ids.has(id)));
  return new Map([...tested].map((id) => [id, JSON.parse(new TextDecoder().decode(files.get(fileOf(id))))]));
}

/** Why evidence shows nothing of this bundle, a sentence each; empty: it does. */
export function evidenceFaults(
  { prompts }: StatedBundle,
  { report }: Evidence,
  { commit }: Pick<BuildSource, 'commit'>,
): readonly string[] {
  const digests = new Map(prompts.map(({ id, digest }) => [id, digest]));
  const isOwn = ({ prompt }: { readonly prompt: string }): boolean => digests.has(prompt);
  const faults = report.verdict === 'passed' ? [] : [`Its verdict is "${report.verdict}", not "passed".`];
  if (!report.prompts.some(isOwn)) return [...faults, 'It is about no prompt of the bundle.'];
  if (report.kind === 'cost') {
    // Costs hang on traffic and prices of the project as well, which no prompt's digest covers.
    const { head, dirty } = report.source;
    if (head !== commit)
      return [...faults, `It was made of another commit than ${commit.slice(0, 12)}, which is published.`];
    return dirty === false
      ? faults
      : [
          ...faults,
          'Some files were uncommitted when it was made: commit or ignore what "git status" lists.',
        ];
  }
  const strange = report.prompts.filter(
    (tested) => isOwn(tested) && digests.get(tested.prompt) !== tested.digest,
  );
  return [
    ...faults,
    ...strange.map(({ prompt }) => `It tested another "${prompt}" than the one in the bundle.`),
  ];
}

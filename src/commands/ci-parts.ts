import type { PromptPair } from '../cost/prompt-cost.ts';
import { type EvidenceGroup, judgeTests, type TestDecision, type TestEvidence } from '../gate/judge-tests.ts';
import { buildLintReport, type LintReport } from '../lint/report.ts';
import type { Gate } from '../model/gates.ts';
import { globMatcher } from '../model/glob.ts';
import { openLayout, type Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { entriesOf, recordOf } from '../model/shape.ts';
import { readEnvironment } from '../source/env-file.ts';
import { tool } from '../version.ts';
import type { CiSides } from './ci-sides.ts';
import type { Context } from './context.ts';
import { type CostReport, layCostGround, reportCosts } from './cost.ts';
import { pairUp } from './cost-base.ts';
import { type CostGround, costSide, type LoadedSide } from './cost-side.ts';
import { applyBaseline } from './lint-baseline.ts';
import { lintLoaded } from './lint-project.ts';
import { type JudgedTests, runTests } from './test.ts';
import { putBeside } from './test-baseline.ts';
import { prepareTests, type TestOptions } from './test-setup.ts';

/** Nothing keeps it from being rendered and tested. */
export const isUsable = ({ prompt, faults, file, tests }: PromptFile): boolean =>
  prompt !== null &&
  [faults, file.faults, tests?.faults ?? [], tests?.file.faults ?? []].every((found) => found.length === 0);

const usable = (project: Project): Project => ({ ...project, prompts: project.prompts.filter(isUsable) });

/** Lints what the change reaches; what the baseline of the base accepts is not reported. */
export async function lintSides(sides: CiSides, context: Context): Promise<LintReport> {
  const { root, head, source } = sides;
  const project = await withAllIds(sides);
  const moment = { today: context.now().toISOString().slice(0, 10), ci: true };
  const linted = await lintLoaded(project, head.snapshot, moment);
  const opened = { root, snapshot: head.snapshot };
  const { findings, baseline, notes } = await applyBaseline(opened, linted, { isPartial: true });
  const { prompts } = linted;
  return buildLintReport({ project, prompts, findings, tool, source: await source, notes, baseline });
}

/**
 * Only the list of all prompts shows that a new one has the id of another, and whether what a bundle names is there: it
 * is made where there is either.
 */
async function withAllIds({ base, head }: CiSides): Promise<Project> {
  const known = new Set(base.project.prompts.map(({ path }) => path));
  const hasBundles = entriesOf(recordOf(head.project.configFile?.value)?.['bundles']).length > 0;
  if (!hasBundles && head.project.prompts.every(({ path }) => known.has(path))) return head.project;
  const { faults, ids } = await openLayout(head.snapshot);
  return { ...head.project, faults, ids };
}

/** What the change costs a month or a thousand calls, at the prices and the traffic of the base. */
export async function costSides(sides: CiSides, context: Context): Promise<CostReport> {
  const { root, comparison, commit, base, head, source } = sides;
  const project = usable(head.project);
  // A sum over all prompts is known once all are measured; without one, what did not change costs what it did.
  const isWhole = project.config.gates.some(({ cost }) => cost?.['monthlyUsd'] !== undefined);
  const all = isWhole ? await readAll(project, head.snapshot) : project;
  const { ground, traffic } = await layCostGround(all, head.snapshot);
  const before: CostGround = { ...ground, project: idsOfBase(sides, all), snapshot: base.snapshot };
  const heads = all.prompts.flatMap((file) => sideOf(ground, file));
  const pairs: readonly PromptPair[] = pairUp({ heads, ground, isWhole: true }, before, base.project.prompts);
  const opened = { root, snapshot: head.snapshot, source };
  const work = { opened, options: {}, ground, heads, traffic, whatIf: null, now: context.now() };
  return reportCosts(work, { name: comparison.baseName, commit, notes: [], pairs }, []);
}

const sideOf = (ground: CostGround, file: PromptFile): readonly LoadedSide[] =>
  file.prompt === null
    ? []
    : [{ side: costSide(ground, file, file.prompt), also: file.also, aliases: file.aliases }];

async function readAll({ prompts }: Project, snapshot: CiSides['head']['snapshot']): Promise<Project> {
  const { places, read, partialNames: _names, ...layout } = await openLayout(snapshot);
  const known = new Set(prompts.map(({ path }) => path));
  const rest = await read(places.filter(({ path }) => !known.has(path)));
  return { ...layout, prompts: [...prompts, ...rest.filter(isUsable)] };
}

/** What the change does not reach is there as well. */
function idsOfBase({ base, head }: CiSides, { prompts }: Project): CostGround['project'] {
  const reached = new Set(head.project.prompts.map(({ id }) => id));
  const others = prompts.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
  return { ...base.project, ids: [...base.project.prompts.map(({ id }) => id), ...others] };
}

/**
 * Runs the golden cases of what the change reaches, beside what stood at the base. null: there is none. A case the base
 * has no answer to is in no comparison.
 */
export async function testSides(
  sides: CiSides,
  options: Pick<TestOptions, 'replay' | 'maxCost'>,
  context: Context,
): Promise<JudgedTests | null> {
  const { root, comparison, base, head, source } = sides;
  const project = usable(head.project);
  if (!project.prompts.some(({ tests }) => tests && tests.cases.length + tests.datasets.length > 0))
    return null;
  const opened = { root, snapshot: head.snapshot, project, source };
  const selected = { opened, mayBeEmpty: true, isPart: true, resumed: null, notes: [] };
  const env = await readEnvironment(root, context.env);
  const work = await prepareTests(selected, options, env, context);
  const baseline = await putBeside({ ...work, project }, base, { ...comparison, notes: [] });
  return runTests({ ...work, baseline: { ...baseline, isFinal: true } }, context);
}

/** The verdict of tests without the cases nobody had an answer to: those are told of prompt by prompt. */
export const judgeAnswered = (evidence: TestEvidence, gates: readonly Gate[]): TestDecision =>
  judgeTests({ ...evidence, groups: evidence.groups.flatMap(answered) }, gates, isInScope);

function answered(group: EvidenceGroup): readonly EvidenceGroup[] {
  const errored = group.errored - group.missed;
  return group.passed + group.failed + errored === 0 ? [] : [{ ...group, errored, missed: 0 }];
}

export const isInScope = (scope: string, prompt: string): boolean => globMatcher(scope)(prompt);

import { PromptopsError } from '../../errors.ts';
import { readCaseVars } from '../../model/case-vars.ts';
import type { Config } from '../../model/config.ts';
import { expandDataset } from '../../model/dataset.ts';
import { canonicalJson, sha256 } from '../../model/digest.ts';
import { isJudged } from '../../model/judged-types.ts';
import { byCodePoint } from '../../model/order.ts';
import type { Project } from '../../model/project.ts';
import type { PromptFile } from '../../model/prompt-file.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { AssertionSpec, Case } from '../../model/test-file.ts';
import { takeTurn } from '../../model/turn.ts';
import { requestKey } from '../../recordings/key.ts';
import { applyOverlays } from '../../render/overlay.ts';
import type { Prompt } from '../../render/prompt.ts';
import { renderPrompt } from '../../render/render-prompt.ts';
import type { Job } from '../job.ts';
import type { Plan, PlannedJobs } from '../plan.ts';
import { type UnitPlan, unitKey } from './units.ts';

/** A case that is in no comparison, and why. */
export type LeftCase = {
  readonly prompt: string;
  readonly model: string;
  readonly case: string;
  readonly why: 'new' | 'inputs' | 'assertions' | 'place' | 'unaskable' | 'unanswered';
  /** For people; null where `why` says it all. */
  readonly detail: string | null;
};

/** What is asked of the base so that it can be compared with a plan. */
export type BasePlan = PlannedJobs & {
  readonly units: ReadonlyMap<string, UnitPlan>;
  readonly left: readonly LeftCase[];
};

/** A project as it stood. */
export type BaseProject = { readonly project: Project; readonly snapshot: Snapshot };

/**
 * Puts beside each job of a plan the same case as it stood at the base: that prompt, that model, those recordings, held
 * to the assertions of today. A case that asks or demands something else than it did leaves the comparison, as does one
 * that the base does not have. Goes over the plan once; asks nobody.
 */
export async function planBase(plan: Plan, head: Project, base: BaseProject): Promise<BasePlan> {
  const find = createFinder(head, base);
  const units = new Map<string, UnitPlan>();
  const left = new Map<string, LeftCase>();
  const models = new Set<string>();
  let [jobs, seen] = [0, 0];
  for await (const job of plan.stream()) {
    seen += 1;
    if (seen % jobsPerTurn === 0) await takeTurn();
    if (job.case.skip) continue;
    const key = unitKey(job.prompt.id, job.model, job.case.id);
    const found = await find(job);
    if ('why' in found) {
      left.set(key, { prompt: job.prompt.id, model: job.model, case: job.case.id, ...found });
      continue;
    }
    const unit = units.get(key) ?? unitOf(job);
    unit.same &&= found.same;
    units.set(key, unit);
    models.add(found.job.model);
    jobs += 1;
  }
  // A case that is left on one of its places is left on all: its sides would not be alike.
  for (const key of left.keys()) units.delete(key);
  return {
    units,
    left: [...left.values()],
    jobs,
    digest: plan.digest,
    models: [...models].sort(byCodePoint),
    async *stream() {
      for await (const job of plan.stream()) {
        if (!units.has(unitKey(job.prompt.id, job.model, job.case.id))) continue;
        const found = await find(job);
        if (!('why' in found)) yield found.job;
      }
    },
  };
}

const jobsPerTurn = 256;

const unitOf = (job: Job): UnitPlan => ({
  prompt: job.prompt.id,
  model: job.model,
  case: job.case.id,
  cluster: job.case.cluster,
  critical: job.case.critical,
  same: true,
});

type Found = { readonly job: Job; readonly same: boolean } | Pick<LeftCase, 'why' | 'detail'>;

const why = (reason: LeftCase['why'], detail: string | null = null): Found => ({ why: reason, detail });

function createFinder(head: Project, base: BaseProject): (job: Job) => Promise<Found> {
  const files = new Map(head.prompts.map((file) => [file.id, file]));
  const cases = new Map<string, Promise<BaseCases>>();
  const { judge } = head.config.test;
  return async (job) => {
    const file = files.get(job.prompt.id);
    const baseFile = file && fileAt(base.project, file);
    if (!file || !baseFile) return why('new', 'The prompt is new.');
    const { prompt } = baseFile;
    if (!prompt) return why('unaskable', 'The prompt could not be read there.');
    const known = cases.get(baseFile.id) ?? readCases(baseFile, base);
    cases.set(baseFile.id, known);
    const before = (await known).get(job.case.id);
    if (before === undefined) return why('new');
    const now = fingerprint(job.case, await job.vars(), judge);
    if (before.asks !== now.asks) return why('inputs');
    if (before.demands !== now.demands) return why('assertions');
    return besides(job, baseFile, prompt);
  };
}

/** The prompt at the base, under the name it has or had. */
function fileAt({ prompts }: Project, { id, aliases }: PromptFile): PromptFile | undefined {
  return prompts.find((other) => [id, ...aliases].includes(other.id));
}

/** The job that stands beside another one: what that prompt made of the same case on its own model. */
async function besides(job: Job, file: PromptFile, prompt: Prompt): Promise<Found> {
  const { locale, variant } = job;
  const model = job.model === job.prompt.model.id ? prompt.model.id : job.model;
  if (![prompt.model.id, ...file.also, job.case.model].includes(model))
    return why('place', `The model ${model} is new.`);
  if (locale !== null && !Object.hasOwn(prompt.locales, locale))
    return why('place', `The locale ${locale} is new.`);
  if (variant !== null && !Object.hasOwn(prompt.variants, variant))
    return why('place', `The variant ${variant} is new.`);
  try {
    const place = { model, locale, variant };
    const { inputs } = applyOverlays(prompt, place);
    const beside: Job = { ...job, prompt, inputs, digest: file.digest ?? '', model };
    return { job: beside, same: (await keyOf(beside)) === (await keyOf(job)) };
  } catch (error) {
    if (error instanceof PromptopsError) return why('unaskable', error.message);
    throw error;
  }
}

/** Of the first request; those that follow depend on it and on the case, which is the same. */
async function keyOf({ prompt, model, locale, variant, repeat, matches, vars }: Job): Promise<string> {
  const options = matches ? { matches } : {};
  return requestKey(renderPrompt(prompt, await vars(), { model, locale, variant }, options), repeat);
}

/** What a case asks and what it demands, as digests: of a million rows no more is kept. */
type Fingerprint = { readonly asks: string; readonly demands: string };

type BaseCases = ReadonlyMap<string, Fingerprint>;

async function readCases(file: PromptFile, { project, snapshot }: BaseProject): Promise<BaseCases> {
  const { tests, prompt } = file;
  const known = new Map<string, Fingerprint>();
  if (!tests || !prompt) return known;
  const { judge } = project.config.test;
  const enter = async (one: Case): Promise<void> => {
    known.set(one.id, fingerprint(one, await readCaseVars(one.vars, prompt, tests.path, snapshot), judge));
  };
  for (const one of tests.cases) await orNew(enter(one));
  for (const test of tests.datasets) await orNew(enterAll(expandDataset(test, file, snapshot), enter));
  return known;
}

async function enterAll(rows: AsyncIterable<Case>, enter: (row: Case) => Promise<void>): Promise<void> {
  for await (const row of rows) await enter(row);
}

/** What could not be read there is new here. */
async function orNew(reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
  }
}

function fingerprint(
  one: Case,
  vars: Readonly<Record<string, unknown>>,
  judge: Config['test']['judge'],
): Fingerprint {
  const asserts = [one.assert, ...one.turns.map(({ assert }) => assert)];
  const demands = [one.expected, one.threshold, asserts.map((list) => list.map(demandOf))];
  const asksJudge = asserts.flat().some(({ type }) => isJudged(type));
  return {
    asks: short([vars, one.toolResults, one.turns.map(({ user }) => user)]),
    demands: short([...demands, asksJudge ? judge : null]),
  };
}

function demandOf({ at: _at, yamlPath: _yamlPath, ...spec }: AssertionSpec): unknown {
  return spec;
}

const short = (value: unknown): string =>
  sha256(canonicalJson(value)).slice('sha256:'.length, 'sha256:'.length + 24);

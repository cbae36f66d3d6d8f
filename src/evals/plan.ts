import { PromptopsError } from '../errors.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import type { Fault } from '../model/fault.ts';
import { noPrompts } from '../model/no-prompts.ts';
import { byCodePoint } from '../model/order.ts';
import { loadMatches } from '../model/pattern.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import type { Prompt } from '../render/prompt.ts';
import { layGround } from './expand-case.ts';
import { faultsOf, refuseFaults } from './faults.ts';
import type { Job } from './job.ts';
import type { LoadJudge } from './judge.ts';
import type { LargeDataset } from './large-dataset.ts';
import { faultsOfModels, refuseMisspeltModel } from './model-names.ts';
import { faultsOfAssertions } from './prepare.ts';
import { createCasePicker, type TestSelection } from './selection.ts';
import { createSuite, type DatasetPassRate, type Suite } from './suite.ts';

/** Jobs to work through; streamed as often as they are asked for. */
export type PlannedJobs = Pick<Plan, 'digest' | 'jobs' | 'models' | 'stream'>;

/** What a run will ask, counted and checked before the first call. */
export type Plan = {
  /** `sha256:…` over every job and all it depends on: a run may only be resumed with the same. */
  readonly digest: string;
  readonly jobs: number;
  /** Distinct cases, skipped ones not counted. */
  readonly cases: number;
  /** Ids, sorted. */
  readonly models: readonly string[];
  /** Ids of the models that may stand in, judge or embed; sorted. */
  readonly others: readonly string[];
  readonly prompts: readonly { readonly id: string; readonly digest: string }[];
  /** Selected prompts without a case. */
  readonly untested: readonly string[];
  readonly passRates: readonly DatasetPassRate[];
  /** Their answers are not committed. */
  readonly largeDatasets: readonly LargeDataset[];
  /** Things a reader should see. */
  readonly notes: readonly string[];
  /** All jobs, in order; rows of datasets are read as they are asked for, so that memory stays bounded. */
  stream(): AsyncIterable<Job>;
};

/**
 * Plans cases × models × locales × variants × repeats of the project's loaded prompts. Everything is read once: every
 * assertion compiled, every row checked. Throws `invalid-project` with all faults and their places, and `usage` when a
 * word of the selection finds nothing or there is nothing to run.
 */
export async function planRun(
  project: Project,
  snapshot: Snapshot,
  selection: TestSelection,
  loadJudge?: LoadJudge,
): Promise<Plan> {
  const faults = faultsOf(project);
  if (faults.length > 0) refuseFaults([...faults, ...(await furtherFaults(project))]);
  for (const model of selection.models) await refuseMisspeltModel(model, project.config);
  if (!selection.isPart) refuseUnknownAxes(project, selection);
  const picker = createCasePicker(selection);
  const suites: Suite[] = [];
  for (const prompt of project.prompts) {
    const { prompt: behaviour, tests } = prompt;
    if (!behaviour || !tests || tests.cases.length + tests.datasets.length === 0) continue;
    const { config } = project;
    const matches = hasPattern(behaviour) ? await loadMatches() : undefined;
    const ground = layGround({
      file: prompt,
      prompt: behaviour,
      tests,
      config,
      snapshot,
      selection,
      matches,
      loadJudge,
    });
    suites.push(createSuite(ground, picker));
  }
  const count = await countJobs(suites, snapshot);
  if (!selection.isPart) picker.refuseUnused();
  if (count.jobs === 0 && !selection.mayBeEmpty) throw nothingToRun(project, suites.length);
  return {
    ...count,
    prompts: suites.map(({ id, digest }) => ({ id, digest })),
    untested: project.prompts
      .filter(({ id }) => !suites.some((suite) => suite.id === id))
      .map(({ id }) => id),
    passRates: suites.flatMap((suite) => suite.passRates),
    largeDatasets: suites.flatMap((suite) => suite.largeDatasets()),
    notes: suites.flatMap((suite) => suite.notes),
    async *stream() {
      for (const suite of suites) yield* suite.jobs();
    },
  };
}

/** What is wrong with assertions and models is shown along with the rest, not only once that is mended. */
async function furtherFaults(project: Project): Promise<readonly Fault[]> {
  const { prompts, config } = project;
  const models = prompts.map((prompt) => faultsOfModels(prompt, prompt.tests?.cases ?? [], config));
  return [...(await faultsOfAssertions(project)), ...(await Promise.all(models)).flat()];
}

const hasPattern = ({ inputs }: Prompt): boolean => JSON.stringify(inputs).includes('"pattern":');

type Count = Pick<Plan, 'digest' | 'jobs' | 'cases' | 'models' | 'others'>;

/** Goes over all jobs once: what is wrong with a row is found here, before any call. */
async function countJobs(suites: readonly Suite[], snapshot: Snapshot): Promise<Count> {
  const faults: Fault[] = [];
  const models = new Set<string>();
  const others = new Set<string>();
  const scripts = new Set<string>();
  let [digest, jobs, cases] = [sha256(''), 0, 0];
  for (const suite of suites) {
    digest = sha256(`${digest}${canonicalJson([suite.id, suite.digest])}`);
    for await (const checked of suite.check()) {
      faults.push(...checked.faults);
      // Thousands of rows with the same mistake say no more than the first hundred.
      if (faults.length > 100) refuseFaults(faults);
      digest = sha256(digest + checked.digest);
      jobs += checked.jobs;
      cases += checked.cases;
      for (const model of checked.models) models.add(model);
      for (const model of checked.others) others.add(model);
      for (const file of checked.scripts) scripts.add(file);
    }
  }
  refuseFaults(faults);
  if (scripts.size > 0)
    digest = sha256(digest + canonicalJson([...(await snapshot.identify([...scripts].sort(byCodePoint)))]));
  const sorted = (ids: ReadonlySet<string>) => [...ids].sort(byCodePoint);
  return { digest, jobs, cases, models: sorted(models), others: sorted(others) };
}

/** A locale or variant that no selected prompt has is a typo; one that some have runs on those. */
function refuseUnknownAxes({ prompts }: Project, { locales, variants }: TestSelection): void {
  const known = {
    locale: prompts.flatMap(({ prompt }) => Object.keys(prompt?.locales ?? {})),
    variant: prompts.flatMap(({ prompt }) => Object.keys(prompt?.variants ?? {})),
  };
  for (const [axis, asked] of [
    ['locale', locales],
    ['variant', variants],
  ] as const) {
    const strange = asked.find((word) => !known[axis].includes(word));
    if (strange === undefined) continue;
    const names = [...new Set(known[axis])].sort(byCodePoint);
    const hint =
      didYouMean(strange, names) ??
      (names.length > 0 ? `There is ${names.join(', ')}.` : `They have no ${axis}s.`);
    throw new PromptopsError('usage', `No selected prompt has the ${axis} "${strange}".`, { hint });
  }
}

function nothingToRun(project: Project, suites: number): PromptopsError {
  if (project.ids.length === 0) return noPrompts(project);
  if (suites === 0) {
    return new PromptopsError('usage', 'No selected prompt has a test case.', {
      hint: 'Add a `*.test.yaml` beside the prompt.',
    });
  }
  return new PromptopsError('usage', 'No selected case runs on the selected models, locales and variants.', {
    hint: 'Leave out one of `--case`, `--tag`, `--locale` and `--variant`.',
  });
}

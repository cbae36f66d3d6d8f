import { type MeasuredCase, measurePrompt, requestsOf } from '../cost/measure.ts';
import { estimateOutput } from '../cost/output-estimate.ts';
import type { Measured, PromptSide } from '../cost/prompt-side.ts';
import type { PromptTraffic } from '../cost/prompt-traffic.ts';
import { calibrate, type Observation } from '../meter/calibration.ts';
import { intervalOfMean } from '../meter/output-interval.ts';
import type { PriceBook } from '../meter/prices.ts';
import { loadCounter } from '../meter/tokens.ts';
import { readCaseVars } from '../model/case-vars.ts';
import { expandDataset } from '../model/dataset.ts';
import { loadMatches, type Matches } from '../model/pattern.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Case } from '../model/test-file.ts';
import type { Prompt } from '../render/prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import type { CountExactly } from './cost-exact.ts';
import { readSamples, type Samples } from './cost-samples.ts';

/** The prompts of one side of a comparison, and what they are measured with. */
export type CostGround = {
  readonly project: Pick<Project, 'config' | 'ids' | 'recordings'>;
  readonly snapshot: Snapshot;
  readonly prices: PriceBook;
  traffic(id: string, locales: readonly string[]): PromptTraffic;
  /** Measure the size of every variable, for who wants to see each term. */
  readonly inDetail: boolean;
  /** The vendors' own counts, where they were asked for. */
  readonly exact: CountExactly | null;
  /**
   * What recordings say about how a prompt's requests are counted, by its id. Whoever is read first, the head, speaks
   * for both sides: a base that is counted otherwise would look like a change of the text.
   */
  readonly calibrations: Map<string, () => Promise<Samples>>;
};

/** What this side knows of a prompt, with what its file says of other models and former names. */
export type LoadedSide = Pick<PromptFile, 'also' | 'aliases'> & { readonly side: PromptSide };

/** A dataset may have millions of rows; so many tell how long they are. */
const mostRows = 200;

/** What this side knows of a prompt; its texts are counted when they are asked for, once. */
export function costSide(ground: CostGround, file: PromptFile, prompt: Prompt): PromptSide {
  const { project, prices } = ground;
  const locales = Object.keys(prompt.locales);
  const traffic = ground.traffic(file.id, locales);
  const cases = once(() => casesOf(file, ground.snapshot));
  const samples = once(() => readSamples(file, prompt, project, ground.snapshot));
  const calibrations = ground.calibrations.get(file.id) ?? samples;
  ground.calibrations.set(file.id, calibrations);
  const matches = once(async () =>
    JSON.stringify(prompt.inputs).includes('"pattern":') ? loadMatches() : null,
  );
  const apart = new Set(ground.inDetail ? Object.keys(prompt.inputs) : Object.keys(traffic.vars));
  const measured = new Map<string, Promise<Measured>>();
  const measure = async (model: string, locale: string | null): Promise<Measured> => {
    const ofLocale = inLocale(await cases(), locale);
    const measuring = {
      prompt,
      cases: await readAll(ofLocale, file, prompt, ground.snapshot),
      model,
      locale,
      apart,
      ...optionalMatches(await matches()),
    };
    const known = await loadCounter(model, project.config);
    const learnt = calibrate(known, (await calibrations()).requests(model, locale), 'observed');
    const counted = ground.exact ? await countAll(requestsOf(measuring), ground.exact) : [];
    const counter = calibrate(counted.length > 0 ? known : learnt, counted, 'exact-api');
    const sheet = measurePrompt({ ...measuring, counter });
    const seen = (await samples()).of(model, locale);
    const output = estimateOutput(seen, prompt, file.budgets, { counter, interval: intervalOfMean });
    return {
      sheet,
      output,
      answers: JSON.stringify([model, prompt.params.maxOutputTokens, prompt.params.reasoningEffort]),
    };
  };
  return {
    id: file.id,
    path: file.path,
    model: prompt.model.id,
    useCase: file.metadata.useCase,
    budgets: file.budgets,
    locales,
    traffic,
    modelPlace: async () => file.file.placeOf(['model', 'id']),
    priceOf: (model) => prices.find(model, project.config),
    measure(model, locale) {
      const key = measureKey(ground, traffic, model, locale);
      const known = measured.get(key) ?? measure(model, locale);
      measured.set(key, known);
      return known;
    },
  };
}

/** What a measurement is made of beside the files: whom it is for, and which variables are counted apart. */
export const measureKey = (
  { inDetail }: Pick<CostGround, 'inDetail'>,
  { vars }: Pick<PromptTraffic, 'vars'>,
  model: string,
  locale: string | null,
): string => JSON.stringify([model, locale, inDetail ? 'all' : Object.keys(vars)]);

/** Asked at the same time: the endpoints are free, and limited by the minute. */
const atOnce = 8;

/** What the vendor counts, request by request; empty where it counts for nobody. */
async function countAll(
  requests: readonly ModelRequest[],
  exact: CountExactly,
): Promise<readonly Observation[]> {
  const counted: Observation[] = [];
  for (let at = 0; at < requests.length; at += atOnce) {
    const some = requests.slice(at, at + atOnce);
    const tokens = await Promise.all(some.map(exact));
    counted.push(
      ...some.flatMap((request, index) => {
        const count = tokens[index];
        return typeof count === 'number' ? [{ request, tokens: count }] : [];
      }),
    );
  }
  return counted;
}

const optionalMatches = (matches: Matches | null): { readonly matches?: Matches } =>
  matches ? { matches } : {};

/** Makes it when it is first asked for. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** The golden cases that run, and the first rows of each dataset. */
async function casesOf(file: PromptFile, snapshot: Snapshot): Promise<readonly Case[]> {
  const { tests } = file;
  if (!tests) return [];
  const cases = tests.cases.filter(({ skip }) => !skip);
  for (const test of tests.datasets) {
    let rows = 0;
    for await (const row of expandDataset(test, file, snapshot)) {
      if (!row.skip) cases.push(row);
      rows += 1;
      if (rows === mostRows) break;
    }
  }
  return cases;
}

/** Cases of a locale where it has its own, else those of none. */
function inLocale(cases: readonly Case[], locale: string | null): readonly Case[] {
  const own = cases.filter((one) => one.locale === locale);
  return own.length > 0 ? own : cases.filter((one) => one.locale === null);
}

const readAll = (
  cases: readonly Case[],
  file: PromptFile,
  prompt: Prompt,
  snapshot: Snapshot,
): Promise<readonly MeasuredCase[]> =>
  Promise.all(
    cases.map(async ({ vars, variant }) => ({
      vars: await readCaseVars(vars, prompt, file.tests?.path ?? file.path, snapshot),
      variant,
    })),
  );

import { PromptopsError } from '../errors.ts';
import { readCaseVars } from '../model/case-vars.ts';
import type { Config } from '../model/config.ts';
import type { Fault } from '../model/fault.ts';
import type { Matches } from '../model/pattern.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Case, TestFile } from '../model/test-file.ts';
import { applyOverlays } from '../render/overlay.ts';
import type { Prompt } from '../render/prompt.ts';
import type { Job } from './job.ts';
import type { LoadJudge } from './judge.ts';
import { createPreparer, type Preparer } from './prepare.ts';
import { type TestSelection, valuesFor } from './selection.ts';

/** One prompt with its tests and what is compiled once for all its cases. */
export type Ground = {
  readonly file: PromptFile;
  readonly prompt: Prompt;
  readonly tests: TestFile;
  readonly config: Config;
  readonly snapshot: Snapshot;
  readonly selection: TestSelection;
  readonly matches: Matches | undefined;
  /** Absent: nothing will run. */
  readonly loadJudge?: LoadJudge | undefined;
  readonly preparer: Preparer;
  /** The prompt as it stands after its overlays. */
  effective(place: Variant): Prompt;
};

export type Variant = Pick<Job, 'model' | 'locale' | 'variant'>;

/** Where a case runs, its assertions compiled for each place. */
export type Expanded = {
  readonly case: Case;
  readonly places: readonly Pick<Job, 'model' | 'locale' | 'variant' | 'inputs' | 'assertions'>[];
  readonly repeats: number;
  readonly vars: Job['vars'];
  readonly faults: readonly Fault[];
};

/** The parts of a ground that are made of the others. */
export function layGround(parts: Omit<Ground, 'preparer' | 'effective'>): Ground {
  const known = new Map<string, Prompt>();
  return {
    ...parts,
    preparer: createPreparer(parts.tests.file, parts.config, parts.loadJudge),
    effective(place) {
      const key = JSON.stringify([place.model, place.locale, place.variant]);
      const prompt = known.get(key) ?? applyOverlays(parts.prompt, place);
      known.set(key, prompt);
      return prompt;
    },
  };
}

/** Models × locales × variants of a case, each with its assertions compiled for the prompt as it stands there. */
export async function expandCase(ground: Ground, one: Case): Promise<Expanded> {
  const faults: Fault[] = [];
  const places: Expanded['places'][number][] = [];
  for (const place of placesOf(ground, one)) {
    try {
      const effective = ground.effective(place);
      const prepared = await ground.preparer.prepare(one, effective);
      faults.push(...prepared.faults);
      const { model, locale, variant } = place;
      places.push({ model, locale, variant, inputs: effective.inputs, assertions: prepared.assertions });
    } catch (error) {
      faults.push(faultOf(error, one));
    }
  }
  return { case: one, places, repeats: repeatsOf(ground, one), vars: varsOf(ground, one), faults };
}

export const repeatsOf = ({ selection, config }: Ground, one: Case): number =>
  one.skip ? 1 : (selection.repeat ?? one.repeat ?? config.test.repeat);

/** Models × locales × variants of a case. */
export function placesOf({ file, prompt, selection }: Ground, one: Case): readonly Variant[] {
  const own = one.model === null ? [prompt.model.id, ...file.also] : [one.model];
  const models = [...new Set(selection.models.length > 0 ? selection.models : own)];
  const locales = axisOf(one.locale, selection.locales, prompt.locales);
  const variants = axisOf(one.variant, selection.variants, prompt.variants);
  return models.flatMap((model) =>
    locales.flatMap((locale) => variants.map((variant) => ({ model, locale, variant }))),
  );
}

/** A locale or variant that was asked for runs on the prompts that have it. */
const axisOf = (own: string | null, asked: readonly string[], has: object): readonly (string | null)[] =>
  valuesFor(own, asked).filter(
    (value) => asked.length === 0 || (value !== null && Object.hasOwn(has, value)),
  );

/** Variables as written are at hand; files are read when the case runs, so that pictures are not all held at once. */
export function varsOf({ prompt, tests, snapshot }: Ground, one: Case): Job['vars'] {
  const { vars } = one;
  const readsFiles = Object.values(vars).some(
    (value) => typeof value === 'object' && value !== null && 'file' in value,
  );
  return readsFiles ? () => readCaseVars(vars, prompt, tests.path, snapshot) : () => vars;
}

/** What is wrong with a case or row, at its place; anything that is not the user's input is thrown on. */
export function faultOf(error: unknown, one: Case): Fault {
  if (!(error instanceof PromptopsError)) throw error;
  const { message, hint } = error;
  return {
    rule: 'schema/invalid',
    message: named(one, message),
    at: one.row ?? one.at,
    ...(hint ? { hint } : {}),
  };
}

/** A row is known by its id rather than its line. */
export const named = (one: Case, message: string): string =>
  one.dataset === null ? message : `Row "${one.id}": ${message}`;

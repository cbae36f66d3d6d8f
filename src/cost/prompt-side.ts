import type { PriceMatch } from '../meter/prices.ts';
import type { Place } from '../model/place.ts';
import type { Budgets } from '../model/prompt-file.ts';
import type { OutputEstimate } from './output-estimate.ts';
import type { PromptTraffic } from './prompt-traffic.ts';
import type { Sheet } from './sheet.ts';

/** What one side of a comparison knows of a prompt. */
export type PromptSide = {
  readonly id: string;
  readonly path: string;
  readonly model: string;
  readonly useCase: string | null;
  readonly budgets: Budgets;
  readonly locales: readonly string[];
  readonly traffic: PromptTraffic;
  /** Where the model is named; its file may be read again for it. */
  modelPlace(): Promise<Place>;
  /** Price of a model on this side; null: unpriced. */
  priceOf(model: string): PriceMatch | null;
  /** The prompt as it is sent in a locale (null: the base text), counted for a model. */
  measure(model: string, locale: string | null): Promise<Measured>;
};

export type Measured = {
  readonly sheet: Sheet;
  readonly output: OutputEstimate;
  /** What decides how long answers are beside the text: the model and its parameters. */
  readonly answers: string;
};

import type { TokenCounter } from '../meter/tokens.ts';
import type { Budgets } from '../model/prompt-file.ts';
import type { Prompt } from '../render/prompt.ts';
import type { Confidence } from './sheet.ts';

/** What an answer is expected to have, in tokens; reasoning is part of `mean`. */
export type OutputEstimate = {
  readonly mean: number;
  readonly reasoning: number;
  /** 90 % interval of the mean; `high` null: nothing bounds it. */
  readonly low: number;
  readonly high: number | null;
  /** Recorded answers it was learnt from. */
  readonly samples: number;
  /** Where it comes from, in words. */
  readonly source: string;
  readonly confidence: Confidence;
};

/** Output of one recorded answer. */
export type OutputSample = { readonly total: number; readonly reasoning: number };

/** 90 % interval of the mean of a sample of counts; null: too few to say. */
export type IntervalOfMean = (
  samples: readonly number[],
) => { readonly low: number; readonly high: number } | null;

/** A prompt that says nothing about its answers; a page of text. */
const assumedTokens = 500;

/**
 * How long answers are: the mean of the recorded ones; without any the few-shot answers, the budget, what the prompt
 * allows at most, or an assumption, each named as such.
 */
export function estimateOutput(
  samples: readonly OutputSample[],
  prompt: Prompt,
  budgets: Budgets,
  { counter, interval }: { readonly counter: TokenCounter; readonly interval: IntervalOfMean },
): OutputEstimate {
  const most = prompt.params.maxOutputTokens ?? null;
  if (samples.length === 0) return assumedOutput(prompt, budgets, counter);
  const mean = meanOf(samples.map(({ total }) => total));
  const reasoning = meanOf(samples.map((sample) => sample.reasoning));
  const known = interval(samples.map(({ total }) => total));
  return {
    mean,
    reasoning,
    low: Math.round(known?.low ?? Math.min(...samples.map(({ total }) => total))),
    high: known ? Math.round(most === null ? known.high : Math.min(known.high, most)) : most,
    samples: samples.length,
    source: `${samples.length} recorded ${samples.length === 1 ? 'answer' : 'answers'}${known ? '' : ', uncalibrated'}`,
    confidence: known ? 'observed' : 'assumed',
  };
}

const meanOf = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((sum, each) => sum + each, 0) / numbers.length);

function assumedOutput(
  { examples, params }: Prompt,
  budgets: Budgets,
  counter: TokenCounter,
): OutputEstimate {
  const most = params.maxOutputTokens ?? null;
  const shown = examples.map(
    ({ output }) => counter.count(typeof output === 'string' ? output : JSON.stringify(output)).tokens,
  );
  const guess = (mean: number, source: string): OutputEstimate => {
    const bounded = most === null ? mean : Math.min(mean, most);
    return { mean: bounded, reasoning: 0, low: 0, high: most, samples: 0, source, confidence: 'assumed' };
  };
  if (shown.length > 0) return guess(meanOf(shown), 'mean of the few-shot answers');
  if (budgets.outputTokens !== null) return guess(budgets.outputTokens, 'budgets.outputTokens');
  if (most !== null) return guess(most, 'maxOutputTokens');
  return guess(assumedTokens, 'nothing says how long answers are');
}

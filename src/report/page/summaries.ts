import type { ComparedRow } from '../../evals/comparison/comparison.ts';
import type { PromptSummary } from '../../evals/report.ts';
import type { CaseRow, PageTest } from './data.ts';

/** One prompt on one model, with all that the page draws of it. */
export type PromptView = PromptSummary & {
  /** Beside the base; null: it is compared with nothing. */
  readonly compared: ComparedRow | null;
  /** How many cases fall into each tenth of the scores; null: none is scored. */
  readonly scores: readonly number[] | null;
  readonly baseScores: readonly number[] | null;
  /** USD, of the cases that have both prices: here less base. */
  readonly deltaUsd: string | null;
};

/** A row for each prompt and model of the run. */
export function summarise(
  { prompts, comparison }: PageTest,
  rows: readonly CaseRow[],
): readonly PromptView[] {
  const byPrompt = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const own = byPrompt.get(keyOf(row));
    if (own) own.push(row);
    else byPrompt.set(keyOf(row), [row]);
  }
  return prompts.map((summary) => {
    const own = byPrompt.get(keyOf(summary)) ?? [];
    const compared = comparison?.rows.filter((row) => keyOf(row) === keyOf(summary)) ?? [];
    return {
      ...summary,
      compared: compared.find(({ metric }) => metric === 'passed') ?? compared[0] ?? null,
      scores: tenths(own.map(({ score }) => score)),
      baseScores: tenths(own.map(({ baseScore }) => baseScore)),
      deltaUsd: deltaOf(own),
    };
  });
}

const keyOf = ({ prompt, model }: { readonly prompt: string; readonly model: string }): string =>
  JSON.stringify([prompt, model]);

function tenths(scores: readonly (number | null)[]): readonly number[] | null {
  const bins = new Array<number>(10).fill(0);
  let seen = 0;
  for (const score of scores) {
    if (score === null) continue;
    const bin = Math.max(0, Math.min(9, Math.floor(score * 10)));
    bins[bin] = (bins[bin] ?? 0) + 1;
    seen += 1;
  }
  return seen === 0 ? null : bins;
}

function deltaOf(rows: readonly CaseRow[]): string | null {
  const both = rows.filter(({ costUsd, baseUsd }) => costUsd !== null && baseUsd !== null);
  if (both.length === 0) return null;
  const delta = both.reduce((sum, { costUsd, baseUsd }) => sum + Number(costUsd) - Number(baseUsd), 0);
  // Sums of binary fractions leave dust behind.
  return String(Math.abs(delta) < 1e-12 ? 0 : delta);
}

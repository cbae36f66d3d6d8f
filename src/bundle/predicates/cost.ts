import { sumUsd } from '../../meter/money.ts';
import type { CostReport, EvidenceSource } from '../evidence.ts';

/** What calls of the bundle's prompts cost, at which prices. */
export type CostPredicate = {
  readonly tool: string;
  readonly source: EvidenceSource;
  /** SHA-256 of the report this was taken from. */
  readonly report: string;
  readonly prices: CostReport['prices'];
  /** null: with the usual traffic. */
  readonly scenario: string | null;
  /** Decimal USD; the sum of the prompts that have traffic and a price, null where none has. */
  readonly monthlyUsd: string | null;
  readonly unpriced: readonly string[];
  readonly withoutTraffic: readonly string[];
  readonly prompts: readonly Omit<CostReport['prompts'][number], 'status'>[];
};

/** What a cost report says of these prompts; null: nothing. */
export function costPredicate(
  { tool, source, prices, traffic, prompts }: CostReport,
  digest: string,
  ids: ReadonlySet<string>,
): CostPredicate | null {
  const own = prompts.filter(({ prompt, status }) => ids.has(prompt) && status !== 'removed');
  if (own.length === 0) return null;
  const monthly = own.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
  return {
    tool,
    source,
    report: digest,
    prices: { date: prices.date, sources: prices.sources },
    scenario: traffic?.scenario ?? null,
    monthlyUsd: monthly.length === 0 ? null : sumUsd(monthly),
    unpriced: own.flatMap(({ prompt, perThousandUsd }) => (perThousandUsd === null ? [prompt] : [])),
    withoutTraffic: own.flatMap(({ prompt, callsPerMonth }) => (callsPerMonth === null ? [prompt] : [])),
    prompts: own.map(({ prompt, model, perThousandUsd, monthlyUsd, callsPerMonth }) => ({
      prompt,
      model,
      perThousandUsd,
      monthlyUsd,
      callsPerMonth,
    })),
  };
}

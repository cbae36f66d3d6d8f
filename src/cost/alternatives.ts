import { formatUsd, type Money } from '../meter/money.ts';
import { costOfCalls, type Quote } from './call-cost.ts';
import { thousand } from './market-cost.ts';
import { percent } from './prompt-cost.ts';
import type { Measured, PromptSide } from './prompt-side.ts';
import { one, type Ratio } from './ratio.ts';
import type { Alternative } from './report.ts';
import { meanInput, mixRequests } from './sheet.ts';

/** What the same calls of a prompt cost on other models, cheapest first, the unpriced last. */
export async function estimateAlternatives(
  side: PromptSide,
  models: readonly string[],
): Promise<readonly Alternative[]> {
  const others = models.filter((model) => model !== side.model);
  if (others.length === 0) return [];
  const own = await onModel(side, side.model);
  const found: { readonly alternative: Alternative; readonly cost: Money | null }[] = [];
  for (const model of others) {
    const other = await onModel(side, model);
    const difference = own.cost === null || other.cost === null ? null : other.cost - own.cost;
    found.push({
      cost: other.cost,
      alternative: {
        prompt: side.id,
        model,
        inputTokens: other.input,
        outputTokens: other.output,
        perThousandUsd: usd(other.perThousand),
        monthlyUsd: side.traffic.calls === null ? null : usd(other.cost),
        differenceUsd: usd(difference),
        differencePct: difference === null || !own.cost ? null : percent(difference, own.cost),
      },
    });
  }
  return found.sort((a, b) => compareCosts(a.cost, b.cost)).map(({ alternative }) => alternative);
}

const usd = (money: Money | null): string | null => (money === null ? null : formatUsd(money));

function compareCosts(a: Money | null, b: Money | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a === b ? 0 : a < b ? -1 : 1;
}

type OnModel = {
  readonly cost: Money | null;
  readonly perThousand: Money | null;
  readonly input: number;
  readonly output: number;
};

async function onModel(side: PromptSide, model: string): Promise<OnModel> {
  const { traffic } = side;
  const quotes: { readonly quote: Quote; readonly share: Ratio }[] = [];
  for (const { locale, share } of traffic.cells) {
    const measured = await side.measure(model, locale);
    const output = await seenOutput(side, measured, locale);
    quotes.push({
      quote: { sheet: measured.sheet, output, price: side.priceOf(model)?.price ?? null, traffic },
      share,
    });
  }
  const costOf = (calls: Ratio): Money | null =>
    quotes.reduce<Money | null>((sum, { quote, share }) => {
      const cost = costOfCalls(quote, (calls * share) / one);
      return sum === null || cost === null ? null : sum + cost;
    }, 0n);
  const mean = (of: (quote: Quote) => number): number =>
    Math.round(quotes.reduce((sum, { quote, share }) => sum + of(quote) * Number(share), 0) / Number(one));
  return {
    cost: costOf(traffic.calls ?? thousand),
    perThousand: costOf(thousand),
    input: mean(({ sheet }) => meanInput(mixRequests(sheet, traffic.vars))),
    output: mean(({ output }) => traffic.outputTokens?.mean ?? output.mean),
  };
}

/** Answers of a model that was never asked are taken to be as long as those of the prompt's own. */
async function seenOutput(
  side: PromptSide,
  { output }: Measured,
  locale: string | null,
): Promise<Measured['output']> {
  if (output.samples > 0) return output;
  const own = (await side.measure(side.model, locale)).output;
  return own.samples > 0 ? own : output;
}

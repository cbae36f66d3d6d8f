import { PromptopsError } from '../errors.ts';
import { loadPrices, type PriceBook, type PriceMatch } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import { globMatcher, isGlob } from '../model/glob.ts';
import { didYouMean } from '../model/suggest.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { nearestModel, withPricing } from './open-pricing.ts';
import { type PricedModel, pricedModel } from './priced-model.ts';
import type { PricesDiffReport } from './prices-diff.ts';
import type { PricesVerifyReport } from './prices-verify.ts';
import type { ReportHead } from './report-head.ts';

export type PricesOptions = {
  readonly action: string;
  readonly words?: readonly string[];
};

export type PricesReport = ReportHead<'prices', 'listed'> & {
  /** Day of the snapshot, and the packages it was made from. */
  readonly date: string;
  readonly sources: readonly string[];
  /** Sorted by id, or in the order they were asked for. USD per million tokens. */
  readonly models: readonly PricedModel[];
};

const actions = ['list', 'show', 'verify', 'diff'] as const;

/** `prices list|show|verify|diff`: what models cost, whether that can be relied on, and what changed. */
export const pricesCommand: Command<
  PricesOptions,
  PricesReport | PricesVerifyReport | PricesDiffReport
> = async ({ action, words = [] }, context) => {
  switch (action) {
    case 'list':
      return priceReport(context, (book, config) => listed(book, config, words));
    case 'show':
      return priceReport(context, (book, config) => shown(book, config, words));
    case 'verify':
      return (await import('./prices-verify.ts')).verifyPrices(words, context);
    case 'diff':
      return (await import('./prices-diff.ts')).diffPrices(words, context);
  }
  const hint = didYouMean(action, actions) ?? `Known are ${actions.join(', ')}.`;
  throw new PromptopsError('usage', `"prices" cannot "${action}".`, { hint });
};

const priceReport = (
  context: Context,
  choose: (book: PriceBook, config: Config) => readonly PriceMatch[],
): Promise<PricesReport> =>
  withPricing(context, null, async ({ source, config }) => {
    const book = await loadPrices();
    return {
      kind: 'prices',
      schemaVersion: 1,
      tool,
      verdict: 'listed',
      exitCode: 0,
      source: await source,
      date: book.date,
      sources: book.sources,
      models: choose(book, config).map(pricedModel),
    };
  });

/** Models by glob, else by a part of their name. */
function listed(book: PriceBook, config: Config, words: readonly string[]): readonly PriceMatch[] {
  const all = book.all(config);
  if (words.length === 0) return all;
  const tests = words.map((word) =>
    isGlob(word) ? globMatcher(word) : (id: string) => id.includes(word.toLowerCase()),
  );
  const found = all.filter(({ model }) => tests.some((test) => test(model.toLowerCase())));
  if (found.length > 0) return found;
  const nearest =
    words.length === 1
      ? didYouMean(
          words[0] ?? '',
          all.map(({ model }) => model),
        )
      : null;
  throw new PromptopsError('not-found', `No priced model fits "${words.join('", "')}".`, {
    hint: nearest ?? 'See "promptops prices list".',
  });
}

function shown(book: PriceBook, config: Config, words: readonly string[]): readonly PriceMatch[] {
  if (words.length === 0)
    throw new PromptopsError('usage', 'Which model?', {
      hint: 'Name it as prompts do: promptops prices show openai/gpt-4.1.',
    });
  return words.map((word) => {
    const match = book.find(word, config);
    if (match) return match;
    throw new PromptopsError(
      'not-found',
      `No price is known for "${word}": it is unpriced, which is not free.`,
      {
        hint: nearestModel(book, word, config) ?? 'State it in promptops.prices.yaml.',
      },
    );
  });
}

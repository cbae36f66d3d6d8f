import { PromptopsError } from '../errors.ts';
import { costOf, ratesFor } from '../meter/cost.ts';
import type { Money } from '../meter/money.ts';
import { findPrice, loadPrices, type Price, type PriceMatch, type PricingConfig } from '../meter/prices.ts';
import { loadCounter, type TokenCounter } from '../meter/tokens.ts';
import { didYouMean } from '../model/suggest.ts';
import type { Usage } from '../recordings/interaction.ts';
import type { ContentPart, ModelRequest } from '../render/request.ts';

/** What calls to one model may cost. */
export type CallPrice = {
  /** `input`: tokens to expect; `most`: tokens it cannot be over; `output`: the longest answer. */
  size(request: ModelRequest): CallSize;
  /** The most a call of this size can cost. */
  worst(size: Pick<CallSize, 'most' | 'output'>): Money;
  /** What an answer cost; null: its usage is not known. */
  costOf(usage: Usage | null): Money | null;
};

export type CallSize = { readonly input: number; readonly most: number; readonly output: number };

/** Where neither the prompt nor the price list says how long an answer may be. */
const longestAnswer = 128_000;

/** Tokens of media as vendors count them at the most. */
const perMedia = 4000;

/** The price of calls to a model; null: none is known, which never means free. */
export async function findCallPrice(modelId: string, config: PricingConfig): Promise<CallPrice | null> {
  const match = await findPrice(modelId, config);
  if (!match) return null;
  return isFree(match.price) ? free : callPrice(match, await loadCounter(modelId, config));
}

/** The same, for a run with a budget: a model without a price is refused (`invalid-project`). */
export async function requireCallPrice(modelId: string, config: PricingConfig): Promise<CallPrice> {
  const price = await findCallPrice(modelId, config);
  if (price) return price;
  const [provider = ''] = modelId.split('/');
  const near = didYouMean(modelId.slice(provider.length + 1), (await loadPrices()).known(provider, config));
  const state = `State it in promptops.yaml, USD per million tokens: \`providers: { ${provider}: { price: { input: 1, output: 2 } } }\`.`;
  throw new PromptopsError(
    'invalid-project',
    `No price is known for "${modelId}", so no budget can be kept.`,
    {
      hint: near === null ? state : `${near} Or: ${state}`,
    },
  );
}

const free: CallPrice = {
  size: () => ({ input: 0, most: 0, output: 0 }),
  worst: () => 0n,
  costOf: () => 0n,
};

const isFree = ({ input, output, tiers, perThousandRequests }: Price): boolean =>
  input === 0 && output === 0 && tiers.length === 0 && !perThousandRequests;

function callPrice(match: PriceMatch, counter: TokenCounter): CallPrice {
  const { price, contextWindow, maxOutputTokens } = match;
  return {
    size(request) {
      const { tokens, band } = counter.countRequest(request);
      const media = mediaOf(request);
      // What a budget rests on must hold where an estimate is further off than it usually is.
      const most = Math.ceil((tokens + media) * (1 + 2 * band));
      return {
        input: tokens + media,
        most: contextWindow === null ? most : Math.min(most, contextWindow),
        output: request.params.maxOutputTokens ?? maxOutputTokens ?? longestAnswer,
      };
    },
    worst: ({ most, output }) => worstCost(price, most, output),
    costOf: (usage) => usage && costOf(usage, price),
  };
}

/** Priced at the dearest kind of token: written to a cache, thought before it is said. */
function worstCost(price: Price, input: number, output: number): Money {
  const rates = ratesFor(price, input);
  const cacheWrite = (rates.cacheWrite ?? 0) > (rates.input ?? 0) ? input : 0;
  const reasoning = (rates.reasoning ?? 0) > (rates.output ?? 0) ? output : 0;
  const usage = {
    input: { total: input, cacheRead: 0, cacheWrite },
    output: { total: output, reasoning },
  };
  const cost = costOf(usage, price);
  if (cost === null) throw new Error('A price names the tokens that go in and come out.');
  return cost;
}

/** Images, sound and documents, generously: no rule says what they are before they are sent. */
const mediaOf = ({ messages }: ModelRequest): number =>
  messages.flatMap(({ content }) => content).reduce((sum, part) => sum + mediaTokens(part), 0);

const mediaTokens = (part: ContentPart): number =>
  part.type === 'text' ? 0 : perMedia + ('base64' in part ? Math.ceil(part.base64.length / 8) : 0);

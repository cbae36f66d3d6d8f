import type { Config } from '../model/config.ts';
import type { StatedPrice } from '../model/pricing.ts';
import { priceFile } from './data-files.ts';
import { readSnapshot, type Snapshot } from './price-snapshot.ts';

/** USD per million tokens; null: the model has no such price. */
export type Rates = {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
};

export type Price = Rates & {
  /** Rates for requests with more than `over` input tokens, ascending. */
  readonly tiers: readonly (Rates & { readonly over: number })[];
  /** USD per thousand requests, on top of the tokens. */
  readonly perThousandRequests: number | null;
  /** What a call in a batch costs of a usual one; null: no batch price is published. */
  readonly batchFactor: number | null;
};

export type PriceMatch = {
  readonly price: Price;
  /**
   * `override`: stated in promptops.prices.yaml. `config`: of the provider in promptops.yaml. `prefix`: the id with its
   * date taken off; worth a warning. `computed`: echo.
   */
  readonly match: 'exact' | 'alias' | 'prefix' | 'override' | 'config' | 'computed';
  /** Id in the snapshot, `provider/model`; the asked one for `override`, `config` and `computed`. */
  readonly model: string;
  /** Tokens it takes and gives at most; null: not known. */
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly deprecated: boolean;
  /** Date of the prices; null where none is stated. */
  readonly date: string | null;
};

/** The snapshot, read and indexed. */
export type PriceBook = {
  readonly date: string;
  readonly sources: readonly string[];
  /** Price of `provider/model`; null: none is known, which never means free. */
  find(modelId: string, config?: PricingConfig): PriceMatch | null;
  /** Every id and alias known for a provider of the config, for "did you mean": the parts behind `provider/`. */
  known(provider: string, config?: PricingConfig): readonly string[];
  /** Every model of the snapshot as the project prices it, and the project's own; sorted by id. */
  all(config?: PricingConfig): readonly PriceMatch[];
};

export type PricingConfig = Pick<Config, 'providers'> & Partial<Pick<Config, 'pricing'>>;

/** Older than this, a snapshot is worth a warning. */
export const staleAfterDays = 45;

/** Whole days from a date to a moment; prices of tomorrow are 0 days old. */
export function ageInDays(date: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(`${date}T00:00:00Z`)) / 86_400_000));
}

let book: Promise<PriceBook> | null = null;

/** The price snapshot of this release, read once and only when asked for. */
export function loadPrices(): Promise<PriceBook> {
  book ??= loadSnapshot().then((snapshot) => readSnapshot(snapshot, statedPrice));
  return book;
}

/** The snapshot as it is shipped. */
export const loadSnapshot = async (): Promise<Snapshot> => JSON.parse(await priceFile());

/** Price of `provider/model`; null: none is known, which never means free. */
export async function findPrice(modelId: string, config?: PricingConfig): Promise<PriceMatch | null> {
  const stated = statedPrice(modelId, config);
  return stated && stated.match !== 'override' ? stated : (await loadPrices()).find(modelId, config);
}

/** A price that needs no snapshot: the project's own, and nothing where nobody sends a bill. */
function statedPrice(modelId: string, config?: PricingConfig): PriceMatch | null {
  const own = config?.pricing?.models[modelId.toLowerCase()];
  if (own) return { ...matchOf(modelId, 'override', own), date: config?.pricing?.date ?? null };
  const provider = modelId.slice(0, Math.max(modelId.indexOf('/'), 0));
  const given = config?.providers[provider];
  if (given?.price) return matchOf(modelId, 'config', given.price);
  return unpaid.includes(given?.kind ?? provider)
    ? matchOf(modelId, 'computed', { input: 0, output: 0 })
    : null;
}

/** `echo` asks nobody; what a command of the project (`exec`) costs, only the project knows. */
const unpaid: readonly string[] = ['echo', 'exec'];

const nothing: StatedPrice = {
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  tiers: [],
  perThousandRequests: null,
  batchFactor: null,
  contextWindow: null,
  maxOutputTokens: null,
};

function matchOf(model: string, match: PriceMatch['match'], stated: Partial<StatedPrice>): PriceMatch {
  const { contextWindow, maxOutputTokens, ...price } = { ...nothing, ...stated };
  return { price, match, model, contextWindow, maxOutputTokens, deprecated: false, date: null };
}

import type { Fault } from './fault.ts';
import { entriesOf, type JsonRecord, listOf, numberOf, recordOf, textOf } from './shape.ts';
import { validateFile } from './validate.ts';
import type { YamlFile } from './yaml-file.ts';

/** A price the project states, in USD per million tokens; null: not stated, priced as input or output. */
export type StatedPrice = StatedRates & {
  readonly tiers: readonly (StatedRates & { readonly over: number })[];
  /** USD per thousand requests. */
  readonly perThousandRequests: number | null;
  readonly batchFactor: number | null;
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
};

type StatedRates = {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
};

/** `promptops.prices.yaml`. */
export type Pricing = {
  /** By `provider/model` in lower case. */
  readonly models: Readonly<Record<string, StatedPrice>>;
  /** The day they were agreed; null: not stated. */
  readonly date: string | null;
  /** Currency as written, and USD for one of it. */
  readonly currency: string;
  readonly rate: number;
};

/** The prices of a parsed file in USD per million tokens, with what is wrong with it and where. */
export function parsePricing(file: YamlFile): {
  readonly pricing: Pricing;
  readonly faults: readonly Fault[];
} {
  const faults = [...file.faults, ...validateFile('pricing', file)];
  const top = recordOf(file.value) ?? {};
  const currency = textOf(top['currency']) ?? 'USD';
  const rate = numberOf(top['rate']);
  if (currency !== 'USD' && rate === null) {
    const hint = `Add "rate": how many US dollars one ${currency} is.`;
    const message = `Prices in "${currency}" need a rate.`;
    faults.push({ rule: 'schema/invalid', message, hint, at: file.placeOf(['currency']) });
  }
  if (currency === 'USD' && rate !== null && rate !== 1) {
    const hint = 'Remove it, or name the currency the prices are in.';
    const message = 'A rate for US dollars in US dollars is 1.';
    faults.push({ rule: 'schema/invalid', message, hint, at: file.placeOf(['rate']) });
  }
  faults.push(...nameFaults(file, top));
  const perMillion = top['unit'] === 'thousand tokens' ? 1000 : 1;
  const models = entriesOf(top['models']).map(([id, value]): [string, StatedPrice] => [
    id.toLowerCase(),
    readPrice(recordOf(value) ?? {}, rate ?? 1, perMillion),
  ]);
  return {
    pricing: {
      models: Object.fromEntries(models),
      date: textOf(top['date']),
      currency,
      rate: rate ?? 1,
    },
    faults,
  };
}

/** A name without its provider would be a price nobody ever asks for. */
const nameFaults = (file: YamlFile, top: JsonRecord): readonly Fault[] =>
  entriesOf(top['models']).flatMap(([id]) =>
    /^[^/\s]+\/\S+$/.test(id)
      ? []
      : [
          {
            rule: 'schema/invalid',
            message: `"${id}" is not the name of a model.`,
            hint: 'Write it as provider/model.',
            at: file.placeOf(['models', id], 'key'),
          },
        ],
  );

function readPrice(entry: JsonRecord, rate: number, perMillion: number): StatedPrice {
  const usd = (value: unknown, factor: number): number | null => {
    const amount = numberOf(value);
    return amount === null ? null : Number((amount * rate * factor).toPrecision(12));
  };
  const ratesOf = (record: JsonRecord): StatedRates => ({
    input: usd(record['input'], perMillion),
    output: usd(record['output'], perMillion),
    cacheRead: usd(record['cacheRead'], perMillion),
    cacheWrite: usd(record['cacheWrite'], perMillion),
    reasoning: usd(record['reasoning'], perMillion),
  });
  const tiers = listOf(entry['tiers']).flatMap((item) => {
    const tier = recordOf(item);
    const over = numberOf(tier?.['over']);
    return tier && over !== null ? [{ ...ratesOf(tier), over }] : [];
  });
  return {
    ...ratesOf(entry),
    tiers: tiers.sort((a, b) => a.over - b.over),
    perThousandRequests: usd(entry['perThousandRequests'], 1),
    batchFactor: numberOf(entry['batchFactor']),
    contextWindow: numberOf(entry['contextWindow']),
    maxOutputTokens: numberOf(entry['maxOutputTokens']),
  };
}

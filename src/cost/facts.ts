import type { PriceMatch } from '../meter/prices.ts';
import { listOf, recordOf, textOf } from '../model/shape.ts';
import type { OutputEstimate } from './output-estimate.ts';
import type { Measured, PromptSide } from './prompt-side.ts';
import type { PromptTraffic } from './prompt-traffic.ts';
import { fromRatio, toRatio } from './ratio.ts';
import type { Sheet } from './sheet.ts';
import type { TokenSpread } from './traffic.ts';

/** All that an estimate was made of, as plain JSON: a later one can be compared with it at the prices of its day. */
export type CostFacts = {
  /** A price the project states itself; null: that of the price list, whatever it is by then. */
  readonly statedPrice: PriceMatch | null;
  readonly traffic: {
    readonly callsPerMonth: number | null;
    readonly cells: readonly {
      readonly market: string | null;
      readonly locale: string | null;
      readonly share: number;
    }[];
    readonly vars: Readonly<Record<string, TokenSpread>>;
    readonly outputTokens: TokenSpread | null;
    readonly cacheHitRate: number;
    readonly batchShare: number;
    readonly retryRate: number;
  };
  readonly texts: readonly MeasuredText[];
};

type MeasuredText = {
  readonly locale: string | null;
  readonly sheet: Sheet;
  readonly output: OutputEstimate;
  readonly answers: string;
};

/** Prices that are the project's, and no list's. */
const stated: readonly PriceMatch['match'][] = ['override', 'config', 'computed'];

/** The facts of a prompt as it stands. */
export async function factsOf(side: PromptSide): Promise<CostFacts> {
  const { traffic, model } = side;
  const locales = [...new Set(traffic.cells.map(({ locale }) => locale))];
  const texts: MeasuredText[] = [];
  for (const locale of locales) texts.push({ locale, ...(await side.measure(model, locale)) });
  const match = side.priceOf(model);
  return {
    statedPrice: match && stated.includes(match.match) ? match : null,
    traffic: {
      callsPerMonth: traffic.calls === null ? null : fromRatio(traffic.calls),
      cells: traffic.cells.map((cell) => ({ ...cell, share: fromRatio(cell.share) })),
      vars: traffic.vars,
      outputTokens: traffic.outputTokens,
      cacheHitRate: fromRatio(traffic.cacheHitRate),
      batchShare: fromRatio(traffic.batchShare),
      retryRate: fromRatio(traffic.retryRate),
    },
    texts,
  };
}

type Known = Pick<PromptSide, 'id' | 'path' | 'model' | 'useCase'>;

/** A prompt as an earlier report knew it. Other models it is asked for are priced as `now` does. */
export function sideOfFacts(known: Known, facts: CostFacts, now: PromptSide['priceOf']): PromptSide {
  const [first] = facts.texts;
  return {
    ...known,
    budgets: { inputTokens: null, outputTokens: null, costUsd: null, maxIncreasePct: null },
    locales: facts.texts.flatMap(({ locale }) => locale ?? []),
    traffic: trafficOf(facts),
    modelPlace: async () => ({ path: known.path, line: 1, column: 1, endLine: 1, endColumn: 1 }),
    priceOf: (model) => (model === known.model && facts.statedPrice) || now(model),
    async measure(_model, locale): Promise<Measured> {
      const text = facts.texts.find((each) => each.locale === locale) ?? first;
      if (!text) throw new Error('A report without a text was read.');
      return text;
    },
  };
}

const trafficOf = ({ traffic }: CostFacts): PromptTraffic => ({
  calls: traffic.callsPerMonth === null ? null : toRatio(traffic.callsPerMonth),
  cells: traffic.cells.map((cell) => ({ ...cell, share: toRatio(cell.share) })),
  vars: traffic.vars,
  outputTokens: traffic.outputTokens,
  cacheHitRate: toRatio(traffic.cacheHitRate),
  batchShare: toRatio(traffic.batchShare),
  retryRate: toRatio(traffic.retryRate),
  sources: {},
});

/** Whether a value of a file is facts in every part that is used: a report may be anybody's. */
export function isFacts(value: unknown): value is CostFacts {
  const facts = recordOf(value);
  const traffic = recordOf(facts?.['traffic']);
  const { callsPerMonth = 0, outputTokens = null } = traffic ?? {};
  const cells = listOf(traffic?.['cells']).map(recordOf);
  const texts = listOf(facts?.['texts']).map(recordOf);
  return (
    (callsPerMonth === null || isAmount(callsPerMonth)) &&
    ['cacheHitRate', 'batchShare', 'retryRate'].every((key) => isAmount(traffic?.[key], 1)) &&
    (outputTokens === null || isSpread(outputTokens)) &&
    recordOf(traffic?.['vars']) !== null &&
    Object.values(recordOf(traffic?.['vars']) ?? {}).every(isSpread) &&
    cells.length > 0 &&
    cells.every(
      (cell) => isAmount(cell?.['share'], 1) && isName(cell?.['market']) && isName(cell?.['locale']),
    ) &&
    texts.length > 0 &&
    texts.every(
      (text) => isName(text?.['locale']) && isSheet(text?.['sheet']) && isOutput(text?.['output']),
    ) &&
    texts.every((text) => textOf(text?.['answers']) !== null)
  );
}

/** A number no estimate goes beyond. */
const isAmount = (value: unknown, most = 1e12): boolean =>
  typeof value === 'number' && value >= 0 && value <= most;

const isName = (value: unknown): boolean => value === null || typeof value === 'string';

const isSpread = (value: unknown): boolean => areAmounts(value, ['mean', 'p95']);

const areAmounts = (value: unknown, keys: readonly string[]): boolean =>
  keys.every((key) => isAmount(recordOf(value)?.[key]));

const isOutput = (value: unknown): boolean => areAmounts(value, ['mean', 'reasoning', 'low', 'samples']);

function isSheet(value: unknown): boolean {
  const sheet = recordOf(value);
  const requests = listOf(sheet?.['requests']);
  const parts = ['text', 'overhead', 'history', 'media'];
  return (
    textOf(sheet?.['model']) !== null &&
    areAmounts(sheet, ['examples', 'tools', 'band']) &&
    areAmounts(sheet?.['prefix'], ['text', 'examples', 'tools']) &&
    requests.length > 0 &&
    requests.every(
      (each) =>
        areAmounts(each, parts) &&
        Object.values(recordOf(recordOf(each)?.['vars']) ?? [null]).every((size) => isAmount(size)),
    )
  );
}

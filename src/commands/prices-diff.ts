import { PromptopsError } from '../errors.ts';
import { loadPrices } from '../meter/prices.ts';
import { projectSelectors } from '../source/selector.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';
import { withPricing } from './open-pricing.ts';
import { type PricedModel, pricedModel } from './priced-model.ts';
import type { ReportHead } from './report-head.ts';

/** One number of one model that differs; null: it is not there on that side. */
export type PriceChange = {
  readonly model: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  /** In percent of `before`; null where there is no such number. */
  readonly percent: number | null;
};

export type PricesDiffReport = ReportHead<'prices-diff', 'same' | 'changed'> & {
  readonly base: string;
  readonly head: string;
  /** Models only one side has. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changes: readonly PriceChange[];
};

/**
 * What differs between two sets of prices. Each side is a report that `prices list --format json` wrote, or a ref, whose
 * own prices are read; without a second one, the prices as they stand.
 */
export async function diffPrices(words: readonly string[], context: Context): Promise<PricesDiffReport> {
  const [base, head, ...more] = words;
  if (base === undefined || more.length > 0)
    throw new PromptopsError('usage', '"prices diff" compares two sets of prices.', {
      hint: 'Type promptops prices diff <old.json or ref> [new.json or ref].',
    });
  const [before, after] = [await sideOf(base, context), await sideOf(head ?? null, context)];
  const [old, now] = [byId(before), byId(after)];
  const added = [...now.keys()].filter((id) => !old.has(id));
  const removed = [...old.keys()].filter((id) => !now.has(id));
  const changes = [...now].flatMap(([id, model]) => {
    const earlier = old.get(id);
    return earlier ? changesOf(earlier, model) : [];
  });
  const isSame = added.length + removed.length + changes.length === 0;
  return withPricing(context, null, async ({ source }) => ({
    kind: 'prices-diff',
    schemaVersion: 1,
    tool,
    verdict: isSame ? 'same' : 'changed',
    exitCode: 0,
    source: await source,
    base,
    head: head ?? 'the prices as they stand',
    added,
    removed,
    changes,
  }));
}

const byId = (models: readonly PricedModel[]): ReadonlyMap<string, PricedModel> =>
  new Map(models.map((model) => [model.model, model]));

/** The prices of one side: a report, a ref, or null: as they stand. */
async function sideOf(word: string | null, context: Context): Promise<readonly PricedModel[]> {
  if (word?.endsWith('.json')) return readReport(word, context);
  return withPricing(context, word, async ({ config }) => (await loadPrices()).all(config).map(pricedModel));
}

const maxBytes = 16 << 20;

function readReport(path: string, context: Context): Promise<readonly PricedModel[]> {
  return withPricing(context, null, async ({ root, snapshot }) => {
    const [inside = path] = projectSelectors(root, context.cwd, [path]);
    const bytes = (await snapshot.read([inside], maxBytes)).get(inside);
    const hint = 'Write one with "promptops prices list --format json --output json=prices.json".';
    if (!bytes) throw new PromptopsError('not-found', `There is no file "${path}".`, { hint });
    const report = parseReport(new TextDecoder().decode(bytes));
    if (report) return report;
    throw new PromptopsError('usage', `"${path}" is not a report of prices.`, { hint });
  });
}

function parseReport(text: string): readonly PricedModel[] | null {
  try {
    const { kind, models } = JSON.parse(text) as { kind?: unknown; models?: unknown };
    const isWhole = kind === 'prices' && Array.isArray(models) && models.every(isModel);
    return isWhole ? (models as readonly PricedModel[]) : null;
  } catch {
    return null;
  }
}

const isModel = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { model?: unknown }).model === 'string';

const fields = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'reasoning',
  'perThousandRequests',
  'batchFactor',
  'contextWindow',
  'maxOutputTokens',
] as const;

function changesOf(old: PricedModel, now: PricedModel): readonly PriceChange[] {
  const own = fields.flatMap((field) => changeOf(now.model, field, old[field], now[field]));
  const tiers = (model: PricedModel) => (model.tiers.length === 0 ? null : JSON.stringify(model.tiers));
  return [...own, ...changeOf(now.model, 'tiers', tiers(old), tiers(now))];
}

function changeOf(model: string, field: string, old: unknown, now: unknown): readonly PriceChange[] {
  const [before, after] = [textOf(old), textOf(now)];
  if (before === after) return [];
  const percent = (Number(after) / Number(before) - 1) * 100;
  const isNumber = before !== null && after !== null && Number.isFinite(percent);
  return [{ model, field, before, after, percent: isNumber ? Math.round(percent * 10) / 10 : null }];
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

import type { PricedModel } from '../../commands/priced-model.ts';
import type { PricesReport } from '../../commands/prices.ts';
import type { PricesDiffReport } from '../../commands/prices-diff.ts';
import type { PricesVerifyReport } from '../../commands/prices-verify.ts';
import {
  type Block,
  bad,
  counted,
  type Document,
  good,
  group,
  type Line,
  line,
  muted,
  plain,
  prose,
  strong,
  warn,
} from '../document.ts';

const none = '-';

/** A table of models; of a few, every number of each. */
export function pricesDocument({ models, date, sources }: PricesReport): Document {
  return {
    title: `promptops prices: ${counted(models.length, 'model')}`,
    blocks: [
      ...(models.length <= 3 ? models.flatMap(detailOf) : [tableOf(models)]),
      line(plain('')),
      line(muted(`USD per million tokens. Snapshot of ${date}, from ${sources.join(' and ')}.`)),
    ],
  };
}

function tableOf(models: readonly PricedModel[]): Block {
  const right = (title: string) => ({ title, align: 'right' as const });
  return {
    type: 'table',
    columns: [
      { title: 'Model', align: 'left' },
      right('Input'),
      right('Output'),
      { ...right('Cache read'), optional: true },
      { ...right('Cache write'), optional: true },
      { ...right('Batch'), optional: true },
      { ...right('Context'), optional: true },
      { title: 'Note', align: 'left', shrinks: 'first', optional: true },
    ],
    rows: models.map((model) => [
      [strong(model.model)],
      [plain(model.input ?? none)],
      [plain(model.output ?? none)],
      [plain(model.cacheRead ?? none)],
      [plain(model.cacheWrite ?? none)],
      [plain(model.batchFactor === null ? none : `× ${model.batchFactor}`)],
      [plain(model.contextWindow === null ? none : String(model.contextWindow))],
      [muted(noteOf(model))],
    ]),
  };
}

const noteOf = ({ match, deprecated, tiers }: PricedModel): string =>
  [
    ...(match === 'override' ? ['own price'] : match === 'config' ? ['price of promptops.yaml'] : []),
    ...(deprecated ? ['deprecated'] : []),
    ...(tiers.length > 0 ? [`dearer over ${tiers[0]?.over}`] : []),
  ].join(', ');

const labels = {
  input: 'input',
  output: 'output',
  cacheRead: 'cached input, read',
  cacheWrite: 'cached input, written',
  reasoning: 'reasoning',
} as const;

function detailOf(model: PricedModel): readonly Block[] {
  const rates = Object.entries(labels).map(([key, label]) => [label, model[key as keyof typeof labels]]);
  const rows: readonly (readonly [string | null | undefined, string | null | undefined])[] = [
    ['matched', matchInWords(model)],
    ...rates.map(([label, usd]) => [label, usd === null ? null : `$${usd}`] as const),
    ...model.tiers.map(
      (tier) =>
        [`over ${tier.over} tokens`, `$${tier.input ?? none} in, $${tier.output ?? none} out`] as const,
    ),
    ['1,000 requests', model.perThousandRequests && `$${model.perThousandRequests}`],
    ['in a batch', model.batchFactor === null ? null : `× ${model.batchFactor}`],
    ['context', model.contextWindow === null ? null : `${model.contextWindow} tokens`],
    ['longest answer', model.maxOutputTokens === null ? null : `${model.maxOutputTokens} tokens`],
    ['price of', model.date],
  ];
  const items = rows.flatMap(([label, value]): Line[] =>
    label && value ? [[muted(label.padEnd(24)), plain(value)]] : [],
  );
  return [
    { type: 'section', title: [strong(model.model)], blocks: [{ type: 'list', items }] },
    line(plain('')),
  ];
}

function matchInWords({ match, deprecated }: PricedModel): string {
  const words = {
    exact: 'exactly',
    alias: 'by another name of it',
    prefix: 'by its name without the date: look whether the price is the same',
    override: 'promptops.prices.yaml',
    config: 'the provider’s price in promptops.yaml',
    computed: 'nothing is asked, nothing is paid',
  };
  return `${words[match]}${deprecated ? '; deprecated' : ''}`;
}

/** One line per check. */
export function pricesVerifyDocument({ checks, verdict }: PricesVerifyReport): Document {
  const marks = { ok: good('✔ '), warning: warn('! '), fail: bad('✖ ') };
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const items = checks.map(
    ({ name, status, detail, hint }): Line => [
      marks[status],
      plain(name.padEnd(width)),
      plain(detail),
      ...(hint ? [prose(`  ${hint}`, 'muted')] : []),
    ],
  );
  const ends = {
    verified: good('✔ verified'),
    warned: warn('! verified, with warnings'),
    failed: bad('✖ failed'),
  };
  return {
    title: `promptops prices verify: ${verdict}`,
    blocks: [{ type: 'list', items }, line(plain('')), line(ends[verdict])],
  };
}

/** What differs, number by number. */
export function pricesDiffDocument(report: PricesDiffReport): Document {
  const { base, head, added, removed, changes } = report;
  const rows = changes.map(({ model, field, before, after, percent }) => [
    [strong(model)],
    [plain(field)],
    [plain(before ?? none)],
    [plain(after ?? none)],
    [percent === null ? plain('') : percent > 0 ? bad(`+${percent} %`) : good(`${percent} %`)],
  ]);
  const table: Block = {
    type: 'table',
    columns: [
      { title: 'Model', align: 'left', shrinks: true },
      { title: 'What', align: 'left' },
      { title: 'Before', align: 'right' },
      { title: 'After', align: 'right' },
      { title: 'Change', align: 'right' },
    ],
    rows,
  };
  return {
    title: `promptops prices diff ${base} → ${head}`,
    blocks: [
      ...(rows.length > 0 ? [table, line(plain(''))] : []),
      ...group(
        `Only in ${head}`,
        added.map((id) => [plain(id)]),
      ),
      ...group(
        `Only in ${base}`,
        removed.map((id) => [plain(id)]),
      ),
      line(
        report.verdict === 'same'
          ? good('✔ the same prices')
          : plain(
              `${counted(changes.length, 'number')} changed, ${added.length} added, ${removed.length} removed`,
            ),
      ),
    ],
  };
}

import type { CostReport } from '../../commands/cost.ts';
import { showUnseen } from '../inert.ts';

type Cell = string | number | null;

/** Costs as a table for spreadsheets (RFC 4180): a row per prompt and market, or per group where sums were asked for. */
export function formatCsv({ by, groups, prompts }: CostReport): string {
  const rows: readonly (readonly Cell[])[] =
    by === 'prompt'
      ? [promptColumns, ...prompts.flatMap(promptRows)]
      : [
          [by, 'prompts', 'calls_per_month', 'usd_per_month', 'base_usd_per_month', 'delta_usd_per_month'],
          ...groups.map((group) => [
            group.name,
            group.prompts,
            group.callsPerMonth,
            group.monthlyUsd,
            group.baseMonthlyUsd,
            group.deltaUsd,
          ]),
        ];
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

const promptColumns = [
  'prompt',
  'path',
  'use_case',
  'status',
  'market',
  'locale',
  'share',
  'model',
  'base_model',
  'input_tokens',
  'input_confidence',
  'output_tokens',
  'calls_per_month',
  'usd_per_1000_calls',
  'usd_per_month',
  'base_usd_per_month',
] as const;

const promptRows = (prompt: CostReport['prompts'][number]): readonly (readonly Cell[])[] =>
  prompt.markets.map((market) => [
    prompt.prompt,
    prompt.path,
    prompt.useCase,
    prompt.status,
    market.market,
    market.locale,
    market.share,
    prompt.model,
    prompt.base?.model ?? null,
    market.inputTokens,
    prompt.input.confidence,
    prompt.output.mean,
    prompt.callsPerMonth === null ? null : prompt.callsPerMonth * market.share,
    market.perThousandUsd,
    market.monthlyUsd,
    market.baseMonthlyUsd,
  ]);

/** A spreadsheet takes a cell that begins with one of these for a formula, unless it is a plain number. */
const formula = /^[=+\-@\t\r|%]/;
const numeric = /^-?\d+(\.\d+)?$/;

function writeCell(cell: Cell): string {
  if (cell === null) return '';
  const text = showUnseen(String(cell));
  const inert = formula.test(text) && !numeric.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

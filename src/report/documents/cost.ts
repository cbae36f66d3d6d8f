import type { CostReport } from '../../commands/cost.ts';
import type { CostGroup, Delta, PromptCost } from '../../cost/report.ts';
import {
  type Block,
  bad,
  type Column,
  code,
  counted,
  type Document,
  good,
  group,
  type Line,
  line,
  muted,
  plain,
  prose,
  type Span,
  strong,
  warn,
} from '../document.ts';
import { grouped, showPercent, showUsd } from '../money-text.ts';
import { explainedBlocks } from './cost-explained.ts';

/** What calls cost: a line per prompt, sums, gates, and what is not in any sum. */
export function costDocument(report: CostReport): Document {
  if (report.explained)
    return { title: `promptops cost ${report.explained.prompt}`, blocks: explainedBlocks(report) };
  return {
    title: 'promptops cost',
    blocks: [
      ...priceBlocks(report),
      ...groupBlocks(report),
      ...alternativeBlocks(report),
      ...gateBlocks(report),
      ...report.findings.map(({ message, hint, path, range, id }) =>
        line(
          warn('⚠ '),
          muted(`${path}:${range.line}:${range.column}  `),
          plain(message),
          prose(hint ? ` ${hint}` : '', 'muted'),
          muted(`  ${id}`),
        ),
      ),
      ...report.notes.map((note) => line(muted(note))),
      ...advice(report),
    ],
  };
}

/** What each prompt costs, and what a difference is due to. */
export const priceBlocks = (report: CostReport): readonly Block[] => [
  line(...headLine(report)),
  line(plain('')),
  promptTable(report),
  ...dueBlocks(report),
];

function headLine({ base, prices, traffic, prompts, whatIf }: CostReport): readonly Span[] {
  const compared = base
    ? `${base.name}${base.commit ? `@${base.commit.slice(0, 7)}` : ''} → ${whatIf ? 'what if' : 'worktree'}`
    : null;
  const scenario = traffic?.scenario ? `scenario ${traffic.scenario}` : null;
  const facts = [compared, `prices ${prices.date}`, `tokens: ${confidences(prompts)}`, scenario];
  return [strong('promptops cost'), ...facts.flatMap((fact) => (fact === null ? [] : [muted(`   ${fact}`)]))];
}

/** How input tokens are known, each way once: `bpe, estimate ±25 %`. */
function confidences(prompts: readonly PromptCost[]): string {
  const known = prompts.map(({ input: { confidence, band } }) =>
    band > 0 ? `${confidence} ±${Math.round(band * 100)} %` : confidence,
  );
  return [...new Set(known)].sort().join(', ') || 'none';
}

function promptTable({ prompts, totals, base }: CostReport): Block {
  const isMonthly = totals.monthlyUsd !== null;
  const columns: readonly Column[] = [
    { title: 'Prompt', align: 'left', shrinks: true },
    { title: 'Model', align: 'left', optional: true, ...(base ? {} : { shrinks: 'first' }) },
    { title: 'In tokens', align: 'right', optional: 'last' },
    { title: 'Out tokens (90 %)', align: 'right', optional: true },
    { title: '$/1k calls', align: 'right', ...(isMonthly ? { optional: 'last' } : {}) },
    ...(isMonthly ? [{ title: 'Monthly', align: 'right' } as const] : []),
    ...(base ? [{ title: 'Δ', align: 'left' } as const] : []),
  ];
  const rowOf = (cells: readonly Line[], delta: Delta | null): readonly Line[] => [
    ...(isMonthly ? cells : cells.slice(0, -1)),
    ...(base ? [deltaLine(delta)] : []),
  ];
  const rows = prompts.map((prompt) => rowOf(promptRow(prompt), prompt.delta));
  const sum = strong(change(totals.baseMonthlyUsd, totals.monthlyUsd));
  const total = rowOf([[strong('TOTAL')], [], [], [], [], [sum]], totals.delta);
  return { type: 'table', columns, rows: isMonthly ? [...rows, total] : rows };
}

function promptRow(prompt: PromptCost): readonly Line[] {
  const { base, input, output, model } = prompt;
  const isGone = prompt.status === 'removed';
  return [
    [strong(prompt.prompt), ...(prompt.status === 'kept' ? [] : [muted(` ${prompt.status}`)])],
    [plain(base && base.model !== model ? `${short(base.model)} → ${short(model)}` : short(model))],
    [
      plain(
        base && base.inputTokens !== input.tokens
          ? `${grouped(base.inputTokens)} → ${grouped(input.tokens)}`
          : grouped(input.tokens),
      ),
    ],
    [plain(`${grouped(output.mean)} ${interval(output)}`)],
    [
      prompt.perThousandUsd === null && !isGone
        ? warn('unpriced')
        : plain(change(base?.perThousandUsd ?? null, prompt.perThousandUsd)),
    ],
    [plain(prompt.monthlyUsd === null ? '' : change(base?.monthlyUsd ?? null, prompt.monthlyUsd))],
  ];
}

const short = (model: string): string => model.slice(model.indexOf('/') + 1);

const interval = ({ low, high, confidence }: PromptCost['output']): string =>
  confidence === 'observed' ? `[${grouped(low)}, ${high === null ? '?' : grouped(high)}]` : '~';

function change(before: string | null, after: string | null): string {
  if (after === null) return before === null ? '' : `${showUsd(before)} → `;
  return before === null || before === after ? showUsd(after) : `${showUsd(before)} → ${showUsd(after)}`;
}

/** `+$974 +19 % ▲ text`; what several things are due to stands below the table. */
function deltaLine(delta: Delta | null): Line {
  if (delta === null) return [];
  const amount = Number(delta.usd);
  const due = termsOf(delta);
  if (due.length === 0) return [muted('=')];
  const paint = amount > 0 ? bad : good;
  const per = delta.unit === 'month' ? '' : '/1k';
  const share = delta.pct === null ? '' : ` ${showPercent(delta.pct)}`;
  const [only] = due.length === 1 ? due : [];
  return [
    paint(
      `${showUsd(delta.usd, { signed: true })}${per}${share} ${amount > 0 ? '▲' : amount < 0 ? '▼' : '='}`,
    ),
    muted(only ? ` ${only[0]}` : ''),
  ];
}

const termsOf = ({ terms }: Delta): readonly (readonly [term: string, usd: string])[] =>
  Object.entries(terms).filter(([, usd]) => Number(usd) !== 0);

/** Where more than one thing changed, what each of them adds. */
function dueBlocks({ prompts, totals }: CostReport): readonly Block[] {
  const all = [
    ...prompts.map(({ prompt, delta }) => ({ name: prompt, delta })),
    { name: 'TOTAL', delta: totals.delta },
  ];
  const items = all.flatMap(({ name, delta }): Line[] => {
    const due = delta ? termsOf(delta) : [];
    if (due.length < 2) return [];
    const parts = due.map(([term, usd]) => `${term} ${showUsd(usd, { signed: true })}`);
    return [
      [
        strong(name),
        plain(`  ${parts.join(', ')}`),
        muted(delta?.unit === 'month' ? ' a month' : ' per thousand calls'),
      ],
    ];
  });
  return group('Due to', items);
}

const groupTitles = { useCase: 'use case', market: 'market', locale: 'locale', model: 'model' } as const;

function groupBlocks({ by, groups, base }: CostReport): readonly Block[] {
  if (by === 'prompt' || groups.length === 0) return [];
  const title = groupTitles[by];
  const columns: readonly Column[] = [
    { title: title.charAt(0).toUpperCase() + title.slice(1), align: 'left', shrinks: true },
    { title: 'Prompts', align: 'right', optional: true },
    { title: 'Calls a month', align: 'right' },
    { title: 'Monthly', align: 'right' },
    ...(base ? [{ title: 'Δ', align: 'right' } as const] : []),
  ];
  const rows = groups.map((each) => groupRow(each, base !== null));
  return [{ type: 'section', title: [strong(`By ${title}`)], blocks: [{ type: 'table', columns, rows }] }];
}

function groupRow(each: CostGroup, isCompared: boolean): readonly Line[] {
  return [
    [each.name === null ? muted('(none)') : plain(each.name)],
    [plain(String(each.prompts))],
    [plain(each.callsPerMonth === null ? '' : grouped(each.callsPerMonth))],
    [plain(change(each.baseMonthlyUsd, each.monthlyUsd))],
    ...(isCompared ? [[plain(each.deltaUsd === null ? '' : showUsd(each.deltaUsd, { signed: true }))]] : []),
  ];
}

function alternativeBlocks({ alternatives }: CostReport): readonly Block[] {
  if (alternatives.length === 0) return [];
  const columns: readonly Column[] = [
    { title: 'Prompt', align: 'left', shrinks: true },
    { title: 'Model', align: 'left', shrinks: true },
    { title: 'In tokens', align: 'right', optional: true },
    { title: '$/1k calls', align: 'right' },
    { title: 'Monthly', align: 'right' },
    { title: 'Against its own', align: 'left' },
  ];
  const rows = alternatives.map((each): readonly Line[] => [
    [plain(each.prompt)],
    [plain(each.model)],
    [plain(grouped(each.inputTokens))],
    [each.perThousandUsd === null ? warn('unpriced') : plain(showUsd(each.perThousandUsd))],
    [plain(each.monthlyUsd === null ? '' : showUsd(each.monthlyUsd))],
    [
      plain(
        each.differenceUsd === null
          ? ''
          : `${showUsd(each.differenceUsd, { signed: true })}${each.differencePct === null ? '' : ` ${showPercent(each.differencePct)}`}`,
      ),
    ],
  ]);
  return [
    { type: 'section', title: [strong('On other models')], blocks: [{ type: 'table', columns, rows }] },
  ];
}

function gateBlocks({ gates }: CostReport): readonly Block[] {
  const items = gates.map(
    ({ gate, scope, level, passed, want, got, message }): Line => [
      passed ? good('✔ ') : level === 'block' ? bad('✖ ') : warn('⚠ '),
      strong(`${gate} `),
      plain(scope),
      plain(`  ${got}`),
      muted(` (${want})${message ? `  ${message}` : ''}`),
    ],
  );
  return group('Gates', items);
}

/** What the reader can do about numbers that are missing. */
function advice({ totals, traffic }: CostReport): readonly Block[] {
  const { withoutTraffic, prompts, dailyUsd } = totals;
  const missing = counted(withoutTraffic.length, 'prompt');
  const what =
    traffic === null
      ? 'Without promptops.traffic.yaml nobody knows what a month costs.'
      : `${missing} of ${prompts} without traffic.`;
  return [
    ...(dailyUsd === null ? [] : [line(muted(`A month has 30 days: ${showUsd(dailyUsd)} a day.`))]),
    ...(withoutTraffic.length === 0 ? [] : [line(muted(`${what} `), code('promptops cost sync'))]),
  ];
}

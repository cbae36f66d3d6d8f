import type { BrokenCase } from '../../evals/comparison/broken.ts';
import type { ComparedRow, Comparison } from '../../evals/comparison/comparison.ts';
import {
  type Block,
  bad,
  code,
  counted,
  good,
  type Line,
  line,
  muted,
  plain,
  type Span,
  strong,
  warn,
} from '../document.ts';
import { oneLine } from '../inert.ts';

const maxListed = 20;

/** How a run stands to its base: a block per prompt and model, what broke, what is flaky, what is not compared. */
export function comparisonSection(comparison: Comparison): Block {
  const { base, commit, rows, leftCount } = comparison;
  const at = commit === null ? '' : ` (${commit.slice(0, 10)})`;
  return {
    type: 'section',
    title: [strong(`Compared with ${base}`), muted(at)],
    blocks: [
      ...rows.flatMap((row) => rowBlocks(row, comparison)),
      ...(rows.length === 0 ? [line(muted('No case could be compared.'))] : []),
      ...list(comparison.broken, brokenLine),
      ...list(comparison.flaky, flakyLine),
      ...(leftCount > 0 ? leftBlocks(comparison) : []),
    ],
  };
}

function rowBlocks(row: ComparedRow, { base }: Comparison): readonly Block[] {
  const { prompt, model, metric, paired, repeats, delta, worse, test } = row;
  const what = metric === 'passed' ? 'pass rate' : 'mean score';
  const asked = `${counted(paired, 'case')} compared${repeats > 1 ? ` × ${repeats}` : ''}`;
  return [
    line(markOf(row), strong(prompt), plain(`  ${model}  `), muted(asked)),
    line(
      plain(`  ${what}`),
      plain(`  ${shortName(base)} ${percent(row.base)}`),
      plain(`  here ${percent(row.head)}`),
      ...(delta === null
        ? []
        : [
            plain(`  Δ ${points(delta.value)} points `),
            muted(`[${points(delta.low)}, ${points(delta.high)}]`),
            muted(`  ${pValue(worse)} (${test === 'mcnemar' ? 'McNemar' : 'sign-flip'})`),
          ]),
    ),
    ...(row.ofRepeats ? [repeatsLine(row.ofRepeats, base)] : []),
    line(...verdictLine(row)),
  ];
}

function repeatsLine({ base, head }: NonNullable<ComparedRow['ofRepeats']>, name: string): Block {
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return line(
    muted(
      `  of ${head.k} answers  all pass (pass^${head.k}): ${shortName(name)} ${share(base.all)}, here ${share(head.all)}` +
        `  any passes (pass@${head.k}): ${share(base.any)}, ${share(head.any)}`,
    ),
  );
}

/** `merge base with "main"` is main, where room is dear. */
const shortName = (base: string): string => /^merge base with "(.+)"$/.exec(base)?.[1] ?? base;

const marks = {
  regressed: bad('✖ '),
  inconclusive: warn('? '),
  'no-worse': good('✔ '),
  improved: good('✔ '),
  unchanged: good('✔ '),
} as const;

const markOf = ({ verdict, level }: ComparedRow): Span =>
  verdict === 'regressed' && level === 'warn' ? warn('⚠ ') : marks[verdict];

function verdictLine({ verdict, margin, delta, worse, detectable, casesNeeded }: ComparedRow): Line {
  const drop = `${(margin * 100).toFixed(1)} points`;
  switch (verdict) {
    case 'regressed':
      return [
        bad('  REGRESSED'),
        plain(
          delta && delta.value < -margin && worse < 0.05 ? `  dropped more than ${drop}` : '  a case broke',
        ),
      ];
    case 'unchanged':
      return [good('  unchanged'), muted('  every request and assertion is the same')];
    case 'improved':
      return [good('  improved')];
    case 'no-worse':
      return [good('  no worse'), muted(`  no drop of ${drop} or more`)];
    case 'inconclusive':
      return [
        warn('  inconclusive'),
        ...(detectable === null
          ? []
          : [plain(`  the smallest drop it could see is ${(detectable * 100).toFixed(1)} points`)]),
        ...(casesNeeded === null
          ? []
          : [muted(`; ${counted(casesNeeded, 'case')} would see one of ${drop}`)]),
      ];
  }
}

function list<Item>(items: readonly Item[], draw: (item: Item) => Line): readonly Block[] {
  if (items.length === 0) return [];
  const more = items.length - maxListed;
  const shown = items.slice(0, maxListed).map(draw);
  return [{ type: 'list', items: more > 0 ? [...shown, [muted(`… and ${more} more`)]] : shown }];
}

function brokenLine({ prompt, case: id, base, head, p, status, critical }: BrokenCase): Line {
  const rerun = code(`promptops test ${prompt} --case ${oneLine(id, 80)}`);
  const name = `${oneLine(id, 80)}${critical ? ' (critical)' : ''}`;
  const counts =
    base && head
      ? `  there ${base.passed}/${base.total}, here ${head.passed}/${head.total}, ${pValue(p ?? 1)}`
      : '';
  switch (status) {
    case 'confirmed':
    case 'sure':
      return [bad('broken  '), strong(name), plain(counts), muted(' → '), rerun];
    case 'cleared':
      return [muted('broke once  '), plain(name), muted(counts)];
    case 'suspect':
      return [
        warn('suspect  '),
        strong(name),
        plain('  passed there, fails here, not asked again'),
        muted(' → '),
        rerun,
      ];
  }
}

const flakyLine = ({ case: id, side, passed, total, low, high }: Comparison['flaky'][number]): Line => [
  warn('flaky  '),
  plain(`${oneLine(id, 80)}  ${passed}/${total} ${side === 'base' ? 'there' : 'here'}`),
  muted(`  [${(low * 100).toFixed(0)} %, ${(high * 100).toFixed(0)} %]`),
];

const reasons: Readonly<Record<Comparison['left'][number]['why'], string>> = {
  new: 'new',
  inputs: 'other inputs',
  assertions: 'other assertions or judge',
  place: 'on a model, locale or variant that is new',
  unaskable: 'could not be asked there',
  unanswered: 'no answer there',
};

/** Grouped by reason: what is not compared is never dropped silently. */
function leftBlocks({ left, leftCount }: Comparison): readonly Block[] {
  const byReason = Object.keys(reasons).flatMap((reason) => {
    const cases = left.filter(({ why }) => why === reason);
    if (cases.length === 0) return [];
    const names = [...new Set(cases.map(({ case: id }) => oneLine(id, 40)))];
    const shown = names.slice(0, 5).join(', ');
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    const detail = reason === 'unaskable' || reason === 'unanswered' ? cases[0]?.detail : null;
    const label = reasons[reason as keyof typeof reasons];
    return [
      [
        muted(`${label}: `),
        plain(`${shown}${more}`),
        ...(detail ? [muted(`  ${oneLine(detail, 200)}`)] : []),
      ],
    ];
  });
  return [line(muted(`Not compared: ${counted(leftCount, 'case')}`)), { type: 'list', items: byReason }];
}

const percent = (interval: ComparedRow['base']): string =>
  interval === null
    ? 'unknown'
    : `${(interval.value * 100).toFixed(1)} % [${(interval.low * 100).toFixed(1)}, ${(interval.high * 100).toFixed(1)}]`;

/** With its sign, and a real minus. */
const points = (share: number): string => {
  const text = Math.abs(share * 100).toFixed(1);
  return text === '0.0' ? '0.0' : `${share < 0 ? '−' : '+'}${text}`;
};

const pValue = (p: number): string => (p < 0.001 ? 'p<0.001' : `p=${p.toFixed(3)}`);

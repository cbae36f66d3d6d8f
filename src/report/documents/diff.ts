import type { Level } from '../../diff/change.ts';
import type { DiffReport, ReportedChange } from '../../diff/report.ts';
import {
  type Block,
  bad,
  code,
  counted,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  prose,
  type Span,
  strong,
  warn,
} from '../document.ts';
import { renderBlocks, sizeBlocks } from './diff-renders.ts';
import { gateSection } from './gates.ts';

const levels = ['breaking', 'dangerous', 'safe'] as const;

/** In the order a reviewer decides: verdict and bump, what breaks, what is risky, the rest, and the words that changed. */
export const diffDocument = (report: DiffReport): Document => ({
  title: `promptops diff: ${titleOf(report)}`,
  blocks: [
    verdictLine(report),
    ...changeBlocks(report),
    ...gateSection(report.gates),
    ...problems(report),
    ...report.notes.map((note) => line(muted(note))),
    ...(report.changes.length > 0
      ? [line(plain('')), line(muted('What a change means:  '), code('promptops explain <change>'))]
      : []),
  ],
});

/** The changes by what they do, and what texts and renders say now. */
export function changeBlocks(report: DiffReport): readonly Block[] {
  const isBeside = ({ audience }: ReportedChange) => audience === 'meta';
  const sent = report.changes.filter((change) => !isBeside(change));
  const byLevel = (level: Level) => sent.filter((change) => change.level === level);
  return [
    ...section('Breaking', byLevel('breaking')),
    ...section('Dangerous', byLevel('dangerous')),
    ...section('Safe', byLevel('safe')),
    ...texts(report),
    ...renderBlocks(report),
    ...sizeBlocks(report),
    ...section('Tests and what is said beside', report.changes.filter(isBeside)),
  ];
}

const titleOf = ({ level, verdict, problems: unread }: DiffReport): string => {
  if (verdict === 'failed') return 'failed';
  return level ?? (unread.length > 0 ? 'not compared' : 'no change');
};

function verdictLine({ verdict, level, bump, totals, compared, problems: unread }: DiffReport): Block {
  const marks: Record<Level, Span> = {
    breaking: bad('✖ breaking'),
    dangerous: warn('⚠ dangerous'),
    // Where a gate said no, or not all was read, there is nothing to tick off.
    safe: verdict === 'failed' || unread.length > 0 ? warn('⚠ safe') : good('✔ safe'),
  };
  const none = good(totals.excused > 0 ? '✔ nothing that counts' : '✔ no change');
  // What could not be read may have changed in any way.
  const mark = level !== null ? marks[level] : unread.length > 0 ? bad('✖ not compared') : none;
  const counts = levels.flatMap((each) => (totals[each] > 0 ? [`${totals[each]} ${each}`] : []));
  const excused = totals.excused > 0 ? `, ${totals.excused} excused` : '';
  const found = `${counts.join(', ')} in ${counted(totals.prompts, 'prompt')}${excused}`;
  return line(
    mark,
    ...(counts.length === 0
      ? []
      : [strong(bump === 'none' ? '  no bump' : `  bump ${bump}`), plain(`  ${found}`)]),
    ...(verdict === 'failed' ? [bad('  failed')] : []),
    ...(level !== null && unread.length > 0 ? [bad('  not all compared')] : []),
    muted(`  ${compared.before} → ${compared.after}`),
  );
}

/** The changes of one level; the prompt they stand in is named where several differ. */
function section(title: string, changes: readonly ReportedChange[]): readonly Block[] {
  if (changes.length === 0) return [];
  return [
    { type: 'section', title: [strong(title)], blocks: [{ type: 'list', items: changes.map(itemOf) }] },
  ];
}

const itemOf = (change: ReportedChange): Line => [
  ...(change.audience === 'meta' && change.level !== 'safe' ? [warn('⚠ ')] : []),
  muted(`${change.path}:${change.range.line}`),
  plain(`  ${change.message}`),
  ...(change.hint === null ? [] : [prose(` ${change.hint}`, 'muted')]),
  ...(change.prompt === null && change.prompts.length > 0 ? [muted(` In ${reached(change.prompts)}.`)] : []),
  plain('  '),
  muted(`${change.id} ${change.fingerprint}`),
  ...(change.excused === null ? [] : [good(`  ${excuseOf(change)}`)]),
];

function excuseOf({ excused, approval }: ReportedChange): string {
  if (excused === 'draft') return 'a draft: does not count';
  return `approved${approval?.by ? ` by ${approval.by}` : ''}: ${approval?.reason ?? ''}`;
}

const mostNamed = 5;

const reached = (prompts: readonly string[]): string =>
  prompts.length <= mostNamed
    ? prompts.join(', ')
    : `${prompts.slice(0, mostNamed).join(', ')} and ${prompts.length - mostNamed} more`;

/** What texts said before and say now, word by word. */
function texts({ changes }: DiffReport): readonly Block[] {
  return changes.flatMap(({ id, message, path, before, after }): readonly Block[] => {
    if (id !== 'text-changed' || typeof before !== 'string' || typeof after !== 'string') return [];
    const title: Line = [strong(message), muted(`  ${path}`)];
    const blocks: readonly Block[] = [{ type: 'difference', expected: before, actual: after }];
    return [{ type: 'section', title, blocks, detail: true }];
  });
}

function problems({ problems: all }: DiffReport): readonly Block[] {
  if (all.length === 0) return [];
  const items = all.map(
    ({ side, path, line: at, message, rule }): Line => [
      muted(`${path}:${at}`),
      plain(`  ${message} `),
      muted(side === 'before' ? '(base)  ' : '(head)  '),
      muted(rule),
    ],
  );
  return [
    {
      type: 'section',
      title: [bad('Broken'), muted('  compared as far as it can be read')],
      blocks: [{ type: 'list', items }],
    },
  ];
}

import type { CiPrompt, CiReport } from '../../commands/ci-report.ts';
import type { CaseResult } from '../../evals/report.ts';
import type { Finding } from '../../model/finding.ts';
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
import { isNews } from '../host-findings.ts';
import { oneLine } from '../inert.ts';
import { grouped, showUsd } from '../money-text.ts';
import { priceBlocks } from './cost.ts';
import { changeBlocks } from './diff.ts';
import { nameOf } from './errored-cases.ts';
import { gateSection } from './gates.ts';
import { findingBlocks } from './lint.ts';
import { resultBlocks } from './test.ts';

/** Prompts and cases that are named; the JSON report has all. */
const maxRows = 50;
const maxCases = 20;

/** In the order a reviewer decides: verdict, a line per prompt, what broke and how to see it, gates, then every detail. */
export function ciDocument(report: CiReport): Document {
  const { parts, reasons, notes } = report;
  return {
    title: `promptops ci: ${report.verdict}`,
    blocks: [
      verdictLine(report),
      ...(reasons.length > 0
        ? [{ type: 'list' as const, items: reasons.map((reason) => [plain(reason)]) }]
        : []),
      ...notes.map((note) => line(muted(note))),
      ...promptTable(report.prompts),
      ...brokenSection(report),
      ...findingSection(report.findings),
      ...gateSection(report.gates),
      ...detail('Changes', parts.diff ? changeBlocks(parts.diff) : []),
      ...detail('Lint', parts.lint ? findingBlocks(parts.lint.findings.filter(isNews)) : []),
      ...detail('Tests', parts.test ? resultBlocks(parts.test) : []),
      ...detail('Costs', parts.cost?.prompts.length ? priceBlocks(parts.cost) : []),
    ],
  };
}

const marks: Readonly<Record<CiReport['verdict'], Span>> = {
  passed: good('✔ passed'),
  unchanged: good('✔ unchanged'),
  ungated: warn('⚠ ungated'),
  'not-evaluated': warn('! not evaluated'),
  failed: bad('✖ failed'),
  incomplete: warn('! incomplete'),
  invalid: bad('✖ invalid'),
  interrupted: warn('! interrupted'),
};

function verdictLine({ verdict, informational, prompts, compared, parts }: CiReport): Block {
  const bump = parts.diff?.bump ?? 'none';
  return line(
    marks[verdict],
    strong(`  ${prompts.length === 0 ? 'no prompt is reached' : counted(prompts.length, 'prompt')}`),
    ...(bump === 'none' ? [] : [plain(`, bump ${bump}`)]),
    ...(informational ? [muted('  informational')] : []),
    muted(`  ${compared.before} → ${compared.after}`),
  );
}

function promptTable(prompts: readonly CiPrompt[]): readonly Block[] {
  if (prompts.length === 0) return [];
  const isMonthly = prompts.some(({ cost }) => cost?.unit === 'month');
  const shown = [...prompts].sort((a, b) => rank(a) - rank(b)).slice(0, maxRows);
  const more = prompts.length - shown.length;
  return [
    line(plain('')),
    {
      type: 'table',
      columns: [
        { title: ' ', align: 'left' },
        { title: 'Prompt', align: 'left', shrinks: true },
        { title: 'Change', align: 'left' },
        { title: 'Tests', align: 'right' },
        { title: 'Tokens', align: 'right', optional: 'last' },
        { title: isMonthly ? '$/month' : '$/1k calls', align: 'right', optional: true },
        { title: 'Bump', align: 'left', optional: true },
      ],
      rows: shown.map(promptRow),
    },
    ...(more > 0 ? [line(muted(`… and ${counted(more, 'more prompt')}; --format json has all.`))] : []),
  ];
}

const order: readonly CiPrompt['verdict'][] = [
  'broken',
  'failed',
  'untested',
  'not-evaluated',
  'removed',
  'passed',
];

const rank = ({ verdict, level }: CiPrompt): number =>
  order.indexOf(verdict) * 4 + ['breaking', 'dangerous', 'safe', null].indexOf(level);

const promptRow = (prompt: CiPrompt): readonly Line[] => [
  [rowMark(prompt)],
  [strong(prompt.prompt), ...(prompt.from === null ? [] : [muted(` was ${prompt.from}`)])],
  changeCell(prompt),
  testsCell(prompt),
  tokensCell(prompt),
  prompt.cost === null ? [] : [plain(showUsd(prompt.cost.usd, { signed: true }))],
  prompt.bump === 'none' ? [] : [plain(prompt.bump)],
];

function rowMark({ verdict, state, status }: CiPrompt): Span {
  switch (verdict) {
    case 'passed':
      return good('✔');
    case 'removed':
      return muted('−');
    case 'not-evaluated':
      return warn('!');
    case 'untested':
      return state === 'unchanged' || status !== 'active' ? muted('?') : bad('✖');
    case 'failed':
    case 'broken':
      return bad('✖');
  }
}

function changeCell({ state, level, changes, lint }: CiPrompt): Line {
  const errors = lint.errors > 0 ? [bad(`, ${counted(lint.errors, 'lint error')}`)] : [];
  if (state === 'broken') return [bad('cannot be read')];
  if (level === null) return [muted(state === 'changed' ? 'nothing that counts' : state), ...errors];
  const paint = { breaking: bad, dangerous: warn, safe: plain }[level];
  const count = changes[level];
  const prefix = state === 'changed' ? '' : `${state}, `;
  return [paint(`${prefix}${count > 1 ? `${count} ` : ''}${level}`), ...errors];
}

function testsCell({ tests, verdict }: CiPrompt): Line {
  if (tests === null)
    return [muted(verdict === 'removed' ? '' : verdict === 'untested' ? 'none' : 'not run')];
  const others = tests.errored - tests.missed;
  return [
    (tests.failed > 0 ? bad : plain)(`${tests.passed}`),
    muted(` of ${tests.cases}`),
    ...(tests.missed > 0 ? [warn(`, ${tests.missed} not recorded`)] : []),
    ...(others > 0 ? [warn(`, ${counted(others, 'error')}`)] : []),
    ...(tests.compared === 'regressed' ? [bad(', worse')] : []),
  ];
}

function tokensCell({ tokens }: CiPrompt): Line {
  if (tokens === null || tokens.head === null) return [];
  if (tokens.base === null) return [plain(grouped(tokens.head))];
  const delta = tokens.head - tokens.base;
  return [plain(delta === 0 ? '±0' : `${delta > 0 ? '+' : '−'}${grouped(Math.abs(delta))}`)];
}

/** Failed cases, each with what reproduces it. */
function brokenSection({ parts: { test } }: CiReport): readonly Block[] {
  const failed = (test?.results ?? []).filter(({ outcome }) => outcome === 'fail');
  if (failed.length === 0) return [];
  const worse = new Set(
    (test?.comparison?.broken ?? []).map((one) => `${one.prompt} ${one.model} ${one.case}`),
  );
  const shown = failed.slice(0, maxCases).map((result) => caseLine(result, worse));
  const more = failed.length - shown.length;
  const items = more > 0 ? [...shown, [muted(`… and ${more} more`)]] : shown;
  return [{ type: 'section', title: [strong('Failed cases')], blocks: [{ type: 'list', items }] }];
}

function caseLine(result: CaseResult, worse: ReadonlySet<string>): Line {
  const { prompt, case: id, model, assertions } = result;
  const missed = assertions.find(({ pass, weight }) => pass === false && weight > 0);
  const isNew = worse.has(`${prompt} ${model} ${id}`);
  return [
    bad('✖ '),
    strong(`${prompt} › ${oneLine(nameOf(result), 80)}`),
    muted(`  ${model}`),
    ...(isNew ? [bad('  passed at the base')] : []),
    ...(missed ? [plain(`  ${oneLine(`${missed.type}: ${missed.message}`, 160)}`)] : []),
    muted(' → '),
    code(`promptops test ${prompt} --case ${oneLine(id, 80)}`),
  ];
}

function findingSection(findings: readonly Finding[]): readonly Block[] {
  if (findings.length === 0) return [];
  const shown = findings
    .slice(0, maxRows)
    .map(
      ({ level, path, range, message, hint, id }): Line => [
        level === 'error' ? bad('✖ ') : warn('⚠ '),
        muted(`${path}:${range.line}`),
        plain(`  ${oneLine(message, 300)}`),
        ...(hint === null ? [] : [prose(` ${hint}`, 'muted')]),
        muted(`  ${id}`),
      ],
    );
  const more = findings.length - shown.length;
  const items = more > 0 ? [...shown, [muted(`… and ${more} more`)]] : shown;
  return [{ type: 'section', title: [strong('Findings')], blocks: [{ type: 'list', items }] }];
}

const detail = (title: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.length === 0 ? [] : [{ type: 'section', title: [strong(title)], blocks, detail: true }];

import type { AssertionResult, CaseResult, PromptSummary, TestReport } from '../../evals/report.ts';
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
import { describeAmounts } from '../estimate.ts';
import { oneLine } from '../inert.ts';
import { shortUsd } from '../usd.ts';
import { comparisonSection } from './comparison.ts';
import { alike, errorSection, nameOf, placeLine } from './errored-cases.ts';
import { gateSection } from './gates.ts';
import { describeOrigins } from './origin.ts';

/** Failed and errored cases drawn in full; the others are counted, and stand in the JSON report. */
const maxShown = 50;

/** A run as people read it: a row per prompt and model, what did not pass and why, gates, totals. */
export const testDocument = (report: TestReport): Document => ({
  title: `promptops test: ${report.verdict}`,
  blocks: [
    ...resultBlocks(report),
    ...gateSection(report.gates),
    ...noteSection(report),
    line(plain('')),
    totalsLine(report),
    ...nextLines(report),
  ],
});

/** A row per prompt and model, what did not pass and why, and how it stands to the base. */
export function resultBlocks(report: TestReport): readonly Block[] {
  const failed = report.results.filter(({ outcome }) => outcome === 'fail');
  const errored = alike(report.results.filter(({ outcome }) => outcome === 'error'));
  const hidden = Math.max(0, failed.length - maxShown) + errored.slice(maxShown).flat().length;
  return [
    ...(report.prompts.length > 0 ? [promptTable(report.prompts)] : []),
    ...failed.slice(0, maxShown).map(caseSection),
    ...errored.slice(0, maxShown).map(errorSection),
    ...(hidden > 0
      ? [line(muted(`… and ${counted(hidden, 'more case')} that did not pass; --format json has all.`))]
      : []),
    ...(report.comparison ? [comparisonSection(report.comparison)] : []),
  ];
}

function promptTable(prompts: readonly PromptSummary[]): Block {
  const isPriced = prompts.some(({ costUsd }) => costUsd !== null);
  return {
    type: 'table',
    columns: [
      { title: ' ', align: 'left' },
      { title: 'Prompt', align: 'left', shrinks: true },
      { title: 'Model', align: 'left', shrinks: true },
      { title: 'Passed', align: 'right' },
      { title: 'Score', align: 'right', optional: true },
      ...(isPriced ? [{ title: 'Cost', align: 'right', optional: true } as const] : []),
      { title: 'Answers', align: 'left' },
    ],
    rows: prompts.map((prompt) => [
      [prompt.errored > 0 ? warn('!') : prompt.failed > 0 ? bad('✖') : good('✔')],
      [strong(prompt.prompt)],
      [plain(prompt.model)],
      passedCell(prompt),
      [plain(prompt.score === null ? '' : prompt.score.toFixed(2))],
      ...(isPriced ? [[prompt.costUsd === null ? muted('unpriced') : plain(shortUsd(prompt.costUsd))]] : []),
      [muted(describeOrigins(prompt.origin, prompt.replayed))],
    ]),
  };
}

/** Each repeat of a case is an answer that passes or not; the share is of what was asked. */
function passedCell({ passed, failed, errored, skipped }: PromptSummary): Line {
  const others: Span[] = [
    ...(errored > 0 ? [warn(`, ${counted(errored, 'error')}`)] : []),
    ...(skipped > 0 ? [muted(`, ${skipped} skipped`)] : []),
  ];
  return [
    failed > 0 ? bad(`${passed}`) : plain(`${passed}`),
    muted(` of ${passed + failed + errored}`),
    ...others,
  ];
}

function caseSection(result: CaseResult): Block {
  const title: Line = [
    bad('✖ '),
    strong(`${result.prompt} › ${nameOf(result)}`),
    muted(`  ${result.model}`),
    ...(result.fallback === undefined ? [] : [warn(`  answered by ${result.fallback}`)]),
    ...(result.critical ? [bad('  critical')] : []),
    ...(result.origin ? [muted(`  ${describeOrigins(originOf(result), Number(result.replayed))}`)] : []),
  ];
  const missed = result.assertions.filter(({ pass, weight }) => pass === false && weight > 0);
  return {
    type: 'section',
    detail: true,
    title,
    blocks: [
      placeLine(result),
      ...missed.flatMap(assertionBlocks),
      ...(missed.length > 0 && result.output !== null
        ? [line(muted('output  '), plain(oneLine(result.output, 300)))]
        : []),
    ],
  };
}

const originOf = ({ origin }: CaseResult): PromptSummary['origin'] => ({
  live: Number(origin === 'live'),
  sample: Number(origin === 'sample'),
  import: Number(origin === 'import'),
  computed: Number(origin === 'computed'),
});

function assertionBlocks(assertion: AssertionResult): readonly Block[] {
  const label = assertion.metric ? `${assertion.type} (${assertion.metric})` : assertion.type;
  const turn = assertion.turn === null ? '' : ` turn ${assertion.turn + 1}`;
  const { expected, actual } = assertion;
  const drawn = expected !== null && actual !== null && expected !== actual;
  return [
    line(bad('✖ '), code(`${label}${turn}`), plain(`  ${assertion.message}`)),
    ...(drawn ? [{ type: 'difference' as const, expected, actual }] : []),
  ];
}

function noteSection({ notes, untested }: TestReport): readonly Block[] {
  const lines = [...notes, ...(untested.length > 0 ? [`Untested, no cases: ${untested.join(', ')}.`] : [])];
  if (lines.length === 0) return [];
  return [
    {
      type: 'section',
      title: [strong('Notes')],
      blocks: [{ type: 'list', items: lines.map((text) => [prose(text)]) }],
    },
  ];
}

function totalsLine({ totals, verdict, run }: TestReport): Block {
  const mark: Readonly<Record<TestReport['verdict'], Span>> = {
    passed: good('✔ passed'),
    failed: bad('✖ failed'),
    incomplete: warn('! incomplete'),
    interrupted: warn('! interrupted'),
  };
  const parts = [
    `${totals.passed} passed`,
    ...(totals.failed > 0 ? [`${totals.failed} failed`] : []),
    ...(totals.errored > 0 ? [counted(totals.errored, 'error')] : []),
    ...(totals.skipped > 0 ? [`${totals.skipped} skipped`] : []),
  ];
  const cost = totals.costUsd === null ? 'cost unknown' : `paid ${shortUsd(totals.costUsd)}${estimated(run)}`;
  return line(
    mark[verdict],
    strong(`  ${counted(totals.cases, 'case')}: ${parts.join(', ')}`),
    ...[describeOrigins(totals.origin, totals.replayed), cost, seconds(run.durationMs)]
      .filter(Boolean)
      .map((fact) => muted(`  ${fact}`)),
  );
}

function nextLines({ verdict, run }: TestReport): readonly Block[] {
  return verdict === 'interrupted' || verdict === 'incomplete'
    ? [line(muted('Go on with '), code(`promptops test --resume ${run.id}`))]
    : [];
}

/** What was paid beside what was thought before: only where something was asked for, and once. */
const estimated = ({ estimate, resumed }: TestReport['run']): string =>
  !estimate || estimate.calls === 0 || resumed
    ? ''
    : ` (estimated ${describeAmounts(estimate.usd, estimate.mostUsd)})`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;

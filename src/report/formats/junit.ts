import type { CiReport } from '../../commands/ci-report.ts';
import type { AssertionResult, CaseResult, TestReport } from '../../evals/report.ts';
import { hostFindings } from '../host-findings.ts';
import { showUnseen } from '../inert.ts';

/**
 * JUnit XML as CI servers read it: one suite per prompt and model, the failure's text says expected and actual. Of a ci
 * report also a suite of its gates, and one of what else stands against the change.
 */
export function formatJunit(report: TestReport | CiReport): string {
  if (report.kind === 'test') return document(headOf(report), caseSuites(report));
  const { test } = report.parts;
  const gates = gateChecks(report);
  const findings = findingChecks(report);
  const checks = [...gates, ...findings];
  const { tests, failures, time, ...rest } = test ? headOf(test) : noCases;
  const head = {
    ...rest,
    tests: tests + checks.length,
    failures: failures + checks.filter(({ failure }) => failure !== null).length,
    time,
  };
  return document(head, [
    ...(test ? caseSuites(test) : []),
    ...checkSuite('gates', gates),
    ...checkSuite('findings', findings),
  ]);
}

const noCases = { name: 'promptops', tests: 0, failures: 0, errors: 0, skipped: 0, time: '0.000' };

function headOf({ totals, run }: TestReport) {
  const { cases: tests, failed: failures, errored: errors, skipped } = totals;
  return { name: 'promptops', tests, failures, errors, skipped, time: seconds(run.durationMs) };
}

const document = (head: Readonly<Record<string, string | number>>, suites: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(head)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');

function caseSuites(report: TestReport): readonly string[] {
  const suites = new Map<string, CaseResult[]>();
  for (const result of report.results) {
    const name = `${result.prompt} ${result.model}`;
    const suite = suites.get(name);
    if (suite) suite.push(result);
    else suites.set(name, [result]);
  }
  return [...suites].flatMap(([name, results]) => suiteLines(name, results, report.run.startedAt));
}

/** Something that holds or not, with why. */
type Check = { readonly name: string; readonly failure: string | null };

/** A warning fails nobody. */
const gateChecks = ({ gates }: CiReport): readonly Check[] =>
  gates
    .filter(({ level }) => level === 'block')
    .map(({ part, gate, scope, passed, want, got }) => ({
      name: `${part} ${gate} ${scope}`,
      failure: passed ? null : `want ${want}, got ${got}`,
    }));

const findingChecks = (report: CiReport): readonly Check[] =>
  hostFindings(report)
    .filter(({ level, excused }) => level === 'error' && !excused)
    .map(({ id, path, range, message, hint }) => ({
      name: `${id} ${path}:${range.line}`,
      failure: hint ? `${message} ${hint}` : message,
    }));

function checkSuite(name: string, checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return [];
  const failures = checks.filter(({ failure }) => failure !== null).length;
  return [
    `  <testsuite${attributes({ name, tests: checks.length, failures, errors: 0, skipped: 0 })}>`,
    ...checks.flatMap(({ name: check, failure }) => {
      const head = `    <testcase${attributes({ name: check, classname: name })}`;
      if (failure === null) return [`${head}/>`];
      return [`${head}>`, `      <failure${attributes({ message: failure })}/>`, '    </testcase>'];
    }),
    '  </testsuite>',
  ];
}

function suiteLines(name: string, results: readonly CaseResult[], timestamp: string): readonly string[] {
  const count = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const time = seconds(results.reduce((sum, { timing }) => sum + (timing?.totalMs ?? 0), 0));
  const head = {
    name,
    tests: results.length,
    failures: count('fail'),
    errors: count('error'),
    skipped: count('skip'),
    time,
    timestamp,
  };
  return [`  <testsuite${attributes(head)}>`, ...results.flatMap(caseLines), '  </testsuite>'];
}

function caseLines(result: CaseResult): readonly string[] {
  const variation = [
    result.locale,
    result.variant,
    result.repeat > 0 ? `#${result.repeat + 1}` : null,
  ].filter(Boolean);
  const head = {
    name: [result.case, ...variation].join(' '),
    classname: result.prompt,
    file: result.at.path,
    line: result.at.line,
    time: seconds(result.timing?.totalMs ?? 0),
  };
  const properties = [
    ['model', result.returnedModel ?? result.model],
    ['fallback', result.fallback ?? null],
    ['digest', result.digest],
    ['answers', result.origin === null ? null : `${result.replayed ? 'replayed ' : ''}(${result.origin})`],
    ['score', result.score === null ? null : String(result.score)],
    ['costUsd', result.costUsd],
  ].flatMap(([name, value]) =>
    value ? [`        <property${attributes({ name: name ?? '', value })}/>`] : [],
  );
  return [
    `    <testcase${attributes(head)}>`,
    ...(properties.length > 0 ? ['      <properties>', ...properties, '      </properties>'] : []),
    ...outcomeLines(result),
    ...(result.output === null ? [] : [`      <system-out>${escapeXml(result.output)}</system-out>`]),
    '    </testcase>',
  ];
}

function outcomeLines(result: CaseResult): readonly string[] {
  switch (result.outcome) {
    case 'pass':
      return [];
    case 'skip':
      return ['      <skipped/>'];
    case 'error': {
      const { code = 'error', message = '', details = [], hint = null } = result.error ?? {};
      return [
        `      <error${attributes({ type: code, message })}>${escapeXml([message, ...details, hint ?? ''].join('\n').trim())}</error>`,
      ];
    }
    case 'fail': {
      const missed = result.assertions.filter(({ pass, weight }) => pass === false && weight > 0);
      const message = missed.map((assertion) => `${assertion.type}: ${assertion.message}`).join('; ');
      return [
        `      <failure${attributes({ type: missed[0]?.type ?? 'threshold', message })}>${escapeXml(missed.map(failureText).join('\n\n'))}</failure>`,
      ];
    }
  }
}

function failureText({ type, message, expected, actual, at }: AssertionResult): string {
  const sides = [
    ...(expected === null ? [] : [`expected: ${expected}`]),
    ...(actual === null ? [] : [`actual: ${actual}`]),
  ];
  return [`${type}  ${at.path}:${at.line}:${at.column}`, message, ...sides].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (pairs: Readonly<Record<string, string | number>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/\n/g, '&#10;')}"`)
    .join('');

/** Escapes markup, and what a terminal would obey; drops what XML 1.0 cannot hold. */
const escapeXml = (text: string): string =>
  showUnseen(text)
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    // A CI log that shows the file would take such lines for commands.
    .replace(/^(\s*):(?=:)/gm, '$1&#58;')
    .replace(/#(?=#\[)/g, '&#35;');

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evals/evidence.ts';
import type { CaseResult, TestReport } from '../../src/evals/report.ts';
import { createTally } from '../../src/evals/tally.ts';
import { judgeTests } from '../../src/gate/judge-tests.ts';
import { type FaultServer, type ScenarioName, scenarios, startFaultServer } from '../helpers/fault-server.ts';
import { type HttpServer, type Reply, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion } from '../helpers/openai-server.ts';
import { cleanEnvironment, emptyFolder, promptops, repositoryFolder } from '../helpers/promptops.ts';
import { writeFiles } from '../helpers/repository.ts';

const attempts = 5;

/** What a case ends with, how often its provider was asked, and what a run of that case alone exits with. */
type Expected = readonly [code: string | null, asked: number, exit: number];

/** Those that answer, at once or when asked again. */
const good: Partial<Record<ScenarioName, Expected>> = {
  good: [null, 1, 0],
  'gzip-good': [null, 1, 0],
  '429-then-good': [null, 2, 0],
  '500-then-good': [null, 2, 0],
  'reset-then-good': [null, 2, 0],
  'truncated-then-good': [null, 2, 0],
};

const bad: Partial<Record<ScenarioName, Expected>> = {
  '400': ['invalid-request', 1, 3],
  '400-context': ['context-length', 1, 3],
  '401': ['auth', 1, 3],
  '402': ['quota', 1, 3],
  '403': ['auth', 1, 3],
  '404': ['not-found', 1, 2],
  '408': ['timeout', attempts, 3],
  '409': ['server', attempts, 3],
  '425': ['server', attempts, 3],
  '429': ['rate-limit', attempts, 3],
  '429-ms': ['rate-limit', attempts, 3],
  '429-quota': ['quota', 1, 3],
  '429-do-not': ['rate-limit', 1, 3],
  '500': ['server', attempts, 3],
  '501': ['server', 1, 3],
  '502-html': ['server', attempts, 3],
  '503': ['server', attempts, 3],
  '529': ['server', attempts, 3],
  '204': ['bad-response', attempts, 3],
  redirect: ['invalid-request', 1, 3],
  'redirect-302': ['invalid-request', 1, 3],
  'reset-before': ['network', attempts, 3],
  'reset-headers': ['network', attempts, 3],
  'reset-body': ['network', attempts, 3],
  'short-body': ['network', attempts, 3],
  'cut-chunks': ['network', attempts, 3],
  'not-http': ['network', attempts, 3],
  'truncated-json': ['bad-response', attempts, 3],
  empty: ['bad-response', attempts, 3],
  html: ['bad-response', 1, 3],
  'not-an-object': ['bad-response', 1, 3],
  'other-shape': ['bad-response', 1, 3],
  'error-in-200': ['rate-limit', attempts, 3],
  'invalid-utf8': ['bad-response', 1, 3],
  'corrupt-gzip': ['bad-response', attempts, 3],
  'cut-gzip': ['bad-response', attempts, 3],
  'not-gzip': ['bad-response', attempts, 3],
  'other-encoding': ['bad-response', 1, 3],
  'gzip-bomb': ['bad-response', 1, 3],
  huge: ['bad-response', 1, 3],
  'huge-error': ['server', attempts, 3],
};

/** Those that keep a call waiting: run apart, with a deadline that would end honest answers of a busy machine. */
const silent: readonly ScenarioName[] = ['hang', 'hang-body', 'drip'];

/** Those that ask for a pause of seconds or more: they are interrupted. */
const patient: readonly ScenarioName[] = ['429-seconds', '429-date', '429-day'];

const test = `promptops: 1
tests:
  - { id: a, assert: [{ type: contains, value: fine }] }
  - { id: b, assert: [{ type: not-contains, value: fine }], skip: true }
`;
const prompt = (model: string): string =>
  `promptops: 1\nmodel: { id: ${model} }\nmessages: [{ role: user, content: How are you? }]\n`;

/** A project with a provider and a prompt for each name. */
function projectOf(names: readonly string[], urlOf: (name: string) => string): string {
  const cwd = emptyFolder();
  const providers = names.map(
    (name) => `  p-${name}: { kind: openai, apiKey: THE_KEY, baseURL: "${urlOf(name)}", allowLocal: true }\n`,
  );
  writeFiles(cwd, {
    'promptops.yaml': `promptops: 1\nproviders:\n${providers.join('')}`,
    ...Object.fromEntries(
      names.flatMap((name): [string, string][] => [
        [`prompts/p-${name}.prompt.yaml`, prompt(`p-${name}/m-1`)],
        [`prompts/p-${name}.test.yaml`, test],
      ]),
    ),
  });
  return cwd;
}

const env = { THE_KEY: 'sk-canary-0123456789' };

let server: FaultServer;

beforeAll(async () => {
  const { json } = chatCompletion({ content: 'I am fine.' });
  server = await startFaultServer(() => JSON.stringify(json));
});
afterAll(() => server.close());

async function runAll(names: readonly string[], ...options: readonly string[]) {
  const cwd = projectOf(names, (name) => `${server.url}/${name}/v1`);
  const argv = ['test', '--replay', 'off', '--concurrency', '60', '--format', 'json', ...options];
  const ran = await promptops(argv, { cwd, env });
  const report = JSON.parse(ran.stdout) as TestReport;
  const asked = report.results.filter(({ outcome }) => outcome !== 'skip');
  return { ran, results: new Map(asked.map((result) => [result.prompt.slice(2), result])) };
}

/** As the gate decides it over the journal of a run with this one case. */
function exitOf(result: CaseResult): number {
  const tally = createTally();
  tally.add({ type: 'case', job: '1', result });
  const end = { interrupted: null, unasked: 0, overBudget: false };
  const evidence = { ...evidenceOf(tally, { passRates: [] }, end), compared: null };
  return judgeTests(evidence, [], () => false).exitCode;
}

function expectAsExpected(
  table: Partial<Record<string, Expected>>,
  results: ReadonlyMap<string, CaseResult>,
) {
  const seen = [...results].map(([name, { outcome, error }]) => {
    const ended = outcome === 'pass' ? null : (error?.code ?? outcome);
    return [name, [ended, server.counts.get(name), exitOf(results.get(name) as CaseResult)]];
  });
  expect(Object.fromEntries(seen)).toEqual(table);
}

describe('a provider that fails', () => {
  it.concurrent('is classified and asked again or not; no case of it passes or fails', async () => {
    const { ran, results } = await runAll(Object.keys({ ...bad, ...good }), '--timeout', '60');
    expectAsExpected({ ...bad, ...good }, results);
    expect(ran.code).toBe(2);
    expect(ran.stdout + ran.stderr).not.toContain(env.THE_KEY);
  });

  it.concurrent('ends with its deadline when it is silent or endless', async () => {
    const { ran, results } = await runAll(silent, '--timeout', '0.3');
    for (const name of silent) {
      expect(results.get(name)).toMatchObject({ outcome: 'error', error: { code: 'timeout' } });
      // On a busy machine the first deadline may end before the request is there.
      expect([attempts - 1, attempts]).toContain(server.counts.get(name));
    }
    expect(ran.code).toBe(3);
  });

  it.concurrent('is called off while it asks for patience', async () => {
    const cwd = projectOf(patient, (name) => `${server.url}/${name}/v1`);
    const bin = path.join(repositoryFolder, 'bin/promptops.js');
    const child = spawn(process.execPath, [bin, 'test', '--replay', 'off'], {
      cwd,
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    let interrupted = false;
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (interrupted || stderr.match(/retry p-/g)?.length !== patient.length) return;
      interrupted = child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(stderr).toMatch(/retry p-429-seconds › a in 7 s/);
    expect(stderr).toMatch(/retry p-429-date › a in 60 s/);
    expect(stderr).toMatch(/retry p-429-day › a in 60 s/);
    expect(patient.map((name) => server.counts.get(name))).toEqual([1, 1, 1]);
  });

  it('has a row for every scenario', () => {
    const rows = [...Object.keys(good), ...Object.keys(bad), ...silent, ...patient];
    expect(rows.sort()).toEqual(Object.keys(scenarios).sort());
  });
});

const choice = (message: object, finish = 'stop', more: object = {}): Reply => {
  const reply = chatCompletion(message);
  const body = reply.json as { choices: readonly object[] };
  return {
    ...reply,
    json: { ...body, choices: [{ ...body.choices[0], message, finish_reason: finish }], ...more },
  };
};

const answers: Readonly<Record<string, readonly [reply: Reply, outcome: string, code: string | null]>> = {
  refusal: [choice({ role: 'assistant', content: null, refusal: 'No.' }), 'error', 'refusal'],
  filter: [choice({ role: 'assistant', content: 'I am f' }, 'content_filter'), 'error', 'content-filter'],
  'no-choices': [choice({}, 'stop', { choices: [] }), 'error', 'bad-response'],
  nothing: [choice({ role: 'assistant', content: null }), 'error', 'bad-response'],
  blank: [choice({ role: 'assistant', content: '' }), 'fail', null],
  'other-model': [choice({ role: 'assistant', content: 'fine' }, 'stop', { model: 'another' }), 'pass', null],
  'no-usage': [choice({ role: 'assistant', content: 'fine' }, 'stop', { usage: undefined }), 'pass', null],
};

describe('an answer that is odd', () => {
  let http: HttpServer;
  let results: ReadonlyMap<string, CaseResult>;

  beforeAll(async () => {
    http = await startHttpServer(
      (seen) => answers[seen.path.split('/')[1] ?? '']?.[0] ?? { status: 404, text: 'no such answer' },
    );
    const cwd = projectOf(Object.keys(answers), (name) => `${http.url}/${name}/v1`);
    const ran = await promptops(['test', '--replay', 'off', '--output', 'json=report.json'], { cwd, env });
    expect(ran.code).toBe(3);
    const report = JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8')) as TestReport;
    results = new Map(
      report.results.filter(({ case: id }) => id === 'a').map((one) => [one.prompt.slice(2), one]),
    );
  });
  afterAll(() => http.close());

  it.each(Object.entries(answers))('%s', (name, [, outcome, code]) => {
    const { outcome: ended, error } = results.get(name) ?? {};
    expect([ended, error?.code ?? null]).toEqual([outcome, code]);
  });
});

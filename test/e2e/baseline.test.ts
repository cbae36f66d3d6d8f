import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestPlanReport } from '../../src/commands/test-plan.ts';
import type { Comparison } from '../../src/evals/comparison/comparison.ts';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage } from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createRepository, type Files, type TestRepository } from '../helpers/repository.ts';

const cases = 30;

/** Answers as its prompt wants, but for `Break 7` of that case, and `Drop` of the first eight. */
let server: HttpServer;
let asked = 0;
beforeAll(async () => {
  server = await startHttpServer(({ body }) => {
    asked += 1;
    const text: string = body.messages.at(-1).content;
    const [, order = '', n = ''] = /^(.*): (\d+)$/.exec(text) ?? [];
    const broken = order === `Break ${n}` || (order === 'Drop' && Number(n) <= 8);
    return chatCompletion({ content: broken ? 'no idea' : `case ${n}` }, { usage: chatUsage });
  });
});
afterAll(() => server.close());

const schemaOf = (kind: string) => {
  const file = new URL(`../../schemas/report-${kind}.schema.json`, import.meta.url);
  return new Ajv({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
};
const isReport = schemaOf('test');
const isPlan = schemaOf('test-plan');

const prompt = (order: string): string => `promptops: 1
model: { id: local/m1, params: { maxOutputTokens: 20 } }
inputs: { n: { type: integer } }
messages: [{ role: user, content: "${order}: {{n}}" }]
`;
const tests = (more: (n: number) => string = () => ''): string => `promptops: 1
defaultTest: { assert: [{ type: starts-with, value: case }] }
tests:
${Array.from({ length: cases }, (_, i) => `  - { id: c${i + 1}, vars: { n: ${i + 1} }${more(i + 1)} }\n`).join('')}`;

const config = (more = ''): string => `promptops: 1
providers:
  local: { kind: openai-compatible, baseURL: "${server.url}/v1", allowLocal: true, price: { input: 1, output: 2 } }
${more}`;

const files = (): Files => ({
  'promptops.yaml': config(),
  'prompts/a.prompt.yaml': prompt('Answer'),
  'prompts/a.test.yaml': tests(),
  '.gitignore': '.promptops\n',
});

/** What the server says to `main`, recorded once. */
let recordings: Files = {};
beforeAll(async () => {
  const { path: cwd } = createRepository([files()]);
  expect(await promptops(['test', '--replay', 'record'], { cwd })).toMatchObject({ code: 0 });
  const folder = 'prompts/__recordings__/a';
  const names = readdirSync(path.join(cwd, folder));
  expect(names).toHaveLength(cases);
  recordings = Object.fromEntries(
    names.map((name) => [`${folder}/${name}`, readFileSync(path.join(cwd, folder, name))]),
  );
});

/** A repository whose `main` has recorded answers, with a branch checked out. */
function project(more: Files = {}): TestRepository {
  const repository = createRepository([{ ...files(), ...recordings, ...more }]);
  repository.git('checkout', '--quiet', '-b', 'work');
  return repository;
}

async function run(repository: TestRepository, ...args: readonly string[]) {
  const ran = await promptops(['test', '--output', 'json=.promptops/out.json', ...args], {
    cwd: repository.path,
  });
  const text = readFileSync(path.join(repository.path, '.promptops/out.json'), 'utf8');
  const report = JSON.parse(text) as TestReport;
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  return { ...ran, report, comparison: report.comparison as Comparison };
}

describe('test --baseline', () => {
  it('calls unchanged what asks the same, reading the base from git and asking nobody', async () => {
    const repository = project();
    const before = asked;
    const ran = await run(repository, '--baseline', 'main', '--replay', 'strict');
    expect(ran.code).toBe(0);
    expect(ran.comparison).toMatchObject({ base: 'main', verdict: 'unchanged', leftCount: 0 });
    expect(ran.comparison.commit).toBe(repository.commits[0]);
    expect(ran.report.source.base).toBe(repository.commits[0]);
    expect(ran.comparison.rows).toMatchObject([{ paired: cases, verdict: 'unchanged' }]);
    expect(asked).toBe(before);
  });

  it('calls a drop a regression, by the recordings of both sides alone', async () => {
    const repository = project();
    repository.write({ 'prompts/a.prompt.yaml': prompt('Drop') });
    await run(repository, '--replay', 'record');
    const ran = await run(repository, '--baseline', 'main', '--replay', 'strict');
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.stdout).toMatch(/REGRESSED {2}dropped more than 2\.0 points/);
    expect(ran.report.gates).toMatchObject([{ gate: 'margin', scope: 'a', passed: false }]);
    expect(ran.comparison.rows[0]).toMatchObject({
      verdict: 'regressed',
      test: 'mcnemar',
      worse: 0.003906,
      delta: { value: -0.266667 },
    });
    const dropped = ran.report.results.find(
      ({ base }) => base?.outcome === 'pass' && base.output !== undefined,
    );
    expect(dropped).toMatchObject({ outcome: 'fail', base: { score: 1 } });
    expect(dropped?.base?.output).not.toBe(dropped?.output);
    // A gate that only warns does not block.
    repository.write({ 'promptops.yaml': config('gates: [{ margin: 0.02, level: warn }]\n') });
    expect(await run(repository, '--baseline', 'main', '--replay', 'strict')).toMatchObject({ code: 0 });
    repository.write({ 'promptops.yaml': config('gates: [{ margin: 0.3 }]\n') });
    expect(await run(repository, '--baseline', 'main', '--replay', 'strict')).toMatchObject({ code: 0 });
  });

  it('asks again where a case broke, ten times a side, and believes what it hears', async () => {
    const repository = project();
    repository.write({ 'prompts/a.prompt.yaml': prompt('Break 7') });
    const before = asked;
    const ran = await run(repository, '--baseline', 'main');
    expect(ran.code).toBe(1);
    expect(asked - before).toBe(cases + 20);
    expect(ran.comparison.broken).toMatchObject([
      {
        case: 'c7',
        status: 'confirmed',
        base: { passed: 10, total: 10 },
        head: { passed: 0, total: 10 },
      },
    ]);
    expect(ran.stdout).toContain('broken  c7  there 10/10, here 0/10');
    // All that was asked is paid for: 50 answers of 140 millionths.
    expect(ran.report.totals.costUsd).toBe('0.007');
  });

  it('in strict mode suspects it: inconclusive, which fails where the gate is strict or the case critical', async () => {
    const critical = (n: number): string => (n === 7 ? ', critical: true' : '');
    const repository = project();
    repository.write({ 'prompts/a.prompt.yaml': prompt('Break 7') });
    await run(repository, '--replay', 'record');
    const strict = await run(repository, '--baseline', 'main', '--replay', 'strict');
    expect(strict.code).toBe(0);
    expect(strict.comparison).toMatchObject({ verdict: 'inconclusive', broken: [{ status: 'suspect' }] });
    const gate = await run(repository, '--baseline', 'main', '--replay', 'strict', '--strict-gate');
    expect(gate.code).toBe(1);
    repository.write({ 'prompts/a.test.yaml': tests(critical) });
    expect(await run(repository, '--baseline', 'main', '--replay', 'strict')).toMatchObject({ code: 3 });
  });

  it('leaves out what is not the same case, and says so', async () => {
    const repository = project();
    const changed = tests()
      .replace('c2, vars: { n: 2 }', 'c2, vars: { n: 22 }')
      .replace('id: c3,', 'id: c3b,')
      .replace('n: 4 }', 'n: 4 }, assert: [{ type: contains, value: "4" }]');
    repository.write({ 'prompts/a.test.yaml': changed, 'prompts/a.prompt.yaml': prompt('Answer  ') });
    const ran = await run(repository, '--baseline', 'main');
    expect(ran.code).toBe(0);
    const left = ran.comparison.left.map(({ case: id, why }) => [id, why]);
    expect(left).toEqual([
      ['c2', 'inputs'],
      ['c3b', 'new'],
      ['c4', 'assertions'],
    ]);
    expect(ran.comparison.rows[0]).toMatchObject({ paired: cases - 3, verdict: 'inconclusive' });
    expect(ran.comparison.rows[0]?.casesNeeded).toBeGreaterThan(cases);
  });

  it('is incomplete where the base has no answer and nobody may be asked', async () => {
    const repository = project();
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'prompts/__recordings__/a/c5.json': null });
    repository.git('checkout', '--quiet', '-B', 'work');
    repository.write({ 'prompts/a.prompt.yaml': prompt('Answer now') });
    await run(repository, '--replay', 'record');
    const ran = await run(repository, '--baseline', 'main', '--replay', 'strict');
    expect(ran.code).toBe(3);
    expect(ran.comparison).toMatchObject({
      verdict: 'incomplete',
      left: [{ case: 'c5', why: 'unanswered' }],
    });
    // With leave to ask, only that one is asked for.
    const before = asked;
    expect(await run(repository, '--baseline', 'main')).toMatchObject({ code: 0 });
    expect(asked - before).toBe(1);
  });

  it('plans without asking: what it would cost, and what it could see', async () => {
    const repository = project();
    repository.write({ 'prompts/a.prompt.yaml': prompt('Break 7') });
    const before = asked;
    const args = ['test', '--plan', '--baseline', 'main', '--max-cost', '5', '--output', 'json=plan.json'];
    const { code, stdout } = await promptops(args, { cwd: repository.path });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Asks for 30 answers: ≈\$0\.00\d+, at most \$0\.00\d+; budget \$5\.00\.$/m);
    expect(stdout).toContain(
      'Compared with main: 30 cases, 0 not. A case that breaks is asked 20 times more.',
    );
    expect(stdout).toContain('asked once: 3,024 for 2 points');
    const plan = JSON.parse(readFileSync(path.join(repository.path, 'plan.json'), 'utf8')) as TestPlanReport;
    expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
    expect(asked).toBe(before);
  });

  it('runs only what changed, and is content with nothing', async () => {
    const repository = project({
      'prompts/b.prompt.yaml': prompt('Answer b'),
      'prompts/b.test.yaml': tests(),
    });
    const nothing = await run(repository, '--changed', 'main', '--replay', 'strict');
    expect(nothing).toMatchObject({ code: 0, report: { totals: { cases: 0 }, verdict: 'passed' } });
    expect(nothing.stdout).toContain('Nothing to test: no prompt depends on what changed since main.');
    repository.write({ 'prompts/b.prompt.yaml': prompt('Answer b now') });
    const one = await run(repository, '--changed');
    expect(one.report.prompts.map(({ prompt: id }) => id)).toEqual(['b']);
    expect(one.stdout).toContain('Tested: 1 of 2 prompts');
    const typo = await promptops(['test', '--changed', '--case', 'nope'], { cwd: repository.path });
    expect(typo.code).toBe(2);
  });

  it('refuses a ref that is none before anything is asked', async () => {
    const repository = project();
    const before = asked;
    const ran = await promptops(['test', '--baseline', 'mian', '--replay', 'off'], { cwd: repository.path });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('main');
    expect(asked).toBe(before);
  });
});

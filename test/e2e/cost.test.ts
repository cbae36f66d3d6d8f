import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createRepository, type Files } from '../helpers/repository.ts';

const page = readFileSync(path.join(repositoryFolder, 'docs/cost.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const outputs = blocks.filter(({ language }) => language === '').map(({ text }) => text);
const partial = blocks.find(({ language }) => language === 'hbs')?.text ?? '';

/** The files of the page's first section: of two with one name the first. */
const files: Files = Object.fromEntries(
  blocks
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ text }) => {
      const name = /^# (\S+\.yaml)\n/.exec(text)?.[1];
      return name === undefined ? [] : [[name, text] as const];
    })
    .reverse(),
);

const tests = (variable: string): string =>
  `promptops: 1\ntests:\n  - { id: a, vars: { ${variable}: Hello }, assert: [{ type: contains, value: e }] }\n`;

const withPartial = (path: string): string =>
  String(files[path]).replace(/^( +)(Sort .*|Write .*)$/m, '$1$2\n$1{{> manners}}');

/** Commits and price lists have other names. */
const lasting = (text: string): string =>
  text.replace(/main@[0-9a-f]{7}/, 'main@0000000').replace(/prices \d{4}-\d\d-\d\d/, 'prices 2026-01-01');

describe('docs/cost.md', () => {
  const triage = 'prompts/support/triage.prompt.yaml';
  const digest = 'prompts/content/digest.prompt.yaml';
  const project = () =>
    createRepository([
      {
        ...files,
        'prompts/support/triage.test.yaml': tests('ticket'),
        'prompts/content/digest.test.yaml': tests('articles'),
      },
    ]);

  it('prices ten million calls a day at $0.002', async () => {
    const { path: cwd } = project();
    const ran = await promptops(['cost', 'support/triage', '--no-base'], { cwd });
    expect(lasting(ran.stdout)).toBe(lasting(outputs[0] ?? ''));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const json = await promptops(['cost', 'support/triage', '--no-base', '--format', 'json'], { cwd });
    const { prompts, totals } = JSON.parse(json.stdout);
    expect([prompts[0].perThousandUsd, totals.dailyUsd, totals.monthlyUsd]).toEqual(['2', '20000', '600000']);
  });

  it('shows 200 tokens too many as money, per market and per use case', async () => {
    const repository = project();
    repository.write({
      'partials/manners.hbs': partial,
      [triage]: withPartial(triage),
      [digest]: withPartial(digest),
    });
    const { path: cwd } = repository;
    // As on a terminal of that width: a pipe shows every column.
    const env = { COLUMNS: '80' };
    const byMarket = await promptops(['cost', '--by', 'market'], { cwd, env });
    expect(lasting(byMarket.stdout)).toBe(lasting(outputs[1] ?? ''));
    expect(byMarket).toMatchObject({ code: 1, stderr: '' });
    const byUseCase = await promptops(['cost', '--by', 'useCase'], { cwd });
    expect(byUseCase.stdout).toContain(`\n${outputs[2]}\n`);
    const json = await promptops(['cost', '--format', 'json'], { cwd });
    const { prompts } = JSON.parse(json.stdout);
    for (const { input, base } of prompts) expect(input.tokens - base.inputTokens).toBe(200);
  });
});

const prompt = (model: string, text = 'Sort the ticket.'): string =>
  `promptops: 1\nmodel: { id: ${model}, params: { maxOutputTokens: 50 } }\nmessages: [{ role: user, content: ${text} }]\n`;
const test = 'promptops: 1\ntests: [{ id: a, assert: [{ type: contains, value: e }] }]\n';
const small = (model = 'openai/gpt-4.1-mini'): Files => ({
  'prompts/support/triage.prompt.yaml': prompt(model),
  'prompts/support/triage.test.yaml': test,
});
const traffic = (entry: string): Files => ({
  'promptops.traffic.yaml': `promptops: 1\nprompts:\n  ${entry}\n`,
});

describe('promptops cost', () => {
  it.each([
    ['support/triag: { callsPerMonth: 5 }', '3:3', 'Did you mean "support/triage"?'],
    ['support/triage: { callsPerMonth: -5 }', '3:36', 'at least 0'],
    ['support/triage: { retryRate: 7 }', '3:32', 'at most 1'],
    ['support/triage: { callsPerMoth: 7 }', '3:21', 'Did you mean "callsPerMonth"?'],
  ])('refuses %s with its place', async (entry, place, message) => {
    const { path: cwd } = createRepository([{ ...small(), ...traffic(entry) }]);
    const ran = await promptops(['cost'], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`promptops.traffic.yaml:${place}`);
    expect(ran.stderr).toContain(message);
  });

  it('never prices a month without traffic, nor a model nobody has a price for', async () => {
    const gate = 'promptops: 1\ngates: [{ cost: { maxCostPerCallUsd: 1 } }]\n';
    const config = `${gate}providers: { own: { kind: openai-compatible, baseURL: "https://x.example/v1" } }\n`;
    const { path: cwd } = createRepository([
      {
        ...small(),
        'prompts/b.prompt.yaml': prompt('own/llama'),
        'prompts/b.test.yaml': test,
        'promptops.yaml': config,
      },
    ]);
    const ran = await promptops(['cost'], { cwd });
    expect(ran.code).toBe(3);
    expect(ran.stdout).not.toContain('$0.00');
    expect(ran.stdout).toMatch(/^b .*unpriced/m);
    expect(ran.stdout).toContain('prompts/b.prompt.yaml:2:14');
  });

  it('compares with what a commit, a report and a what-if say, and sums what each is due to', async () => {
    const repository = createRepository([
      { ...small(), ...traffic('support/triage: { callsPerMonth: 1000000 }') },
    ]);
    const { path: cwd } = repository;
    await promptops(['cost', '--output', 'json=before.json'], { cwd });
    repository.write({
      'prompts/support/triage.prompt.yaml': prompt(
        'openai/gpt-4.1',
        'Sort the ticket into one of five queues.',
      ),
      ...traffic('support/triage: { callsPerMonth: 2000000 }'),
    });
    const deltas: unknown[] = [];
    for (const base of [['--base', 'HEAD'], ['--compare-to', 'before.json'], []]) {
      const { stdout } = await promptops(['cost', ...base, '--format', 'json'], { cwd });
      const { totals, prompts } = JSON.parse(stdout);
      const terms: Readonly<Record<string, string>> = totals.delta.terms;
      const changed = Object.keys(terms).filter((term) => terms[term] !== '0');
      expect(changed).toEqual(['text', 'model', 'traffic']);
      const sum = Object.values(terms).reduce((total, term) => total + Number(term), 0);
      expect(sum).toBeCloseTo(Number(totals.monthlyUsd) - Number(totals.baseMonthlyUsd), 9);
      expect(prompts[0].output.heldConstant).toBe(false);
      deltas.push(totals.delta);
    }
    expect(new Set(deltas.map((delta) => JSON.stringify(delta))).size).toBe(1);
    const whatIf = await promptops(['cost', '--what-if', 'model=openai/gpt-4.1-mini', '--format', 'json'], {
      cwd,
    });
    expect(Number(JSON.parse(whatIf.stdout).totals.delta.terms.model)).toBeLessThan(0);
  });

  it('says what a what-if saves per thousand calls where no traffic is known', async () => {
    const { path: cwd } = createRepository([small()]);
    const ran = await promptops(['cost', '--what-if', 'batch=1', '--format', 'json'], { cwd });
    const [{ delta, base, perThousandUsd }] = JSON.parse(ran.stdout).prompts;
    expect(delta).toMatchObject({ unit: 'thousandCalls', pct: -50 });
    expect(Number(base.perThousandUsd)).toBeCloseTo(2 * Number(perThousandUsd), 12);
  });

  it('refuses a report that is none, and bases that contradict each other', async () => {
    const { path: cwd } = createRepository([{ ...small(), 'odd.json': '{"kind":"cost","schemaVersion":1}' }]);
    const odd = await promptops(['cost', '--compare-to', 'odd.json'], { cwd });
    expect([odd.code, odd.stderr]).toEqual([
      2,
      expect.stringContaining('"odd.json" is no whole report of costs.'),
    ]);
    const both = await promptops(['cost', '--base', 'main', '--what-if', 'cache=1'], { cwd });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('each say what is compared')]);
  });

  it('works outside a repository, where no gate asks for a base', async () => {
    const { path: cwd, write } = createRepository([small()]);
    rmSync(path.join(cwd, '.git'), { recursive: true });
    const ran = await promptops(['cost'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Nothing to compare with:');
    write({ 'promptops.yaml': 'promptops: 1\ngates: [{ cost: { maxIncreasePct: 5 } }]\n' });
    const gated = await promptops(['cost'], { cwd });
    expect([gated.code, gated.stderr]).toEqual([2, expect.stringContaining('--no-base')]);
    expect(await promptops(['cost', '--no-base'], { cwd })).toMatchObject({ code: 0 });
  });

  it('adds missing prompts to the traffic file and explains each term of the cost', async () => {
    const { path: cwd } = createRepository([small()]);
    const synced = await promptops(['cost', 'sync'], { cwd });
    expect(synced).toMatchObject({ code: 0 });
    const file = readFileSync(path.join(cwd, 'promptops.traffic.yaml'), 'utf8');
    expect(file).toContain('\n  support/triage: {}\n');
    const again = await promptops(['cost', 'sync', '--format', 'json'], { cwd });
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'unchanged' });
    const explained = await promptops(['cost', '--explain', 'support/triage'], { cwd });
    for (const term of [
      'static text',
      'overhead',
      '= input',
      'cacheable',
      'output',
      'price of input',
      '= a call',
    ])
      expect(explained.stdout).toContain(`\n  ${term} `);
  });

  it('says what evaluations have cost', async () => {
    const { path: cwd } = createRepository([small('echo/x')]);
    await promptops(['test'], { cwd });
    const { stdout } = await promptops(['cost', 'spent', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'cost-spent',
      total: { costUsd: '0' },
      runs: [{ results: 0 }],
    });
  });
});

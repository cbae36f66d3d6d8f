import { readFileSync } from 'node:fs';
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
    const byMarket = await promptops(['cost', '--by', 'market'], { cwd });
    expect(lasting(byMarket.stdout)).toBe(lasting(outputs[1] ?? ''));
    expect(byMarket).toMatchObject({ code: 1, stderr: '' });
    const byUseCase = await promptops(['cost', '--by', 'useCase'], { cwd });
    expect(byUseCase.stdout).toContain(`\n${outputs[2]}\n`);
    const json = await promptops(['cost', '--format', 'json'], { cwd });
    const { prompts } = JSON.parse(json.stdout);
    for (const { input, base } of prompts) expect(input.tokens - base.inputTokens).toBe(200);
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createRepository } from '../helpers/repository.ts';

const prompt = (model: string) =>
  `promptops: 1\nmodel: ${model}\nmessages: [{ role: user, content: Hello }]\n`;
const own = (input: number) =>
  `promptops: 1\nunit: million tokens\ndate: 2026-01-01\nmodels:\n  acme/own: { input: ${input}, output: 2 }\n`;

const project = () =>
  createRepository([
    { 'prompts/a.prompt.yaml': prompt('openai/gpt-4.1-mini-2027-01-31'), 'promptops.prices.yaml': own(1) },
    { 'prompts/b.prompt.yaml': prompt('openai/gpt-4.1-minii'), 'promptops.prices.yaml': own(1.5) },
  ]).path;

it('lists, shows, compares and checks prices', async () => {
  const cwd = project();
  const run = (line: string) => promptops(['prices', ...line.split(' ')], { cwd });
  const shown = await run('show acme/own openai/gpt-4.1-mini');
  expect(shown.stdout).toMatch(/acme\/own\n.*promptops\.prices\.yaml\n.*\$1\.5\n.*\$2\n/);
  expect(shown.stdout).toContain('× 0.5');
  const changed = await run('diff HEAD~1');
  expect(changed.stdout).toMatch(/acme\/own +input +1 +1\.5 +\+50 %/);
  writeFileSync(path.join(cwd, 'prices.json'), (await run('list --format json')).stdout);
  expect((await run('diff prices.json')).stdout).toContain('the same prices');
  const verified = await run('verify');
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toMatch(/! own prices .*2026-01-01, \d+ days old/);
  expect(verified.stdout).toMatch(
    /! openai\/gpt-4\.1-mini-2027-01-31 +priced as openai\/gpt-4\.1-mini, its name without/,
  );
  expect(verified.stdout).toMatch(
    /! openai\/gpt-4\.1-minii +unpriced.*Did you mean "openai\/gpt-4\.1-mini"\?/,
  );
});

it.each([
  ['show openai/gpt-4.1-minii', 'Did you mean "openai/gpt-4.1-mini"?'],
  ['show', 'Which model?'],
  ['verfy', 'Did you mean "verify"?'],
  ['verify openai/gpt-4.1', '"prices verify" takes no'],
  ['list nosuchmodel', 'No priced model fits "nosuchmodel"'],
  ['diff', 'Type promptops prices diff'],
  ['diff no.json', 'There is no file "no.json"'],
  ['diff ../no.json', 'outside'],
  ['diff prompts/a.prompt.yaml.json', 'There is no file'],
  ['diff nowhere', 'nowhere'],
])('prices %s: exit 2', async (line, said) => {
  const { code, stdout, stderr } = await promptops(['prices', ...line.split(' ')], { cwd: project() });
  expect(stderr).toContain(said);
  expect([code, stdout]).toEqual([2, '']);
});

it('refuses own prices that make no sense, wherever a price is asked for', async () => {
  const bad = 'promptops: 1\ncurrency: EUR\nmodels: { a/b: { input: 1, output: 1 } }\n';
  const { path: cwd } = createRepository([
    { 'prompts/a.prompt.yaml': prompt('echo/x'), 'promptops.prices.yaml': bad },
  ]);
  for (const line of [['prices', 'verify'], ['prices', 'list'], ['test']]) {
    const { code, stderr } = await promptops(line, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('promptops.prices.yaml:1:1  The file has no "unit".');
    expect(stderr).toContain('promptops.prices.yaml:2:11  Prices in "EUR" need a rate.');
  }
});

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const prompt = (at: number) =>
  `promptops: 1\nmodel: { id: openai/gpt-4.1-mini-2025-04-14 }\nmessages: [{ role: user, content: "Say {{> tone}} ${at}" }]\n`;

const folderOf = (prompts: number): string =>
  createFolder({
    'promptops.yaml': 'promptops: 1\n',
    'partials/tone.hbs': 'hello',
    ...Object.fromEntries(
      Array.from({ length: prompts }, (_, at) => [`prompts/p${at}.prompt.yaml`, prompt(at)]),
    ),
  });

const lint = async (cwd: string, ...more: readonly string[]) =>
  (await promptops(['lint', '--format', 'json', ...more], { cwd })).stdout;

const cacheOf = (cwd: string) => path.join(cwd, '.promptops/cache/lint.json');

it('says the same with and without what an earlier run left', async () => {
  const cwd = folderOf(80);
  const cold = await lint(cwd);
  expect(JSON.parse(cold).totals.errors).toBe(80);
  const left = readFileSync(cacheOf(cwd));
  expect(await lint(cwd)).toBe(cold);
  expect(readFileSync(cacheOf(cwd)).equals(left)).toBe(true);

  appendFileSync(path.join(cwd, 'prompts/p7.prompt.yaml'), 'ouput: {}\n');
  writeFileSync(path.join(cwd, 'partials/tone.hbs'), '{{name}}');
  const edited = await lint(cwd);
  expect(edited).toContain('ouput');
  expect(edited).toContain('template/undefined-variable');
  expect(await lint(cwd, '--no-cache')).toBe(edited);

  writeFileSync(cacheOf(cwd), readFileSync(cacheOf(cwd), 'utf8').replaceAll('ouput', 'input'));
  expect(await lint(cwd)).toBe(edited);
});

it('keeps nothing of a few prompts, or where it is told so', async () => {
  const few = folderOf(3);
  await lint(few);
  expect(existsSync(cacheOf(few))).toBe(false);
  const many = folderOf(80);
  await lint(many, '--no-cache');
  expect(existsSync(path.join(many, '.promptops'))).toBe(false);
});

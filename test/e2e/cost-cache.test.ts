import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const prompt = (at: number) =>
  `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\nmessages: [{ role: user, content: "Say {{> tone}} ${at}" }]\n`;

const folderOf = (prompts: number): string =>
  createFolder({
    'promptops.yaml': 'promptops: 1\n',
    'promptops.traffic.yaml': 'promptops: 1\nprompts: { "**": { callsPerDay: 1000 } }\n',
    'partials/tone.hbs': 'hello',
    ...Object.fromEntries(
      Array.from({ length: prompts }, (_, at) => [`prompts/p${at}.prompt.yaml`, prompt(at)]),
    ),
  });

const cost = async (cwd: string, ...more: readonly string[]) =>
  (await promptops(['cost', '--no-base', '--format', 'json', ...more], { cwd })).stdout;

const cacheOf = (cwd: string) => path.join(cwd, '.promptops/cache/cost.json');

it('says the same with and without what an earlier run left', async () => {
  const cwd = folderOf(80);
  const cold = await cost(cwd);
  expect(JSON.parse(cold).prompts).toHaveLength(80);
  const left = readFileSync(cacheOf(cwd));
  expect(await cost(cwd)).toBe(cold);
  expect(readFileSync(cacheOf(cwd)).equals(left)).toBe(true);

  writeFileSync(
    path.join(cwd, 'promptops.traffic.yaml'),
    'promptops: 1\nprompts: { p7: { callsPerDay: 5 } }\n',
  );
  writeFileSync(path.join(cwd, 'partials/tone.hbs'), 'hello to everybody here');
  const edited = await cost(cwd);
  expect(edited).not.toBe(cold);
  expect(await cost(cwd, '--no-cache')).toBe(edited);
  const elsewhere = ['--models', 'openai/gpt-4o-mini'];
  expect(await cost(cwd, ...elsewhere)).toBe(await cost(cwd, '--no-cache', ...elsewhere));

  writeFileSync(cacheOf(cwd), readFileSync(cacheOf(cwd), 'utf8').replaceAll('"text":', '"text":1'));
  expect(await cost(cwd)).toBe(edited);
});

it('refuses a prompt that was broken since, and prices it when it is mended', async () => {
  const cwd = folderOf(80);
  const cold = await cost(cwd);
  const file = path.join(cwd, 'prompts/p7.prompt.yaml');
  appendFileSync(file, 'ouput: {}\n');
  const broken = await promptops(['cost', '--no-base'], { cwd });
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('p7.prompt.yaml:4:1') });
  writeFileSync(file, prompt(7));
  expect(await cost(cwd)).toBe(cold);
});

it('keeps nothing of a few prompts, or where it is told so', async () => {
  const few = folderOf(3);
  await cost(few);
  expect(existsSync(cacheOf(few))).toBe(false);
  const many = folderOf(80);
  await cost(many, '--no-cache');
  expect(existsSync(path.join(many, '.promptops'))).toBe(false);
});

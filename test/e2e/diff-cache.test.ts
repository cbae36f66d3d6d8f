import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];

const filesOf = (word: string, some = ids) =>
  Object.fromEntries(
    some.flatMap((id) => [
      [
        `prompts/${id}.prompt.yaml`,
        `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\ninputs: { text: { type: string } }\nmessages: [{ role: user, content: "${word} {{text}}" }]\n`,
      ],
      [
        `prompts/${id}.test.yaml`,
        'promptops: 1\ntests: [{ id: one, vars: { text: Hi }, assert: [{ type: contains, value: Hi }] }]\n',
      ],
    ]),
  );

const diff = async (cwd: string, ...more: readonly string[]) => {
  const { code, stdout, stderr } = await promptops(['diff', '--format', 'json', ...more], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const cacheOf = (cwd: string) => path.join(cwd, '.promptops/cache/diff.json');

it('says the same with and without what an earlier diff left', async () => {
  const repository = createRepository([filesOf('Say')]);
  const cwd = repository.path;
  repository.write(filesOf('Sing'));
  const cold = await diff(cwd);
  expect(JSON.parse(cold)).toMatchObject({ totals: { prompts: 5 }, renders: { length: 5 } });
  const left = readFileSync(cacheOf(cwd));
  expect(await diff(cwd)).toBe(cold);
  expect(readFileSync(cacheOf(cwd)).equals(left)).toBe(true);
  expect(repository.git('status', '--porcelain')).not.toContain('.promptops');

  repository.write(filesOf('Whisper', ['b']));
  const edited = await diff(cwd);
  expect(edited).toContain('Whisper');
  expect(await diff(cwd, '--no-cache')).toBe(edited);
  expect(JSON.parse(await diff(cwd, '--', 'b')).totals.prompts).toBe(1);
});

it('believes nothing that is damaged or was written elsewhere', async () => {
  const repository = createRepository([filesOf('Say')]);
  const cwd = repository.path;
  repository.write(filesOf('Sing'));
  const cold = await diff(cwd);
  const left = readFileSync(cacheOf(cwd), 'utf8');
  const lying = left.replaceAll('Sing', 'Hide');
  expect(lying).not.toBe(left);
  for (const content of [lying, left.slice(0, -9), '', '{}']) {
    writeFileSync(cacheOf(cwd), content);
    expect(await diff(cwd)).toBe(cold);
  }
  const copy = path.join(createFolder(), 'copy');
  cpSync(cwd, copy, { recursive: true });
  const [seal] = readFileSync(cacheOf(copy), 'utf8').split('\n');
  await diff(copy);
  expect(readFileSync(cacheOf(copy), 'utf8').split('\n')[0]).not.toBe(seal);
});

it('keeps nothing of a few prompts, in a bare repository, or where it is told so', async () => {
  const repository = createRepository([filesOf('Say'), filesOf('Sing')]);
  const cwd = repository.path;
  await diff(cwd, '--no-cache');
  await diff(cwd, 'main', 'main');
  expect(existsSync(path.join(cwd, '.promptops'))).toBe(false);
  const bare = path.join(createFolder(), 'bare.git');
  repository.git('clone', '--quiet', '--bare', cwd, bare);
  expect(JSON.parse(await diff(bare, 'main~1', 'main')).totals.prompts).toBe(5);
  expect(existsSync(path.join(bare, '.promptops'))).toBe(false);
});

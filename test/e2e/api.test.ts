import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

const prompt = (text: string) =>
  `promptops: 1\nmodel: openai/gpt-4.1-mini\ninputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "${text} {{name}}" }\n`;
const page = 'prompts.api.md';

it('writes the page, and says when it is not what it should be', async () => {
  const repository = createRepository([
    { 'prompts/b.prompt.yaml': prompt('Hello'), 'prompts/a/c.prompt.yaml': prompt('Bye') },
  ]);
  const run = (...args: string[]) => promptops(args, { cwd: repository.path });
  const read = () => readFileSync(path.join(repository.path, page), 'utf8');
  const ofFile = 'prompts/b.prompt.yaml';

  const missing = await run('api', '--check');
  expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining('promptops api') });
  expect((await run('api', '--dry-run')).code).toBe(0);
  expect(repository.git('status', '--porcelain')).toBe('');
  expect((await run('lint', '--format', 'json')).stdout).not.toContain('api/stale');

  expect((await run('api')).code).toBe(0);
  const first = read();
  expect(first.match(/^## .*$/gm)).toEqual(['## a/c', '## b']);
  expect((await run('api', '--check')).code).toBe(0);
  await run('api');
  expect(read()).toBe(first);

  repository.write({ [ofFile]: prompt('Good day') });
  const stale = await run('api', '--check', '--format', 'json');
  expect(stale.code).toBe(1);
  expect(JSON.parse(stale.stdout)).toMatchObject({
    verdict: 'failed',
    changed: [{ prompt: 'b', what: 'changed' }],
  });
  const lint = JSON.parse((await run('lint', '--format', 'json')).stdout);
  const found = lint.findings.filter(({ id }: { id: string }) => id === 'api/stale');
  expect(found).toMatchObject([{ path: page, level: 'warning', message: expect.stringContaining('"b"') }]);

  repository.write({ [ofFile]: null, 'prompts/d.prompt.yaml': prompt('New') });
  const moved = JSON.parse((await run('api', '--format', 'json')).stdout);
  expect(moved.changed).toEqual([
    { prompt: 'b', what: 'gone' },
    { prompt: 'd', what: 'new' },
  ]);
  // A checkout with the line ends of Windows is the same page.
  writeFileSync(path.join(repository.path, page), read().replaceAll('\n', '\r\n'));
  expect((await run('api', '--check')).code).toBe(0);
});

it('refuses what it did not write, and prompts that cannot be read', async () => {
  const repository = createRepository([
    { 'prompts/a.prompt.yaml': prompt('Hello'), [page]: '# Our notes\n' },
  ]);
  const foreign = await promptops(['api'], { cwd: repository.path });
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining('was not written by promptops') });
  repository.write({ [page]: null, 'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [' });
  const broken = await promptops(['api'], { cwd: repository.path });
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('prompts/a.prompt.yaml') });
  const empty = createFolder();
  expect(await promptops(['api'], { cwd: empty })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no prompt'),
  });
  expect(readdirSync(empty)).toEqual([]);
});

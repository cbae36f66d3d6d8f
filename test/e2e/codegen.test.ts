import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

const prompt = (input: string, status = 'active') =>
  `promptops: 1\nmodel: openai/gpt-4.1-mini\nmetadata: { status: ${status} }\ninputs: { ${input}: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{${input}}}" }\n`;

it('writes the types of all prompts but drafts, and says when they are not what they should be', async () => {
  const repository = createRepository([
    {
      'promptops.yaml': 'promptops: 1\nbundles: { a: ["a/*"], b: ["b"] }\n',
      'prompts/a/one.prompt.yaml': prompt('name'),
      'prompts/b.prompt.yaml': prompt('text'),
      'prompts/c.prompt.yaml': prompt('x', 'draft'),
      'sub/x.txt': '',
    },
  ]);
  const run = (...args: string[]) => promptops(['codegen', ...args], { cwd: repository.path });
  const read = (file: string) => readFileSync(path.join(repository.path, file), 'utf8');

  expect(await run('src/prompts.d.ts', '--check')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('promptops codegen src/prompts.d.ts\n'),
  });
  expect((await run('--dry-run')).code).toBe(0);
  expect(repository.git('status', '--porcelain')).toBe('');

  expect((await run('src/prompts.d.ts')).code).toBe(0);
  expect(read('src/prompts.d.ts').match(/(?<=^ {2}readonly ).*(?=: \{$)/gm)).toEqual(['"a/one"', '"b"']);
  expect((await run('src/prompts.d.ts', '--check')).code).toBe(0);

  repository.write({ 'prompts/b.prompt.yaml': prompt('question') });
  const stale = await run('src/prompts.d.ts', '--check', '--format', 'json');
  expect(stale.code).toBe(1);
  expect(JSON.parse(stale.stdout)).toMatchObject({
    verdict: 'failed',
    changed: true,
    prompts: ['a/one', 'b'],
  });

  expect((await run('--bundle', 'a', './types.ts')).code).toBe(0);
  expect(read('types.ts')).not.toContain('"b"');
  const below = await promptops(['-C', 'sub', 'codegen', './x.d.ts'], { cwd: repository.path });
  expect(below.code).toBe(0);
  expect(read('sub/x.d.ts')).toContain('question');
});

it('names what a schema demands and no render checks', async () => {
  const text = prompt('mail').replace('type: string', 'type: string, format: email, minLength: 3');
  const cwd = createFolder({ 'prompts/a.prompt.yaml': text, 'prompts/b.prompt.yaml': prompt('x') });
  const { code, stdout } = await promptops(['codegen'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('types of 2 prompts\nNot checked when "a" is rendered: mail: format.\n');
  const json = JSON.parse((await promptops(['codegen', '--format', 'json'], { cwd })).stdout);
  expect(json.notes).toEqual(['Not checked when "a" is rendered: mail: format.']);
});

it('refuses what it did not write, cannot be TypeScript, or is not there', async () => {
  const files = { 'prompts/a.prompt.yaml': prompt('name'), 'prompts.d.ts': 'export type Mine = 1;\n' };
  const cwd = createFolder(files);
  const refused = async (...args: string[]) => {
    const { code, stderr } = await promptops(['codegen', ...args], { cwd });
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused()).toContain('"prompts.d.ts" was not written by promptops');
  expect(await refused('types.json')).toContain('is no name for TypeScript');
  expect(await refused('../out.d.ts')).toContain('outside');
  expect(await refused('--bundle', 'prompt')).toContain('Did you mean "prompts"?');
  const drafts = createFolder({ 'prompts/a.prompt.yaml': prompt('name', 'draft') });
  expect(await promptops(['codegen'], { cwd: drafts })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Drafts are in no bundle'),
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createRepository } from '../helpers/repository.ts';

const prompt = (temperature: number, text: string) => `promptops: 1
model: { id: echo/x, params: { temperature: ${temperature} } }
messages:
  - { id: rules, role: system, content: "${text}" }
  - { id: ask, role: user, content: Hello }
`;

const changed = () =>
  createRepository([
    { 'prompts/a.prompt.yaml': prompt(0, 'Be brief.'), 'prompts/b.prompt.yaml': prompt(0, 'Be kind.') },
    { 'prompts/a.prompt.yaml': prompt(0.5, 'Be brief. Be kind.') },
  ]);

it('says what changed between two commits, and prints JSON that its schema describes', async () => {
  const { path: cwd } = changed();
  const { code, stdout } = await promptops(['diff', 'HEAD~1', 'HEAD'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^⚠ dangerous {2}bump patch/);
  expect(stdout).toContain('Parameter "temperature": 0 → 0.5.');
  expect(stdout).not.toContain('prompts/b');
  const json = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'json'], { cwd });
  const schema = readFileSync(path.join(repositoryFolder, 'schemas/report-diff.schema.json'), 'utf8');
  const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(schema));
  const report = JSON.parse(json.stdout);
  expect(validate(report) ? [] : validate.errors).toEqual([]);
  expect(report).toMatchObject({ kind: 'diff', exitCode: 0, level: 'dangerous', bump: 'patch' });
});

it.each([
  ['HEAD~1', 0],
  ['HEAD~1 --exit-code', 1],
  ['HEAD --exit-code', 0],
  ['HEAD~1 --fail-on dangerous', 1],
  ['HEAD~1 --fail-on breaking', 0],
  ['HEAD --fail-on any', 0],
  ['HEAD~1 --fail-on all', 2],
  ['nowhere', 2],
])('diff %s exits with %i', async (line, expected) => {
  const { code, stderr } = await promptops(['diff', ...line.split(' ')], { cwd: changed().path });
  expect(code, stderr).toBe(expected);
});

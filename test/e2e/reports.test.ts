import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const ajv = new Ajv({ strict: false, allErrors: true });

const project = {
  'prompts/a.prompt.yaml': `promptops: 1
model: { id: echo/x }
inputs: { name: { type: string } }
messages: [{ role: user, content: "Hi {{name}} @team | \`\`\`" }]
`,
  'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: passes, vars: { name: Ann }, assert: [{ type: contains, value: Ann }] }
  - { id: fails, vars: { name: "<b>&]]>" }, critical: true, assert: [{ type: equals, value: "Hi\\nBo" }] }
  - { id: misses, model: openai/gpt-4.1-mini, vars: { name: Cy }, assert: [{ type: contains, value: Cy }] }
  - { id: skipped, skip: true, vars: { name: Di }, assert: [{ type: contains, value: Di }] }
`,
  'prompts/b.prompt.yaml': 'promptops: 1\nmodel: { id: echo/x }\nmessages: [{ role: usr, content: Hi }]\n',
};

it.each([
  ['test a', 'test'],
  ['test a --case passes', 'test'],
  ['lint', 'lint'],
  ['lint --quiet', 'lint'],
  ['list', 'list'],
  ['show a --case passes', 'show'],
  ['doctor', 'doctor'],
  ['init --dry-run', 'init'],
  ['new c --dry-run', 'init'],
  ['explain tests/none', 'explain'],
  ['explain', 'rules'],
  ['fmt --check', 'fmt'],
  ['lint --print-config prompts/a.prompt.yaml', 'lint-config'],
])('%s prints JSON that its schema describes, and its exit code', async (line, kind) => {
  const { code, stdout, stderr } = await promptops([...line.split(' '), '--format', 'json'], {
    cwd: createFolder(project),
  });
  const report = JSON.parse(stdout);
  const schema = path.join(repositoryFolder, `schemas/report-${kind}.schema.json`);
  const validate = ajv.compile({ ...JSON.parse(readFileSync(schema, 'utf8')), $id: undefined });
  expect(validate(report) ? [] : validate.errors, stderr).toEqual([]);
  expect(report).toMatchObject({ kind, schemaVersion: 1, exitCode: code });
});

it('says the same in every format of a run with a pass, a failure, a miss and a skipped case', async () => {
  const cwd = createFolder(project);
  const outputs = ['json', 'junit', 'markdown', 'github', 'html'].flatMap((format) => [
    '--output',
    `${format}=${format}.out`,
  ]);
  const { code, stdout } = await promptops(['test', 'a', ...outputs], { cwd });
  const file = (format: string): string => readFileSync(path.join(cwd, `${format}.out`), 'utf8');
  // A failed critical case is an answer, whatever else is missing.
  expect(code).toBe(1);
  expect(JSON.parse(file('json')).totals).toMatchObject({
    cases: 4,
    passed: 1,
    failed: 1,
    errored: 1,
    skipped: 1,
  });
  expect(stdout).toContain('4 cases: 1 passed, 1 failed, 1 error, 1 skipped');
  expect(XMLValidator.validate(file('junit'))).toBe(true);
  expect(file('junit')).toMatch(/tests="4" failures="1" errors="1" skipped="1"/);
  expect(file('markdown')).toContain('1 passed, 1 failed, 1 error, 1 skipped');
  const prose = file('markdown').replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '');
  expect(prose).not.toContain('@team');
  expect(file('github')).toMatch(/^::error file=prompts\/a\.test\.yaml,line=4,/m);
  const [, data = ''] = /id="data">(.*?)<\/script>/.exec(file('html')) ?? [];
  expect(JSON.parse(data)).toMatchObject({ cases: 4, test: { totals: { passed: 1, failed: 1 } } });
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/report-lint.schema.json' with { type: 'json' };
import { lintFiles } from '../../src/commands/lint.ts';
import { lintConfig } from '../../src/commands/lint-config.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const config = 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n';
const prompt = [
  'promptops: 1',
  '# Speaks of n. # twice',
  'inputs: { n: { type: integer } }',
  'messages:',
  '  - role: user # who',
  '    content: |',
  '      {"n": {{n}}}',
  '',
].join('\n');
const test = [
  'promptops: 1',
  'tests:',
  '  - id: first',
  '    skip: true',
  '    vars: { n: 1 }',
  '    assert: [{ type: contains, value: n }]',
  '',
].join('\n');
const files = { 'promptops.yaml': config, 'prompts/a.prompt.yaml': prompt, 'prompts/a.test.yaml': test };
const ci = { CI: '1' };
const readOf = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');
const validate = new Ajv({ strict: false }).compile(schema);

describe('lint --fix', () => {
  it('mends in rounds, keeps comments and order, and reports what it did and what is left', async () => {
    const folder = createFolder(files);
    const report = await lintFiles({ fix: true }, contextAt(folder, ci));
    expect(report.fixes?.fixed.map(({ id, what }) => `${id}: ${what}`).sort()).toEqual([
      'template/brace-collision: Put a space between the braces.',
      'tests/only-or-skip: Remove "skip".',
    ]);
    expect(report.fixes?.dryRun).toBe(false);
    expect(report.findings.filter(({ fix }) => fix)).toEqual([]);
    expect(readOf(folder, 'prompts/a.prompt.yaml')).toBe(prompt.replace('}}}', '}} }'));
    expect(readOf(folder, 'prompts/a.test.yaml')).toBe(test.replace('    skip: true\n', ''));
    const again = await lintFiles({ fix: true }, contextAt(folder, ci));
    expect(again.fixes).toEqual({ dryRun: false, fixed: [], files: [] });
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(true);
  });

  it('writes nothing on a dry run: findings are those of today, and the patch says what would change', async () => {
    const folder = createFolder(files);
    const report = await lintFiles({ fix: true, dryRun: true }, contextAt(folder, ci));
    expect(report.exitCode).toBe(1);
    expect(report.findings.map(({ id }) => id)).toContain('template/brace-collision');
    const patch = report.fixes?.files.find((file) => file.path === 'prompts/a.prompt.yaml')?.patch;
    expect(patch).toContain('-      {"n": {{n}}}\n+      {"n": {{n}} }\n');
    for (const [file, text] of Object.entries(files)) expect(readOf(folder, file)).toBe(text);
  });

  it('makes a patch that git applies', async () => {
    const repository = createRepository([files]);
    const report = await lintFiles({ fix: true, dryRun: true }, contextAt(repository.path, ci));
    repository.write({ 'x.patch': (report.fixes?.files ?? []).map(({ patch }) => patch).join('') });
    repository.git('apply', 'x.patch');
    expect(readOf(repository.path, 'prompts/a.test.yaml')).toBe(test.replace('    skip: true\n', ''));
  });

  it('removes a byte order mark', async () => {
    const folder = createFolder({ ...files, 'prompts/a.prompt.yaml': `\ufeff${prompt}` });
    await lintFiles({ fix: true }, contextAt(folder));
    expect(readOf(folder, 'prompts/a.prompt.yaml')).toBe(prompt.replace('}}}', '}} }'));
  });

  it('leaves a suppression alone that speaks in CI only, or of a prompt that cannot be read yet', async () => {
    const said =
      '  # promptops-disable-next-line tests/only-or-skip -- waits for the new model\n  - id: first\n';
    const folder = createFolder({
      ...files,
      'prompts/a.test.yaml': test.replace('  - id: first\n    skip: true\n', `${said}    skip: true\n`),
    });
    const report = await lintFiles({ fix: true }, contextAt(folder));
    expect(report.fixes?.fixed.map(({ id }) => id)).toEqual(['template/brace-collision']);
    expect(readOf(folder, 'prompts/a.test.yaml')).toContain(said);
  });

  it.each([
    [{ fix: true, ref: 'HEAD' }, '--fix'],
    [{ writeBaseline: true, ref: 'HEAD' }, '--write-baseline'],
    [{ fix: true, staged: true }, '--staged'],
    [{ dryRun: true }, '--dry-run'],
    [{ writeBaseline: true, baseline: false }, '--no-baseline'],
    [{ writeBaseline: true, paths: ['a'] }, 'whole project'],
  ])('refuses %j', async (options, named) => {
    const { path: cwd } = createRepository([files]);
    await expect(lintFiles(options, contextAt(cwd))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(named),
    });
  });
});

describe('a baseline', () => {
  const unused =
    'promptops: 1\ninputs: { a: { type: string, default: x } }\nmessages: [{ role: user, content: Hi }]\n';
  const two = { ...files, 'prompts/b.prompt.yaml': unused };

  it('accepts what is found today, reports what is new, and says what is no longer found', async () => {
    const folder = createFolder(two);
    const written = await lintFiles({ writeBaseline: true }, contextAt(folder));
    expect(written).toMatchObject({
      verdict: 'passed',
      findings: [],
      baseline: { written: true, stale: [] },
    });
    expect(written.baseline?.accepted).toBeGreaterThan(2);
    const before = readOf(folder, 'promptops.baseline.json');

    const quiet = await lintFiles({}, contextAt(folder));
    expect(quiet).toMatchObject({ verdict: 'passed', findings: [], baseline: { written: false, stale: [] } });
    expect(validate(JSON.parse(JSON.stringify(quiet)))).toBe(true);
    expect((await lintFiles({ baseline: false }, contextAt(folder))).findings.length).toBe(
      quiet.baseline?.accepted,
    );

    await lintFiles({ fix: true }, contextAt(folder));
    const mended = await lintFiles({}, contextAt(folder));
    expect(mended.baseline?.stale.map(({ rule }) => rule)).toEqual(['template/brace-collision']);
    expect(mended.notes.join()).toContain('--write-baseline');
    expect((await lintFiles({ paths: ['b'] }, contextAt(folder))).baseline?.stale).toEqual([]);
    await lintFiles({ writeBaseline: true }, contextAt(folder));
    expect(readOf(folder, 'promptops.baseline.json').split('\n').length).toBe(before.split('\n').length - 1);
  });

  it('never accepts what every command refuses', async () => {
    const folder = createFolder({
      ...files,
      'prompts/b.prompt.yaml': 'promptops: 1\npromptops: 1\nmessages: []\n',
    });
    const report = await lintFiles({ writeBaseline: true }, contextAt(folder));
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 1 });
    expect(report.findings.map(({ id }) => id)).toEqual(['schema/duplicate-key']);
  });

  it('is not written on a dry run', async () => {
    const folder = createFolder(two);
    const report = await lintFiles({ writeBaseline: true, dryRun: true }, contextAt(folder));
    expect(report.baseline?.written).toBe(false);
    expect(existsSync(path.join(folder, 'promptops.baseline.json'))).toBe(false);
  });

  it.each(['{', '[]', '{"baseline":2,"findings":[]}', '{"baseline":1,"findings":[{"rule":"a/b"}]}'])(
    'is refused when it is none: %s',
    async (text) => {
      const folder = createFolder({ ...files, 'promptops.baseline.json': text });
      await expect(lintFiles({}, contextAt(folder))).rejects.toMatchObject({ code: 'invalid-project' });
    },
  );
});

describe('lint --print-config', () => {
  const folder = () =>
    createFolder({
      ...files,
      'promptops.yaml': `${config}lint:\n  extends: strict\n  rules: { id/format: error }\n  overrides:\n    - { files: [prompts/**], rules: { id/format: off, model/unpinned: warn } }\n`,
    });

  it('says how each rule is set for a file, overrides included', async () => {
    const { rules, file, preset } = await lintConfig('prompts/a.prompt.yaml', contextAt(folder()), null);
    expect({ file, preset }).toEqual({ file: 'prompts/a.prompt.yaml', preset: 'strict' });
    expect(rules['id/format']).toEqual({ level: 'off', chosen: true, options: null });
    expect(rules['vars/no-description']).toEqual({ level: 'warning', chosen: false, options: null });
    const top = await lintConfig('promptops.yaml', contextAt(folder()), null);
    expect(top.rules['id/format']).toEqual({ level: 'error', chosen: true, options: null });
  });

  it('asks for a file that is there', async () => {
    await expect(lintConfig('prompts/b.prompt.yaml', contextAt(folder()), null)).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('prompts/a.prompt.yaml'),
    });
  });
});

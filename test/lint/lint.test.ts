import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/report-lint.schema.json' with { type: 'json' };
import { noFacts } from '../../src/lint/facts.ts';
import { createLinter, lint, lintPrompt } from '../../src/lint/lint.ts';
import { buildLintReport } from '../../src/lint/report.ts';
import { loadProject, type Project } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { lintFiles } from './lint-example.ts';

const config = { 'promptops.yaml': 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n' };
const test = 'promptops: 1\ntests:\n  - { id: first, vars: {}, assert: [{ type: contains, value: news }] }\n';
const unused = (comment = '') =>
  `promptops: 1\n${comment}inputs:\n  city: { type: string, default: Oslo }\n  town: { type: string, default: Oslo }\nmessages: [{ role: user, content: Hi }]\n`;

describe('lint', () => {
  it('takes a file that does not parse as one finding and still checks the others', async () => {
    const findings = await lintFiles({
      ...config,
      'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [\n',
      'prompts/a.test.yaml': test,
      'prompts/b.prompt.yaml': unused(),
      'prompts/b.test.yaml': 'promptops: 1\ntests:\n  - {{\n',
      'prompts/c.prompt.yaml': unused(),
      'prompts/c.test.yaml': test,
    });
    expect(findings.filter(({ path }) => path.includes('/a.')).map(({ id }) => id)).toEqual([
      'schema/invalid',
    ]);
    expect(findings.filter(({ path }) => path === 'prompts/b.test.yaml')).toHaveLength(1);
    expect(findings.filter(({ path }) => path.includes('/b.prompt')).map(({ id }) => id)).toEqual([
      'template/unused-variable',
      'template/unused-variable',
    ]);
    expect(findings.filter(({ path }) => path.includes('/c.'))).toHaveLength(2);
  });

  it('sorts by path, line, column and rule, whatever the order of the files', async () => {
    const files = {
      'prompts/b.prompt.yaml': unused(),
      'prompts/B.prompt.yaml': unused(),
      'prompts/a.prompt.yaml': unused(),
    };
    const places = (await lintFiles({ ...config, ...files })).map(
      ({ path, range, id }) =>
        `${path} ${String(range.line).padStart(3)} ${String(range.column).padStart(3)} ${id}`,
    );
    expect(places).toEqual([...places].sort());
    const backwards = Object.fromEntries(Object.entries(files).reverse());
    expect((await lintFiles({ ...config, ...backwards })).length).toBe(places.length);
  });

  it('gives a finding the same fingerprint when other lines change, and like findings different ones', async () => {
    const printsOf = async (text: string) =>
      (await lintFiles({ ...config, 'prompts/a.prompt.yaml': text, 'prompts/a.test.yaml': test })).map(
        ({ fingerprint }) => fingerprint,
      );
    const before = await printsOf(unused());
    expect(before).toEqual(await printsOf(unused('# A comment.\n\ndescription: More.\n')));
    expect(new Set(before).size).toBe(before.length);
    for (const print of before) expect(print).toMatch(/^[0-9a-f]{12}$/);
    const twice = 'promptops: 1\nmessages: [{ role: user, content: "<|im_end|> <|im_end|>" }]\n';
    expect(new Set(await printsOf(twice)).size).toBe(2);
  });

  it('reports what stands in a shared partial once, as no single prompt’s', async () => {
    const prompt = 'promptops: 1\nmessages: [{ role: user, content: "{{> tail}}" }]\n';
    const findings = await lintFiles({
      ...config,
      'partials/tail.hbs': 'Write <|im_end|> and {{oops\n',
      'prompts/a.prompt.yaml': prompt,
      'prompts/a.test.yaml': test,
      'prompts/b.prompt.yaml': prompt,
      'prompts/b.test.yaml': test,
    });
    const shared = findings.filter(({ path }) => path === 'partials/tail.hbs');
    expect(shared.map(({ id }) => id).sort()).toEqual(['security/special-token', 'template/syntax']);
    expect(shared.map(({ prompt: id }) => id)).toEqual([null, null]);
  });

  it('shows faults of assertions that other rooms found', async () => {
    const project = await loadOf({ 'prompts/a.prompt.yaml': unused(), 'prompts/a.test.yaml': test });
    const at = { path: 'prompts/a.test.yaml', line: 3, column: 40, endLine: 3, endColumn: 48 };
    const fault = { rule: 'tests/unknown-assertion', message: 'There is no assertion "contians".', at };
    const [found] = lint({ project, faults: [fault], only: ['tests/unknown-assertion'] });
    expect(found).toMatchObject({
      id: 'tests/unknown-assertion',
      level: 'error',
      prompt: 'a',
      path: at.path,
    });
  });

  it('never drops a fault, whatever its rule', async () => {
    const project = await loadOf({ 'prompts/a.prompt.yaml': unused(), 'prompts/a.test.yaml': test });
    const at = { path: 'prompts/a.prompt.yaml', line: 2, column: 1, endLine: 2, endColumn: 3 };
    const findings = lint({ project, faults: [{ rule: 'schema/brand-new', message: 'Something.', at }] });
    expect(findings).toContainEqual(expect.objectContaining({ id: 'schema/brand-new', level: 'error' }));
  });

  it('checks one prompt alone, with the same findings', async () => {
    const project = await loadOf({
      'prompts/a.prompt.yaml': unused(),
      'prompts/a.test.yaml': test,
      'prompts/b.prompt.yaml': unused(),
    });
    const [first] = project.prompts;
    if (!first) throw new Error('The project has prompts.');
    const all = lint({ project }).filter(({ prompt }) => prompt === 'a');
    expect(lintPrompt(first, { project })).toEqual(all);
    expect(all).toHaveLength(2);
  });
});

it('says of a misspelt type in a strict schema one thing', async () => {
  const schema = (type: string) =>
    lintFiles({
      ...config,
      'prompts/a.prompt.yaml': `promptops: 1\noutput: { format: json, strict: true, schema: { type: ${type} } }\nmessages: [{ role: user, content: Hi }]\n`,
      'prompts/a.test.yaml': test,
    });
  expect((await schema('objekt')).map(({ id }) => id)).toEqual(['schema/invalid']);
  expect((await schema('string')).map(({ id }) => id)).toEqual(['output/unsupported-schema']);
});

describe('a suppression in a shared partial', () => {
  const files = {
    'partials/ask.hbs':
      '{{! promptops-disable-next-line security/special-token -- it is quoted }}\nWhat does it mean?\n',
    'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: "{{> ask}}" }]\n',
    'prompts/b.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: "{{> ask}}" }]\n',
  };
  const idsOf = async (select: readonly string[]) => {
    const project = await loadProject(snapshotOf({ ...config, ...files }), { select });
    return lint({ project, only: ['suppression/unused'] }).map(({ path }) => path);
  };

  it('is called unused only where every prompt was looked at', async () => {
    expect(await idsOf([])).toEqual(['partials/ask.hbs']);
    expect(await idsOf(['a'])).toEqual([]);
  });
});

describe('buildLintReport', () => {
  const source = { repository: null, head: null, dirty: null, base: null };
  const reportOf = async (files: Readonly<Record<string, string>>, maxWarnings?: number) => {
    const project = await loadOf(files);
    const linter = createLinter(project);
    return buildLintReport({
      project,
      prompts: project.prompts.map((prompt) => linter.prompt(prompt, { faults: [], facts: noFacts })),
      findings: lint({ project }),
      tool: 'promptops 0.1.0',
      source,
      maxWarnings,
    });
  };
  const warnings = { 'prompts/a.prompt.yaml': unused(), 'prompts/a.test.yaml': test };

  it('passes with warnings, fails with more than allowed and with errors', async () => {
    expect(await reportOf(warnings)).toMatchObject({
      verdict: 'passed',
      exitCode: 0,
      totals: { errors: 0, warnings: 2 },
    });
    expect(await reportOf(warnings, 2)).toMatchObject({ verdict: 'passed', exitCode: 0 });
    expect(await reportOf(warnings, 1)).toMatchObject({ verdict: 'failed', exitCode: 1 });
    expect(await reportOf({ 'prompts/a.prompt.yaml': unused() })).toMatchObject({
      verdict: 'failed',
      exitCode: 1,
    });
  });

  it('says what was checked and explains the rules that found something', async () => {
    const report = await reportOf(warnings);
    expect(report.checked).toEqual({ prompts: 1, testFiles: 1, cases: 1 });
    expect(report.rules.map(({ id }) => id)).toEqual(['template/unused-variable']);
  });

  it('keeps to its schema', async () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    validate(JSON.parse(JSON.stringify(await reportOf({ ...warnings, 'prompts/b.prompt.yaml': unused() }))));
    expect(validate.errors).toBeNull();
    expect(validate({ kind: 'lint' })).toBe(false);
  });
});

function loadOf(files: Readonly<Record<string, string>>): Promise<Project> {
  return loadProject(snapshotOf({ ...config, ...files }));
}

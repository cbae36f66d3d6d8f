import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ShowReport } from '../../src/commands/show.ts';
import type { CaseResult, TestReport } from '../../src/evals/report.ts';
import type { LintReport } from '../../src/lint/report.ts';
import { emptyFolder, promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { reportOf } from './worked-example.ts';

// `echo` answers with the last user message: what a rendered text shows, the cases of the fixture hold to the letter.
describe('the project whose cases are the sentences of the format', () => {
  let cwd: string;
  let report: TestReport;
  const resultsOf = (prompt: string): readonly CaseResult[] =>
    report.results.filter((result) => result.prompt === prompt);

  beforeAll(async () => {
    cwd = emptyFolder();
    cpSync(path.join(repositoryFolder, 'test/fixtures/format/echo'), cwd, { recursive: true });
    report = await reportOf<TestReport>(['test'], cwd);
  });

  it('passes, computed and free', () => {
    const missed = report.results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip');
    expect(missed.map(({ prompt, case: id, assertions }) => [prompt, id, assertions])).toEqual([]);
    expect(report).toMatchObject({
      exitCode: 0,
      totals: { costUsd: '0', skipped: 1, origin: { computed: 41 } },
    });
  });

  it('lints without an error', async () => {
    const { findings, checked } = await reportOf<LintReport>(['lint'], cwd);
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(checked.prompts).toBe(8);
  });

  it('names cases by id, else by their description, and rows by their id or digest', () => {
    expect([...new Set(resultsOf('ids').map(({ case: id }) => id))]).toEqual([
      'ete-past-the-refund-window-45-days',
      'twelve-words-that-go-on-and-on-until-sixty-characters-are-fu',
      'repeated',
      'half-is-enough',
      'weighted',
      'measured-not-gating',
      'skipped',
    ]);
    expect(resultsOf('rows').map(({ case: id }) => id)).toEqual([
      expect.stringMatching(/^yaml:[0-9a-f]{12}$/),
      'yaml:y1',
      'json:j1',
      'lines:7',
      'lines:l1',
      'csv:k-5-c1',
      'csv:k-6-c2',
      ...['many:r11', 'many:r14', 'many:r19', 'many:r3', 'many:r5'],
    ]);
    expect(resultsOf('rows').find(({ case: id }) => id === 'csv:k-5-c1')).toMatchObject({
      description: 'row c1',
      tags: ['tag-c1'],
    });
  });

  it('takes the same sample for the same seed, whatever the order of the rows', async () => {
    const file = path.join(cwd, 'data/many.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd().split('\n').reverse().join('\n'));
    const again = await reportOf<TestReport>(['test', 'rows', '--case', 'many:*'], cwd);
    expect(again.results.map(({ case: id }) => id)).toEqual(
      resultsOf('rows').flatMap(({ case: id }) => (id.startsWith('many:') ? [id] : [])),
    );
  });

  it('merges defaults, repeats, and scores by weight', () => {
    const repeated = resultsOf('ids').filter(({ case: id }) => id === 'repeated');
    expect(repeated.map(({ repeat, tags, metadata }) => [repeat, tags, metadata])).toEqual(
      [0, 1, 2].map((repeat) => [repeat, ['all', 'own'], { suite: 'ids', ticket: 'T-1' }]),
    );
    const scores = new Map(resultsOf('ids').map(({ case: id, score }) => [id, score]));
    expect(scores.get('half-is-enough')).toBe(0.5);
    expect(scores.get('weighted')).toBe(0.75);
    expect(scores.get('measured-not-gating')).toBe(1);
    const [, third] = resultsOf('ids').find(({ case: id }) => id === 'measured-not-gating')?.assertions ?? [];
    expect(third).toMatchObject({ metric: 'third', pass: false, weight: 0 });
  });

  it('asserts each turn where it stands', () => {
    const turns = resultsOf('deep/talk').find(({ case: id }) => id === 'turns');
    expect(turns?.assertions.map(({ turn, metric }) => [turn, metric])).toEqual([
      [0, null],
      [1, 'second turn'],
      [null, null],
    ]);
  });

  it('puts few-shot and the last of a history where their markers stand', async () => {
    const { rendered } = await reportOf<ShowReport>(['show', 'deep/talk', '--case', 'history'], cwd);
    expect(
      rendered?.messages.map(({ role, content: [part] }) => [role, part?.type === 'text' && part.text]),
    ).toEqual([
      ['system', 'S'],
      ['user', 'Q EQ1'],
      ['assistant', 'EA1'],
      ['user', 'Q EQ2'],
      ['assistant', 'EA2'],
      ['assistant', 'earlier'],
      ['user', 'later {{q}}'],
      ['user', 'Q now'],
    ]);
  });

  it('drops a message of white space, and says nothing of media that is not there', async () => {
    const values = await reportOf<ShowReport>(['show', 'values', '--vars', '{"v":"x"}'], cwd);
    expect(values.rendered?.messages.map(({ role }) => role)).toEqual(['user']);
    const parts = await reportOf<ShowReport>(['show', 'parts', '--case', 'with-media'], cwd);
    expect(parts.rendered?.messages[0]?.content).toEqual([
      { type: 'text', text: 'one Q\n' },
      { type: 'image', mediaType: 'image/png', base64: 'iVBORw0KGgo=', name: 'a.png' },
      { type: 'audio', mediaType: 'audio/wav', base64: 'UklGRg==', name: 'a.wav' },
      { type: 'file', mediaType: 'application/pdf', base64: 'JVBERi0xLjc=', name: 'a.pdf' },
      { type: 'text', text: 'two Q' },
    ]);
  });

  it('lays overlays in order: base, variant, locale, one model', async () => {
    const paramsWith = async (...flags: string[]) =>
      (await reportOf<ShowReport>(['show', 'old/name', '--vars', '{}', ...flags], cwd)).rendered?.params;
    expect(await paramsWith()).toEqual({ temperature: 0, topP: 0.1, seed: 1 });
    const both = ['--variant', 'terse', '--locale', 'fr'];
    expect(await paramsWith(...both)).toEqual({
      temperature: 0,
      topP: 0.3,
      maxOutputTokens: 5,
      provider: { a: 1, b: 2 },
      seed: 1,
    });
    expect(await paramsWith(...both, '--model', 'echo/long-1')).toMatchObject({
      provider: { a: 1, b: 2, c: 3 },
      seed: 2,
    });
    expect(await paramsWith('--model', 'openai/gpt-4.1')).toMatchObject({ seed: 9 });
  });
});

describe('a sensitive value', () => {
  const secrets = { text: 'hunter2-topsecret', name: 'Lovelace-secret', picture: 'c2VjcmV0LXBpY3R1cmU=' };
  const files = {
    'promptops.yaml': 'promptops: 1\nmodel: echo/x\n',
    'prompts/p.prompt.yaml': `promptops: 1
inputs:
  text: { type: string, sensitive: true, pattern: ^hunter }
  person: { type: object, properties: { name: { type: string } }, sensitive: true }
  picture: { type: image, sensitive: true }
messages:
  - role: user
    content:
      - text: "{{text}} {{person.name}} {{json person}}"
      - image: "{{picture}}"
`,
    'prompts/p.test.yaml': `promptops: 1
defaultTest:
  vars: { text: ${secrets.text}, person: { name: ${secrets.name} }, picture: "data:image/png;base64,${secrets.picture}" }
tests:
  - { id: seen, metadata: { of: ${secrets.name} }, assert: [{ type: contains, value: ${secrets.text} }] }
  - { id: missed, assert: [{ type: contains, value: nowhere }, { type: equals, value: ${secrets.name} }] }
`,
  };
  const leaks = (text: string) => Object.values(secrets).filter((secret) => text.includes(secret));

  it('reaches the model, and no report, journal or terminal', async () => {
    const cwd = createFolder(files);
    const json = path.join(cwd, 'report.json');
    const tested = await promptops(['test', '--output', `json=${json}`], { cwd });
    const report = JSON.parse(readFileSync(json, 'utf8')) as TestReport;
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
    expect(report.results[1]?.output).toMatch(/^\[sensitive:text\] \[sensitive:person\.name\] /);
    const shown = await promptops(['show', 'p', '--case', 'seen', '--format', 'json'], { cwd });
    expect(shown.stdout).toContain('[sensitive:picture]');
    expect(leaks(tested.stdout + tested.stderr + JSON.stringify(report) + shown.stdout)).toEqual([]);
    const runs = path.join(cwd, '.promptops');
    const written = readdirSync(runs, { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(runs, name),
    );
    expect(
      leaks(
        written.flatMap((file) => (statSync(file).isFile() ? [readFileSync(file, 'utf8')] : [])).join('\n'),
      ),
    ).toEqual([]);
  });
});

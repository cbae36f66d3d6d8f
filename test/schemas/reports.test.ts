import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCommand } from '../../src/commands/api.ts';
import { ciCommand } from '../../src/commands/ci.ts';
import { codegenCommand } from '../../src/commands/codegen.ts';
import { commentOn } from '../../src/commands/comment.ts';
import type { Context } from '../../src/commands/context.ts';
import { costCommand } from '../../src/commands/cost.ts';
import { costSpentCommand } from '../../src/commands/cost-spent.ts';
import { doctorCommand } from '../../src/commands/doctor.ts';
import { explainCommand } from '../../src/commands/explain.ts';
import { fmtCommand } from '../../src/commands/fmt.ts';
import { gitCommand } from '../../src/commands/git.ts';
import { initCommand } from '../../src/commands/init.ts';
import { generateKeysCommand } from '../../src/commands/keys.ts';
import { lintConfig } from '../../src/commands/lint-config.ts';
import { listCommand } from '../../src/commands/list.ts';
import { newCommand } from '../../src/commands/new.ts';
import { type PricesReport, pricesCommand } from '../../src/commands/prices.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { showCommand } from '../../src/commands/show.ts';
import { verifyCommand } from '../../src/commands/verify.ts';
import { parseRecording } from '../../src/recordings/format.ts';
import { readTemplates } from '../../src/source/package-files.ts';
import { keyPair, signedBundle } from '../bundle/signed-bundle.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

type Node = { readonly [keyword: string]: unknown };

const folder = new URL('../../schemas/', import.meta.url);
const read = (kind: string): Node => JSON.parse(readFileSync(new URL(`${kind}.schema.json`, folder), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });

/** The schema with every object closed: a report must have no key that its schema does not know, but where it says so. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const all = Object.fromEntries(Object.entries(node).map(([key, held]) => [key, closed(held)]));
  const named = typeof all['properties'] === 'object' && all['required'] !== undefined;
  return named && all['type'] !== undefined ? { additionalProperties: false, ...all } : all;
}

function problemsOf(kind: string, report: unknown): unknown {
  const { $id: _id, ...schema } = closed(read(kind)) as Node;
  const validate = ajv.compile(schema);
  return validate(JSON.parse(JSON.stringify(report))) ? [] : validate.errors;
}

const cwd = mkdtempSync(join(tmpdir(), 'promptops schemas '));
const context: Context = {
  cwd,
  env: {},
  now: () => new Date(0),
  signal: new AbortController().signal,
  emit: () => undefined,
  note: () => undefined,
};

let first: unknown;
beforeAll(async () => {
  first = await initCommand({}, context);
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('reports are what their schemas say', () => {
  it('api', async () => {
    expect(problemsOf('report-api', await apiCommand({ check: true }, context))).toEqual([]);
    expect(problemsOf('report-api', await apiCommand({ dryRun: true }, context))).toEqual([]);
  });

  it('codegen', async () => {
    for (const options of [{ check: true }, { dryRun: true }, { bundle: 'prompts' }]) {
      expect(problemsOf('report-codegen', await codegenCommand(options, context))).toEqual([]);
    }
  });

  it('git', async () => {
    const { path } = createRepository([{ 'a.txt': '' }]);
    for (const dryRun of [true, false])
      for (const action of ['install', 'uninstall'])
        expect(
          problemsOf('report-git', await gitCommand({ action, dryRun }, { ...context, cwd: path })),
        ).toEqual([]);
  });

  it('keys', async () => {
    expect(problemsOf('report-keys', await generateKeysCommand({ file: 'a.key' }, context))).toEqual([]);
  });

  it('ci', async () => {
    const repository = createRepository([{ 'a.txt': '' }]);
    await initCommand({}, { ...context, cwd: repository.path });
    repository.write({
      'prompts/bare.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
    });
    const report = await ciCommand({ base: 'HEAD' }, { ...context, cwd: repository.path });
    expect(problemsOf('report-ci', report)).toEqual([]);
    for (const part of Object.values(report.parts))
      expect(problemsOf(`report-${part?.kind}`, part)).toEqual([]);
    expect(report.findings.map(({ id }) => id)).toContain('prompt-untested');
  });

  it('publish', async () => {
    const starter = Object.fromEntries(await readTemplates('project'));
    const { path, git } = createRepository([starter]);
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.com');
    for (const options of [{ dryRun: true }, { as: '1.0.0', target: ['dir'] }, {}])
      expect(problemsOf('report-publish', await publishCommand(options, { ...context, cwd: path }))).toEqual(
        [],
      );
  });

  it('verify', async () => {
    const key = keyPair();
    const { files, attestations } = await signedBundle(key);
    const folder = createFolder({
      ...Object.fromEntries(files),
      'attestations.jsonl': attestations.join('\n'),
    });
    const rules = createFolder({
      'policy.yaml': 'promptops: 1\nkeys: [a.pub]\nevals: {}\n',
      'a.pub': key.pem.publicKey,
    });
    const policy = join(rules, 'policy.yaml');
    const report = await verifyCommand({ target: '.', policy }, { ...context, cwd: folder });
    expect(report.exitCode).toBe(0);
    expect(problemsOf('report-verify', report)).toEqual([]);
  });

  it('init and new', async () => {
    expect(problemsOf('report-init', first)).toEqual([]);
    expect(problemsOf('report-init', await initCommand({ dryRun: true }, context))).toEqual([]);
    expect(problemsOf('report-init', await newCommand({ name: 'a/b', dryRun: true }, context))).toEqual([]);
  });

  it('comment', async () => {
    const report = await costCommand({}, context);
    expect(problemsOf('report-comment', await commentOn(report, { dryRun: true }, context))).toEqual([]);
  });

  it('list', async () => {
    expect(problemsOf('report-list', await listCommand({}, context))).toEqual([]);
  });

  it.each([
    { prompt: 'support/reply' },
    { prompt: 'support/reply', case: 'injection' },
    { prompt: 'content/summary', case: 'french' },
  ])('show %j', async (options) => {
    expect(problemsOf('report-show', await showCommand(options, context))).toEqual([]);
  });

  it('cost', async () => {
    expect(problemsOf('report-cost', await costCommand({}, context))).toEqual([]);
    expect(problemsOf('report-cost-spent', await costSpentCommand({}, context))).toEqual([]);
    const options = { by: 'locale', models: ['openai/gpt-5-mini', 'anthropic/claude-sonnet-4-5'] } as const;
    expect(problemsOf('report-cost', await costCommand(options, context))).toEqual([]);
  });

  it.each([
    ['prices', 'list', ['openai/*']],
    ['prices', 'show', ['openai/gpt-4.1', 'google/gemini-2.5-pro']],
    ['prices-verify', 'verify', []],
    ['prices-diff', 'diff', ['old.json']],
  ])('%s %s', async (kind, action, words) => {
    const { models, ...rest } = (await pricesCommand({ action: 'list' }, context)) as PricesReport;
    const cheaper = models.slice(1).map((model) => ({ ...model, input: '0.01' }));
    writeFileSync(join(cwd, 'old.json'), JSON.stringify({ ...rest, models: cheaper }));
    expect(problemsOf(`report-${kind}`, await pricesCommand({ action, words }, context))).toEqual([]);
  });

  it('doctor', async () => {
    expect(problemsOf('report-doctor', await doctorCommand({}, context))).toEqual([]);
  });

  it('explain', async () => {
    expect(
      problemsOf('report-explain', await explainCommand({ rule: 'schema/unknown-key' }, context)),
    ).toEqual([]);
    expect(
      problemsOf('report-explain-finding', await explainCommand({ rule: 'not-evaluated' }, context)),
    ).toEqual([]);
    expect(
      problemsOf('report-explain-change', await explainCommand({ rule: 'text-changed' }, context)),
    ).toEqual([]);
    expect(problemsOf('report-rules', await explainCommand({}, context))).toEqual([]);
  });

  it('fmt and lint --print-config', async () => {
    expect(problemsOf('report-fmt', await fmtCommand({}, context))).toEqual([]);
    expect(problemsOf('report-lint-config', await lintConfig('promptops.yaml', context, null))).toEqual([]);
  });

  it('and a report of another kind is none of them', async () => {
    expect(problemsOf('report-show', await listCommand({}, context))).not.toEqual([]);
  });
});

const templates = new URL('../../templates/project/prompts/', import.meta.url);
const recordings = readdirSync(templates, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.includes('__recordings__') && /\.jsonl?$/.test(path))
  .sort()
  .flatMap((path) => {
    const text = readFileSync(new URL(path.replaceAll('@', '%40'), templates), 'utf8');
    return path.endsWith('l')
      ? text
          .trim()
          .split('\n')
          .map((line) => [path, line] as const)
      : [[path, text] as const];
  });

describe('recordings', () => {
  const validate = ajv.compile(read('recording'));

  it('of the starter fit their schema', () => {
    expect(recordings.length).toBeGreaterThan(5);
    for (const [path, text] of recordings)
      expect(validate(JSON.parse(text)), `${path} ${JSON.stringify(validate.errors)}`).toBe(true);
  });

  const [, sample = ''] = recordings[0] ?? [];
  it.each<readonly [string, (recording: Node) => unknown]>([
    ['another version', (recording) => ({ ...recording, recording: 2 })],
    ['an unknown key', (recording) => ({ ...recording, answers: [] })],
    ['no interactions', ({ interactions: _, ...rest }) => rest],
    [
      'a made-up origin',
      (recording) => ({ ...recording, interactions: [{ ...firstOf(recording), origin: 'computed' }] }),
    ],
    [
      'a short key',
      (recording) => ({ ...recording, interactions: [{ ...firstOf(recording), key: 'sha256:12' }] }),
    ],
    [
      'a negative count',
      (recording) => ({
        ...recording,
        interactions: [
          { ...firstOf(recording), slot: { ...(firstOf(recording)['slot'] as Node), repeat: -1 } },
        ],
      }),
    ],
  ])('are refused by schema and reader alike: %s', (_, change) => {
    const changed = change(JSON.parse(sample));
    expect(validate(changed)).toBe(false);
    expect(() => parseRecording('a.json', JSON.stringify(changed))).toThrow();
  });

  const firstOf = (recording: Node): Node => (recording['interactions'] as readonly Node[])[0] ?? {};
});

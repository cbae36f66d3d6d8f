import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CiOptions, ciCommand } from '../../src/commands/ci.ts';
import type { CiReport } from '../../src/commands/ci-report.ts';
import { testCommand } from '../../src/commands/test.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage } from '../helpers/openai-server.ts';
import { createFolder, createRepository, type Files, type TestRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

let server: HttpServer;
let asked = 0;
beforeAll(async () => {
  server = await startHttpServer(({ body }) => {
    asked += 1;
    const text: string = body.messages.at(-1).content;
    return chatCompletion({ content: text.startsWith('Break') ? 'no' : `yes ${text}` }, { usage: chatUsage });
  });
  recorded = await record({}, []);
});
afterAll(() => server.close());

const prompt = (order: string, more = ''): string => `promptops: 1
${more}model: { id: local/m1, params: { maxOutputTokens: 20 } }
inputs: { n: { type: integer } }
messages: [{ role: user, content: "${order} {{n}}" }]
`;
const tests = (value = 'yes'): string => `promptops: 1
defaultTest: { assert: [{ type: starts-with, value: ${value} }] }
tests: [{ id: one, vars: { n: 1 } }, { id: two, vars: { n: 2 } }]
`;
const config = (more = '', port = ''): string => `promptops: 1
providers:
  local: { kind: openai-compatible, baseURL: "${server.url}${port}/v1", allowLocal: true, price: { input: 1, output: 2 } }
${more}`;
const files = (more = ''): Files => ({
  '.gitignore': '.promptops\n',
  'promptops.yaml': config(more),
  'prompts/a.prompt.yaml': prompt('Say'),
  'prompts/a.test.yaml': tests(),
  'prompts/b.prompt.yaml': prompt('Tell'),
  'prompts/b.test.yaml': tests(),
});

/** Recordings by path, as the server answers; of one prompt alone where files say something else of it. */
async function record(of: Files, prompts: readonly string[] = ['a']): Promise<Files> {
  const cwd = createFolder({ ...files(), ...of });
  await testCommand({ replay: 'record', prompts }, contextAt(cwd));
  const folder = path.join(cwd, 'prompts/__recordings__');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  return Object.fromEntries(
    names.map((name) => [`prompts/__recordings__/${name}`, readFileSync(path.join(folder, name), 'utf8')]),
  );
}
let recorded: Files = {};

/** A repository whose `main` has recorded answers, with a branch checked out. */
function project(more: Files = {}): TestRepository {
  const repository = createRepository([{ ...files(), ...recorded, ...more }]);
  repository.git('checkout', '--quiet', '-b', 'work');
  return repository;
}

const run = (
  { path: cwd }: { readonly path: string },
  options: CiOptions = {},
  env = {},
): Promise<CiReport> => ciCommand(options, contextAt(cwd, env));

const ids = ({ findings }: CiReport): readonly string[] => findings.map(({ id }) => id);
const verdicts = ({ prompts }: CiReport): readonly string[] =>
  prompts.map(({ prompt: id, verdict }) => `${id} ${verdict}`);

/** The event of a pull request, in a file beside the project. */
function pullRequest(
  from: string,
  labels: readonly string[] = [],
  action: object = { action: 'opened' },
): Readonly<Record<string, string>> {
  const side = (name: string) => ({ repo: { full_name: name } });
  const event = {
    ...action,
    pull_request: { head: side(from), base: side('acme/prompts'), labels: labels.map((name) => ({ name })) },
  };
  const file = path.join(createFolder(), 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return { CI: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: file, GITHUB_BASE_REF: 'main' };
}

describe('promptops ci', () => {
  it('says unchanged where nothing is reached, and asks nobody', async () => {
    const repository = project();
    repository.commit({ 'README.md': 'Hello\n' });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'unchanged', exitCode: 0, prompts: [], reasons: [] });
    expect(report.parts).toMatchObject({
      test: null,
      cost: null,
      lint: { exitCode: 0 },
      diff: { exitCode: 0 },
    });
  });

  it('passes a change with its answers, and looks at nothing else', async () => {
    const repository = project();
    const changed = { 'prompts/a.prompt.yaml': prompt('Say it') };
    repository.commit({ ...changed, ...(await record(changed)) });
    const before = asked;
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'passed', exitCode: 0, findings: [] });
    expect(verdicts(report)).toEqual(['a passed']);
    expect(report.prompts[0]).toMatchObject({
      state: 'changed',
      level: 'dangerous',
      tests: { cases: 2, passed: 2 },
    });
    expect(report.parts.test?.comparison?.rows).toHaveLength(1);
    expect(asked).toBe(before);
  });

  it('has no verdict without answers: exit 3, or a line where evidence is not required', async () => {
    const repository = project();
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    expect(await run(repository)).toMatchObject({
      verdict: 'not-evaluated',
      exitCode: 3,
      reasons: ['"a" was not evaluated.'],
    });
    const lenient = await run(repository, { requireEvals: false });
    expect(lenient).toMatchObject({
      verdict: 'not-evaluated',
      exitCode: 0,
      reasons: ['"a" was not evaluated.'],
    });
    expect(lenient.findings).toMatchObject([{ id: 'not-evaluated', level: 'warning' }]);
  });

  it('asks with --live what is not recorded, within its budget', async () => {
    const repository = project();
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    const before = asked;
    expect(await run(repository, { live: true })).toMatchObject({ verdict: 'passed', exitCode: 0 });
    expect(asked).toBe(before + 2);
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it again') });
    expect(await run(repository, { live: true, maxCost: 0 })).toMatchObject({
      verdict: 'incomplete',
      exitCode: 3,
    });
    expect(asked).toBe(before + 2);
  });

  it('fails a case that passed at the base and fails here, though nobody is asked again', async () => {
    const repository = project();
    const changed = { 'prompts/a.prompt.yaml': prompt('Break') };
    repository.commit({ ...changed, ...(await record(changed)) });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 1, reasons: ['2 of 2 cases fail.'] });
    expect(verdicts(report)).toEqual(['a failed']);
    expect(await run(repository, { informational: true })).toMatchObject({ verdict: 'failed', exitCode: 0 });
  });

  it('does not hold against a change what failed before it', async () => {
    const broken = { 'prompts/a.prompt.yaml': prompt('Break') };
    const repository = project({ ...broken, ...(await record(broken)) });
    const changed = { 'prompts/a.prompt.yaml': prompt('Break it') };
    repository.commit({ ...changed, ...(await record(changed)) });
    expect(await run(repository)).toMatchObject({ exitCode: 0, verdict: 'passed' });
  });

  it('fails a changed active prompt without a case; a draft may wait', async () => {
    const repository = project();
    repository.commit({ 'prompts/c.prompt.yaml': prompt('New') });
    const report = await run(repository);
    expect(report).toMatchObject({
      exitCode: 1,
      reasons: ['"c" changes and has no case.', 'Lint found 1 error.'],
    });
    repository.commit({ 'prompts/c.prompt.yaml': prompt('New', 'metadata: { status: draft }\n') });
    expect(await run(repository)).toMatchObject({ exitCode: 0 });
  });

  it('tells of a bundle that loses a prompt, and takes none for lost that the change does not reach', async () => {
    const bundles = 'bundles:\n  all: ["**", a]\n  some: [b]\n';
    const repository = project({ 'promptops.yaml': config(bundles) });
    repository.commit({ 'prompts/b.prompt.yaml': null, 'prompts/b.test.yaml': null });
    const { parts } = await run(repository);
    expect(parts.lint?.findings.map(({ id, message }) => [id, message])).toEqual([
      ['id/unmatched-glob', 'No prompt fits "b" of bundle "some".'],
    ]);
  });

  it('a prompt that cannot be read is exit 2, and hides no other', async () => {
    const repository = project();
    const changed = { 'prompts/a.prompt.yaml': prompt('Say it') };
    repository.commit({
      ...changed,
      ...(await record(changed)),
      'prompts/b.prompt.yaml': `${prompt('Tell')}wrong: 1\n`,
    });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'invalid', exitCode: 2 });
    expect(verdicts(report)).toEqual(['a passed', 'b broken']);
    expect(report.parts.lint?.findings).toMatchObject([{ id: 'schema/unknown-key' }]);
  });
});

describe('the policy of promptops ci is that of the base', () => {
  const strict = 'gates: [{ diff: dangerous }, { passRate: 1 }]\n';

  it('a gate that is loosened beside the change it would stop holds', async () => {
    const repository = project({ 'promptops.yaml': config(strict) });
    const changed = { 'prompts/a.prompt.yaml': prompt('Say it') };
    repository.commit({
      ...changed,
      ...(await record(changed)),
      'promptops.yaml': config(),
    });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 1 });
    expect(report.findings).toMatchObject([
      { id: 'policy-changed', path: 'promptops.yaml', level: 'warning' },
    ]);
    expect(report.parts.diff?.changes.map(({ id }) => id)).toContain('gate-loosened');
    expect(verdicts(report)).toEqual(['a passed']);
  });

  it('no key goes to an endpoint that the change names', async () => {
    let caught = 0;
    const other = await startHttpServer(() => {
      caught += 1;
      return chatCompletion({ content: 'yes' }, { usage: chatUsage });
    });
    const repository = project();
    repository.commit({
      'prompts/a.prompt.yaml': prompt('Say it'),
      'promptops.yaml': config().replace(server.url, other.url),
    });
    const before = asked;
    await run(repository, { live: true });
    await other.close();
    expect([caught, asked - before]).toEqual([0, 2]);
  });

  it.each([
    ['promptops.approvals.yaml', 'promptops: 1\napprovals: []\n'],
    ['promptops.traffic.yaml', 'promptops: 1\nprompts: { a: { callsPerMonth: 10 } }\n'],
    ['promptops.baseline.json', '{ "baseline": 1, "findings": [] }\n'],
    [
      'promptops.prices.yaml',
      'promptops: 1\nunit: million tokens\nmodels: { local/m1: { input: 0, output: 0 } }\n',
    ],
    ['judges/mine.prompt.yaml', prompt('Judge')],
  ])('%s is read there, and its change told', async (file, text) => {
    const repository = project();
    repository.commit({ [file]: text });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'unchanged', exitCode: 0 });
    expect(report.findings).toMatchObject([{ id: 'policy-changed', path: file }]);
  });

  it('a change does not approve itself', async () => {
    const repository = project({ 'promptops.yaml': config(strict) });
    const changed = { 'prompts/a.prompt.yaml': prompt('Say it') };
    repository.commit({ ...changed, ...(await record(changed)) });
    const marks = (await run(repository)).parts.diff?.changes.map(({ fingerprint }) => fingerprint) ?? [];
    const list = marks.map((mark) => `  - { fingerprint: "${mark}", reason: fine }\n`).join('');
    const approvals = { 'promptops.approvals.yaml': `promptops: 1\napprovals:\n${list}` };
    repository.commit(approvals);
    expect(await run(repository)).toMatchObject({ exitCode: 1 });
    repository.git('checkout', '--quiet', 'main');
    repository.commit(approvals);
    repository.git('checkout', '--quiet', 'work');
    repository.git('rebase', '--quiet', 'main');
    expect(await run(repository)).toMatchObject({ exitCode: 0, verdict: 'passed' });
  });

  it('a label accepts what changes, where the workflow says which', async () => {
    const repository = project({ 'promptops.yaml': config(strict) });
    const changed = { 'prompts/a.prompt.yaml': prompt('Say it') };
    repository.commit({ ...changed, ...(await record(changed)) });
    const event = pullRequest('acme/prompts', ['bug', 'prompts-ok']);
    const accepted = await run(repository, { approveLabel: 'prompts-ok' }, event);
    expect(accepted).toMatchObject({ exitCode: 0, policy: { approvedBy: 'prompts-ok' } });
    expect(await run(repository, { approveLabel: 'other' }, event)).toMatchObject({ exitCode: 1 });
    expect(await run(repository, {}, event)).toMatchObject({ exitCode: 1 });
    // It was there before what was pushed last; any other event may follow a push as well.
    for (const action of ['synchronize', 'reopened', 'edited', 'unlabeled']) {
      const old = pullRequest('acme/prompts', ['prompts-ok'], { action });
      expect(await run(repository, { approveLabel: 'prompts-ok' }, old)).toMatchObject({ exitCode: 1 });
    }
    for (const [name, exitCode] of [
      ['bug', 1],
      ['prompts-ok', 0],
    ] as const) {
      const set = pullRequest('acme/prompts', ['prompts-ok'], { action: 'labeled', label: { name } });
      expect(await run(repository, { approveLabel: 'prompts-ok' }, set)).toMatchObject({ exitCode });
    }
  });

  it('a model of the config that changes is a change of every prompt without its own', async () => {
    const plain = (order: string) => prompt(order).replace('{ id: local/m1, ', '{ ');
    const own = { 'prompts/a.prompt.yaml': plain('Say'), 'promptops.yaml': config('model: local/m1\n') };
    const repository = project(own);
    repository.commit({ 'promptops.yaml': config('model: local/m2\n') });
    const report = await run(repository, { requireEvals: false });
    expect(report.prompts).toMatchObject([{ prompt: 'a', state: 'changed' }]);
    expect(report.parts.diff?.changes.map(({ id }) => id)).toContain('model-changed');
    expect(ids(report)).toEqual(['not-evaluated']);
  });

  it('without a config at the base it is ungated, and says so', async () => {
    const { 'promptops.yaml': _config, ...others } = { ...files(), ...recorded };
    const repository = createRepository([{ 'README.md': '' }]);
    repository.git('checkout', '--quiet', '-b', 'work');
    repository.commit({ ...others, 'promptops.yaml': config('gates: [{ diff: any }]\n') });
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'ungated', exitCode: 0, policy: { configured: false } });
    expect(verdicts(report)).toEqual(['a passed', 'b passed']);
    expect(report.findings).toMatchObject([
      { id: 'policy-changed', message: expect.stringContaining('is new') },
    ]);
    expect(report.notes.join()).toContain('Ungated');
  });
});

describe('recordings', () => {
  const file = 'prompts/__recordings__/a/one.json';
  const forged = () => ({ [file]: String(recorded[file]).replace('yes Say 1', 'yes, it is') });

  it('an answer that changes though its request does not fails, also where its case passes', async () => {
    const repository = project();
    repository.commit(forged());
    const report = await run(repository);
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 1 });
    expect(report.findings).toMatchObject([{ id: 'recording-changed', path: file, prompt: 'a' }]);
    expect(report.parts.test?.totals).toMatchObject({ passed: 2 });
    const event = pullRequest('acme/prompts', ['ok']);
    expect(await run(repository, { approveLabel: 'ok' }, event)).toMatchObject({ exitCode: 0 });
  });

  it('also in a prompt that is moved', async () => {
    const repository = project();
    const moved = Object.entries({ ...files(), ...recorded, ...forged() })
      .filter(([name]) => /prompts\/(__recordings__\/)?a[./]/.test(name))
      .flatMap(([name, text]) => [
        [name, null],
        [name.replace(/\/a([./])/, '/z$1'), String(text).replace('"prompt": "a"', '"prompt": "z"')],
      ]);
    repository.commit(Object.fromEntries(moved));
    expect(ids(await run(repository))).toEqual(['recording-changed']);
  });

  it('the same answer at another time is the same answer', async () => {
    const repository = project();
    repository.commit({
      [file]: String(recorded[file]).replace(/"recordedAt": "[^"]+"/, '"recordedAt": "2020-01-01"'),
    });
    expect(await run(repository)).toMatchObject({ exitCode: 0, findings: [] });
  });
});

describe('where it runs', () => {
  it('a fork is never asked for live, and lacks no evidence it could not have', async () => {
    const repository = project();
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    const before = asked;
    const report = await run(repository, { live: true }, pullRequest('mallory/prompts'));
    expect(report).toMatchObject({
      verdict: 'not-evaluated',
      exitCode: 0,
      policy: { fork: true, live: false },
    });
    expect(report.notes.join()).toContain('Not evaluated live');
    expect(asked).toBe(before);
    const strict = await run(repository, { requireEvals: true }, pullRequest('mallory/prompts'));
    expect(strict).toMatchObject({ exitCode: 3 });
  });

  it('refuses pull_request_target with anything but the base checked out', async () => {
    const repository = project();
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    const target = { ...pullRequest('mallory/prompts'), GITHUB_EVENT_NAME: 'pull_request_target' };
    const [base = ''] = repository.commits;
    await expect(run(repository, {}, { ...target, GITHUB_SHA: base })).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(run(repository, {}, target)).rejects.toMatchObject({ code: 'usage' });
    repository.git('checkout', '--quiet', 'main');
    expect(await run(repository, {}, { ...target, GITHUB_SHA: base })).toMatchObject({ exitCode: 0 });
  });

  it('after a push compares with what stood before, on a detached HEAD too', async () => {
    const repository = project();
    const before = repository.commits.at(-1);
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    repository.commit({ 'prompts/b.prompt.yaml': prompt('Tell it') });
    repository.git('checkout', '--quiet', '--detach');
    const file = path.join(createFolder(), 'event.json');
    writeFileSync(file, JSON.stringify({ before }));
    const env = { CI: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: file };
    expect(verdicts(await run(repository, {}, env))).toEqual(['a not-evaluated', 'b not-evaluated']);
  });

  it('a first commit is all new; a shallow clone says what to fetch; no repository is refused', async () => {
    const first = createRepository([{ ...files(), ...recorded }]);
    expect(await run(first)).toMatchObject({ verdict: 'ungated', exitCode: 0, source: { base: null } });
    const repository = project();
    repository.commit({ 'prompts/a.prompt.yaml': prompt('Say it') });
    const folder = createFolder();
    repository.git(
      'clone',
      '--quiet',
      '--depth=1',
      `file://${repository.path}`,
      path.join(folder, 'shallow'),
    );
    await expect(run({ path: path.join(folder, 'shallow') }, { base: 'main' })).rejects.toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('fetch-depth: 0'),
    });
    await expect(run({ path: createFolder(files()) })).rejects.toMatchObject({ code: 'bad-ref' });
  });

  it('in CI the change does not say what it is compared with', async () => {
    const repository = project();
    repository.commit({
      'prompts/a.prompt.yaml': prompt('Say it'),
      'promptops.yaml': config('base: work\n'),
    });
    expect((await run(repository, {}, { CI: '1' })).prompts).toHaveLength(1);
    repository.git('branch', '--quiet', 'elsewhere');
    repository.git('branch', '--quiet', '--delete', '--force', 'main');
    await expect(run(repository, {}, { CI: '1' })).rejects.toMatchObject({ code: 'bad-ref' });
  });
});

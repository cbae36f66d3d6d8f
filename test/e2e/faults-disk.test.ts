import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion } from '../helpers/openai-server.ts';
import {
  cleanEnvironment,
  emptyFolder,
  promptops,
  repositoryFolder,
  starterFolder,
} from '../helpers/promptops.ts';
import { writeFiles } from '../helpers/repository.ts';

const bin = path.join(repositoryFolder, 'bin/promptops.js');

type Mounted = {
  readonly before: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
  readonly after: Mounted['before'];
  readonly ran: readonly { readonly code: number; readonly stdout: string; readonly stderr: string }[];
};

/** A disk of one's own takes the right to mount, as root or in a user namespace. */
const unshare = ['-rm', '-m'].find((flags) => spawnSync('unshare', [flags, 'true']).status === 0);
if (!unshare)
  console.warn('Not tested: a full and a read-only disk. This machine lets nobody mount one (unshare).');

function onDisk(
  kind: 'full' | 'read-only',
  project: string,
  runs: readonly (readonly string[])[],
  freeBytes = 0,
): Mounted {
  const script = path.join(repositoryFolder, 'test/helpers/mounted-runs.mjs');
  const work = JSON.stringify({ kind, project, bin, runs, freeBytes });
  const { stdout, stderr } = spawnSync('unshare', [unshare ?? '', process.execPath, script, work], {
    encoding: 'utf8',
    env: cleanEnvironment({ THE_KEY: 'sk-canary-0123456789' }),
    maxBuffer: 1 << 26,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Mounted;
}

const reading = [['lint'], ['list'], ['show', 'support/triage', '--case', 'injection'], ['doctor']];

// In CI a machine that cannot mount fails here: a promise nobody checked is none.
describe.skipIf(!unshare && !process.env['CI'])('a disk that', () => {
  it.each(['full', 'read-only'] as const)('is %s: test ends with a named error, the others work', (kind) => {
    const { before, after, ran } = onDisk(kind, starterFolder(), [
      ['test', '--replay', 'strict'],
      ...reading,
    ]);
    const [test, ...others] = ran;
    expect(test).toMatchObject({ code: 3, stdout: '' });
    expect(test?.stderr).toMatch(
      kind === 'full'
        ? /Cannot write ".promptops\/.*no space is left/
        : /Cannot write ".promptops\/.*read-only/,
    );
    expect(test?.stderr).not.toContain('    at ');
    expect(others.slice(0, 3).map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(others[3]?.code).not.toBe(70);
    // The last good state is intact, and nothing half-written stands beside it.
    const kept = Object.fromEntries(Object.entries(after).filter(([name]) => name in before));
    expect(kept).toEqual(before);
    const made = Object.entries(after).filter(([name]) => !(name in before));
    expect(made.filter(([name, { size }]) => !name.startsWith('.promptops/') || size === 0)).toEqual([]);
  });

  it('fills up on the way: the run says so, and what was written stays readable', () => {
    const { after, ran } = onDisk(
      'full',
      starterFolder(),
      [['test', '--replay', 'strict'], ['list']],
      16_384,
    );
    expect(ran.map(({ code }) => code)).toEqual([3, 0]);
    expect(ran[0]?.stderr).toMatch(/Cannot write ".promptops\/runs\/.*no space is left/);
    expect(Object.keys(after).filter((name) => name.endsWith('report.json'))).toEqual([]);
  });
});

it('a file-size limit is a named error as well', () => {
  const cwd = starterFolder();
  // 512 bytes a block: the plan of the run is larger.
  const line = `ulimit -f 1; exec "${process.execPath}" "${bin}" test --replay strict`;
  const { status, stderr } = spawnSync('sh', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: cleanEnvironment(),
  });
  expect(status).toBe(3);
  expect(stderr).toMatch(/Cannot write ".promptops\/.*larger than allowed/);
  expect(stderr).not.toContain('    at ');
});

describe('a file that is corrupt', () => {
  let server: HttpServer;
  let cwd: string;
  const env = { THE_KEY: 'sk-canary-0123456789' };

  beforeAll(async () => {
    server = await startHttpServer(() => chatCompletion({ content: 'I am fine.' }));
  });
  afterAll(() => server.close());

  function project(): void {
    cwd = emptyFolder();
    writeFiles(cwd, {
      'promptops.yaml': `promptops: 1\nproviders: { p: { kind: openai, apiKey: THE_KEY, baseURL: "${server.url}/v1", allowLocal: true } }\n`,
      'prompts/a.prompt.yaml':
        'promptops: 1\nmodel: { id: p/m-1 }\ninputs: { n: { type: string } }\nmessages: [{ role: user, content: "{{n}}" }]\n',
      'prompts/a.test.yaml': `promptops: 1\ndefaultTest: { assert: [{ type: contains, value: fine }] }\ntests:\n${['one', 'two', 'three'].map((n) => `  - { id: ${n}, vars: { n: ${n} } }\n`).join('')}`,
    });
  }

  async function run(...options: readonly string[]) {
    const before = server.requests.length;
    const ran = await promptops(['test', ...options, '--format', 'json'], { cwd, env });
    const report = ran.stdout === '' ? null : (JSON.parse(ran.stdout) as TestReport);
    return { ...ran, report, asked: server.requests.length - before };
  }

  const filesBelow = (folder: string): readonly string[] =>
    readdirSync(path.join(cwd, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();

  it('in the cache: a miss with a warning', async () => {
    project();
    expect(await run('--replay', 'auto')).toMatchObject({ code: 0, asked: 3 });
    const [first = '', second = ''] = filesBelow('.promptops/cache');
    writeFileSync(first, readFileSync(first, 'utf8').slice(0, 40));
    writeFileSync(second, readFileSync(second, 'utf8').replace('fine', 'mean'));
    const again = await run('--replay', 'auto');
    expect(again).toMatchObject({ code: 0, asked: 2 });
    expect(
      again.stderr.match(/Cache entry ".promptops\/cache\/.*" is damaged and is not used/g),
    ).toHaveLength(2);
  });

  it('among the recordings: a named error, and it is not written over', async () => {
    project();
    expect(await run('--replay', 'record')).toMatchObject({ code: 0, asked: 3 });
    const file = path.join(cwd, 'prompts/__recordings__/a/two.json');
    const text = readFileSync(file, 'utf8').slice(0, 200);
    writeFileSync(file, text);
    for (const mode of ['strict', 'record']) {
      const { code, report } = await run('--replay', mode);
      const errors = report?.results.filter(({ outcome }) => outcome === 'error') ?? [];
      expect([mode, code, errors.map(({ case: id, error }) => [id, error?.code])]).toEqual([
        mode,
        3,
        [['two', 'invalid-recording']],
      ]);
      expect(errors[0]?.error?.message).toContain('"prompts/__recordings__/a/two.json"');
      expect(errors[0]?.error?.hint).toContain('Restore it from git, or delete it');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it('in the journal: the rest is recovered, and only that case is asked again', async () => {
    project();
    const { report } = await run('--replay', 'off');
    const journal = path.join(cwd, report?.run.journal.path ?? '');
    const rows = readFileSync(journal, 'utf8').split('\n');
    const bad = rows.findIndex((row) => row.includes('"case":"two"'));
    rows[bad] = `${rows[bad]?.slice(0, 60)}\u0000`;
    writeFileSync(journal, rows.join('\n').replace(/\n$/, '\n{"type":"case","job":"torn'));
    const resumed = await run('--resume', '--replay', 'off');
    expect(resumed).toMatchObject({ code: 0, asked: 1, report: { totals: { passed: 3 } } });
    expect(resumed.stderr).toMatch(/dropped|ignored|damaged|cannot be read/i);
  });
});

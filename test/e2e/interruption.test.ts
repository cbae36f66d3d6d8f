import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { promptops, type Running, startPromptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

const cases = 40;
let server: HttpServer;
let cwd: string;
beforeEach(async () => {
  server = await startEchoServer(100);
  cwd = createFolder(slowProject(server.url, cases));
});
afterEach(() => server.close());

/** Journals there are by now: the folder of a run is made a moment before. */
const journals = (): readonly string[] => {
  const runs = path.join(cwd, '.promptops/runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .map((id) => path.join(runs, id, 'journal.jsonl'))
    .filter((file) => existsSync(file));
};

/** Cases that stand finished in all journals. */
const finished = (): number =>
  journals().reduce(
    (sum, file) => sum + (readFileSync(file, 'utf8').match(/"type":"case"/g)?.length ?? 0),
    0,
  );

/** A run with some cases finished and most to go. */
async function underWay(...flags: readonly string[]): Promise<Running> {
  const running = startPromptops(['test', 'slow', '--concurrency', '2', ...flags], { cwd });
  while (finished() < 4) await sleep(20);
  return running;
}

const asked = (): number => server.requests.length;

it('keeps what is finished when it is interrupted, and --resume pays for the rest with the options it began with', async () => {
  const running = await underWay('--replay', 'record');
  running.kill('SIGINT');
  const first = await running.ended;
  expect(first.code).toBe(130);
  expect(first.stderr).toContain('finished cases are kept');
  expect(first.stdout).toMatch(/Not asked: \d+ of 40 cases\./);
  const resume = /Go on with promptops (test --resume \w+)/.exec(first.stdout)?.[1] ?? '';
  expect(finished()).toBe(asked());

  const other = await promptops(['test', '--resume', '--case', 'c1'], { cwd });
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('cannot be resumed with these');

  const second = await promptops(resume.split(' '), { cwd });
  expect(second.code).toBe(0);
  expect(second.stdout).toContain('40 cases: 40 passed');
  expect(second.stderr).toMatch(/40 cases, \d+ kept, replay record/);
  expect(asked()).toBe(cases);
  expect(readdirSync(path.join(cwd, 'prompts/__recordings__/slow'))).toHaveLength(cases);

  writeFiles(cwd, {
    'prompts/slow.prompt.yaml':
      slowProject(server.url, 1)['prompts/slow.prompt.yaml']?.replace('case {{n}}', 'case  {{n}}') ?? '',
  });
  const changed = await promptops(['test', '--resume'], { cwd });
  expect(changed.code).toBe(2);
  const unknown = await promptops(['test', '--resume', 'nonsense'], { cwd });
  expect(unknown.stderr).toMatch(/no run "nonsense".\n {2}The latest run is "/);
});

it('answers SIGTERM with 143', async () => {
  const running = await underWay('--replay', 'off');
  running.kill('SIGTERM');
  const { code, stdout } = await running.ended;
  expect(code).toBe(143);
  expect(stdout).toContain('! interrupted');
  const resumed = await promptops(['test', '--resume'], { cwd });
  expect(resumed.code).toBe(0);
  expect(asked()).toBe(cases);
});

it('ends at once on the second signal, calls in flight or not', async () => {
  await server.close();
  server = await startEchoServer(60_000);
  writeFiles(cwd, slowProject(server.url, cases));
  const running = startPromptops(['test', '--replay', 'off'], { cwd });
  while (asked() === 0) await sleep(20);
  running.kill('SIGINT');
  await sleep(300);
  running.kill('SIGINT');
  const { code, signal, stderr } = await running.ended;
  expect(signal ?? code).toBe('SIGINT');
  expect(stderr).toContain('Once more ends at once.');
});

it.each(['off', 'record', 'auto'])(
  'survives kill -9 in mode %s: no finished case is lost or asked again',
  async (mode) => {
    const running = await underWay('--replay', mode);
    running.kill('SIGKILL');
    await running.ended;
    const kept = finished();
    const before = asked();
    // At most the two calls in flight are unfinished.
    expect(before - kept).toBeLessThanOrEqual(2);
    const resumed = await promptops(['test', '--resume'], { cwd });
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('40 cases: 40 passed');
    expect(asked() - before).toBeLessThanOrEqual(cases - kept);
    expect(asked()).toBeLessThanOrEqual(cases + 2);
  },
);

it('runs twice at the same time and loses nothing', async () => {
  const runs = await Promise.all(
    [1, 2].map(() => promptops(['test', '--replay', 'record', '--concurrency', '8'], { cwd })),
  );
  for (const { code, stdout } of runs) {
    expect(code).toBe(0);
    expect(stdout).toContain('40 cases: 40 passed');
  }
  expect(journals()).toHaveLength(2);
  expect(finished()).toBe(2 * cases);
  expect(readdirSync(path.join(cwd, 'prompts/__recordings__/slow'))).toHaveLength(cases);
  const strict = await promptops(['test', '--replay', 'strict'], { cwd });
  expect(strict).toMatchObject({ code: 0 });
});

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

let server: HttpServer;
let cwd: string;
beforeEach(async () => {
  server = await startEchoServer();
  cwd = createFolder(slowProject(server.url, 3));
});
afterEach(() => server.close());

const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
  promptops(line.split(' '), { cwd, env });

/** The words of a printed command, as a shell splits them. */
function pasted(command: string): readonly string[] {
  const { stdout } = spawnSync('bash', ['-c', `promptops() { printf '%s\\0' "$@"; }; ${command}`], {
    encoding: 'utf8',
  });
  return stdout.split('\0').slice(0, -1);
}

const edit = (from: string, to: string): void => {
  const prompt = slowProject(server.url, 3)['prompts/slow.prompt.yaml'] ?? '';
  writeFiles(cwd, { 'prompts/slow.prompt.yaml': prompt.replace(from, to) });
};

it('says of a miss what changed, and the command it prints mends it when pasted', async () => {
  await run('test --replay record');
  expect(server.requests).toHaveLength(3);
  edit('"case {{n}}"', '"case {{n}}!"');
  const one = await run('test --replay strict --case c2');
  expect(one.code).toBe(3);
  expect(one.stdout).toContain('messages[0].content changed');
  const single = /`(promptops test [^`]*--replay record)`/.exec(one.stdout)?.[1] ?? '';
  expect(single).toContain('--case c2');
  await promptops(pasted(single), { cwd });
  expect(server.requests).toHaveLength(4);
  expect((await run('test --replay strict --case c2')).code).toBe(0);

  // Cases that miss for the same reason are one paragraph with one command.
  const all = await run('test --replay strict --repeat 2 --model local/m2');
  expect(all).toMatchObject({ code: 3 });
  const groups = [...all.stdout.matchAll(/`(promptops test [^`]*--replay record)`/g)].map(
    ([, each]) => each ?? '',
  );
  const group = groups.at(-1) ?? '';
  expect(group).toBe('promptops test slow --model local/m2 --repeat 2 --replay record');
  await promptops(pasted(group), { cwd });
  expect((await run('test --replay strict --repeat 2 --model local/m2')).code).toBe(0);
});

it('prints commands that a shell reads right, whatever a prompt is called', async () => {
  writeFiles(cwd, {
    "prompts/it's $HOME.prompt.yaml": slowProject(server.url, 1)['prompts/slow.prompt.yaml'] ?? '',
    "prompts/it's $HOME.test.yaml": `promptops: 1
tests: [{ id: one, vars: { n: 1 }, assert: [{ type: contains, value: case }] }]
`,
  });
  const miss = await promptops(['test', "it's $HOME", '--replay', 'strict'], { cwd });
  const command = /`(promptops test .*--replay record)`/.exec(miss.stdout)?.[1] ?? '';
  expect(pasted(command)).toEqual([
    'test',
    "it's $HOME",
    '--case',
    'one',
    '--model',
    'local/m1',
    '--replay',
    'record',
  ]);
  expect(await promptops(pasted(command), { cwd })).toMatchObject({ code: 0 });
});

it('names the variable of a missing key, offers recordings, and asks once the key is there', async () => {
  edit('local/m1', 'keyed/m1');
  for (const mode of ['record', 'refresh', 'off']) {
    const { code, stdout } = await run(`test --replay ${mode}`);
    expect({ mode, code }).toEqual({ mode, code: 2 });
    expect(stdout).toContain('SLOW_KEY is not set');
    expect(stdout).toContain('--replay strict');
  }
  const auto = await run('test');
  expect(auto.code).toBe(3);
  expect(auto.stdout).toContain('SLOW_KEY is not set');
  expect(server.requests).toHaveLength(0);

  const doctor = await run('doctor');
  expect(doctor.stdout).toMatch(/! provider keyed +SLOW_KEY is not set/);
  const key = { SLOW_KEY: 'sk-of-a-test' };
  expect((await run('doctor', key)).stdout).toMatch(/✔ provider keyed +SLOW_KEY is set/);
  expect((await run('test --replay record', key)).code).toBe(0);
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-of-a-test');
  const strict = await run('test', { CI: 'true' });
  expect(strict).toMatchObject({ code: 0 });
  expect(strict.stdout).toMatch(/replayed \(live\) +paid \$0/);
  expect(server.requests).toHaveLength(3);
  // Keys stay out of what is committed.
  const found = spawnSync('grep', ['-rl', 'sk-of-a-test', path.join(cwd)], { encoding: 'utf8' });
  expect(found.stdout).toBe('');
});

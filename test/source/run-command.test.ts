import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findRoot } from '../../src/source/root.ts';
import { commandRunner } from '../../src/source/run-command.ts';
import { createFolder } from '../helpers/repository.ts';

const never = new AbortController().signal;

async function runnerOf(files: Readonly<Record<string, string>>) {
  const cwd = createFolder({ 'promptops.yaml': 'promptops: 1\n', ...files });
  const run = commandRunner(await findRoot(cwd));
  return {
    cwd,
    run: (file: string, args: readonly string[] = [], signal = never) =>
      run({ path: file, args, env: { ONLY: 'this' } }, 'hello', signal),
  };
}

describe('a command', () => {
  it('reads its input, its arguments and no more environment than it is given', async () => {
    const { run } = await runnerOf({
      'a.sh': '#!/bin/sh\n/bin/cat; echo " $1 $ONLY $HOME;"\n',
      'b.mjs':
        "import { readFileSync } from 'node:fs'; process.stdout.write(readFileSync(0) + process.argv[2]);",
    });
    expect(await run('a.sh', ['a b; c'])).toEqual({ ok: true, stdout: 'hello a b; c this ;\n' });
    expect(await run('b.mjs', ['$HOME'])).toEqual({ ok: true, stdout: 'hello$HOME' });
  });

  it.each([
    ['gone.sh', 'There is no file "gone.sh".'],
    ['plain.py', 'It is not executable: chmod +x plain.py.'],
    ['fails.mjs', 'It ended with exit code 3: why.'],
    ['dies.mjs', 'It was ended by SIGTERM.'],
  ])('%s says so', async (file, message) => {
    const { run } = await runnerOf({
      'plain.py': '#!/bin/sh\n',
      'fails.mjs': 'console.error("x\\nwhy."); process.exit(3);',
      'dies.mjs': "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1000);",
    });
    expect(await run(file)).toEqual({ ok: false, message });
  });

  it('refuses a path that leaves the project', async () => {
    const { run } = await runnerOf({});
    await expect(run('../x.sh')).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('is killed with all it has started when it is called off', async () => {
    const { cwd, run } = await runnerOf({
      'a.mjs':
        "import { spawn } from 'node:child_process';\n" +
        "spawn('/bin/sh', ['-c', ': > started; sleep 0.4; : > survived'], { stdio: 'inherit' }); setInterval(() => {}, 99);",
    });
    const off = new AbortController();
    const ended = run('a.mjs', [], off.signal);
    while (!existsSync(path.join(cwd, 'started'))) await wait(5);
    off.abort();
    expect(await ended).toEqual({ ok: false, message: 'It was called off.' });
    await wait(600);
    expect(existsSync(path.join(cwd, 'survived'))).toBe(false);
  });
});

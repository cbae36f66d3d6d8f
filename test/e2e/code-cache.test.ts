import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cleanEnvironment, emptyFolder, repositoryFolder, starterFolder } from '../helpers/promptops.ts';

/** The program as installed for one test alone, and what its `lint` of the starter prints. */
function installed() {
  const folder = emptyFolder();
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(path.join(repositoryFolder, part), path.join(folder, part), {
      recursive: true,
      filter: (file) => path.basename(file) !== '.cache',
    });
  const cwd = starterFolder();
  const lint = (env: Readonly<Record<string, string>> = {}): string =>
    execFileSync(process.execPath, [path.join(folder, 'bin/promptops.js'), 'lint'], {
      cwd,
      env: cleanEnvironment(env),
      encoding: 'utf8',
    });
  const cache = path.join(folder, 'dist/.cache');
  return {
    dist: path.join(folder, 'dist'),
    cache,
    pack: () => path.join(cache, readdirSync(cache)[0] ?? ''),
    lint,
  };
}

it('keeps compiled code beside the program, and only when it may', () => {
  const { cache, pack, lint } = installed();
  const printed = lint({ NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(printed).toContain('3 prompts');
  expect(existsSync(cache)).toBe(false);
  expect(lint()).toBe(printed); // Lists what it needs,
  expect(lint()).toBe(printed); // compiles that as one program, and keeps it.
  const { mtimeMs } = statSync(pack());
  expect(lint()).toBe(printed);
  expect(statSync(pack()).mtimeMs).toBe(mtimeMs);
  expect(lint({ NODE_OPTIONS: '--max-old-space-size=2000' })).toBe(printed);
  expect(readdirSync(cache)).toHaveLength(2); // Compiled code is for one set of flags.
});

it('runs the file as it stands, not as it was compiled', () => {
  const { dist, lint } = installed();
  for (let run = 0; run < 3; run += 1) expect(lint()).toContain('3 prompts');
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.cjs'))) {
    const file = path.join(dist, name);
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('test file', 'TEST FILE')); // The same length.
    utimesSync(file, atime, new Date(mtime.getTime() + 1000));
  }
  expect(lint()).toContain('3 TEST FILEs');
});

it('does without a pack that is damaged', () => {
  const { pack, lint } = installed();
  lint();
  const printed = lint();
  const bytes = readFileSync(pack());
  const half = bytes.length >> 1;
  for (const damaged of [
    Buffer.alloc(0),
    Buffer.from('not a pack'),
    bytes.subarray(0, half),
    Buffer.from(bytes).fill(0x55, half),
    Buffer.from(bytes).fill(0, 4, 400),
  ]) {
    writeFileSync(pack(), damaged);
    expect(lint()).toBe(printed);
  }
});

import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tryLock, withLock } from '../../src/source/lock.ts';
import { rootAt } from '../../src/source/root.ts';
import { createFolder } from '../helpers/repository.ts';
import { buildScript, ended, runScript, startScript } from './child.ts';

const holds = (lock: ReturnType<typeof tryLock>): boolean => 'release' in lock;

describe('tryLock', () => {
  const place = () => path.join(createFolder(), 'x.lock');
  const old = (file: string, ageMs: number) => utimesSync(file, new Date(), new Date(Date.now() - ageMs));

  it('is held by one at a time', () => {
    const file = place();
    const lock = tryLock(file, 'x');
    expect(tryLock(file, 'x')).toEqual({
      heldBy: expect.objectContaining({ pid: process.pid, host: hostname() }),
    });
    if ('release' in lock) lock.release();
    expect(holds(tryLock(file, 'x'))).toBe(true);
  });

  it('takes over what a dead process left, also when its id is in use again', async () => {
    const file = place();
    const child = startScript(await buildScript(''), []);
    await ended(child);
    writeFileSync(file, JSON.stringify({ pid: child.pid, host: hostname(), started: null }));
    expect(holds(tryLock(file, 'x'))).toBe(true);
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), started: '1' }));
    expect(holds(tryLock(file, 'x'))).toBe(existsSync('/proc/self/stat'));
  });

  it('waits for another machine until its lock is old, and for a lock being written', () => {
    const file = place();
    writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', started: null }));
    expect(holds(tryLock(file, 'x'))).toBe(false);
    old(file, 61_000);
    expect(holds(tryLock(file, 'x'))).toBe(true);
    writeFileSync(file, '');
    expect(tryLock(file, 'x')).toEqual({ heldBy: null });
    old(file, 11_000);
    expect(holds(tryLock(file, 'x'))).toBe(true);
  });

  it('says where a lock cannot be made', () => {
    expect(() => tryLock(path.join(createFolder({ file: '' }), 'file/x.lock'), 'x')).toThrow(
      expect.objectContaining({
        code: 'disk',
        message: 'Cannot lock "x": a file stands where a folder is needed.',
      }),
    );
  });
});

describe('withLock', () => {
  it('lets calls and processes in one after the other, and survives one that is killed inside', async () => {
    const folder = createFolder({ count: '0' });
    const root = await rootAt(folder);
    const script = await buildScript(`
      import { readFileSync, writeFileSync } from 'node:fs';
      import { withLock } from '../../src/source/lock.ts';
      import { rootAt } from '../../src/source/root.ts';
      const [folder, times, kill] = process.argv.slice(2);
      const root = await rootAt(folder);
      const file = folder + '/count';
      await Promise.all(Array.from({ length: Number(times) }, () => withLock(root, 'count', async () => {
        if (kill) process.kill(process.pid, 'SIGKILL');
        const count = Number(readFileSync(file, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 2));
        writeFileSync(file, String(count + 1));
      })));
    `);
    expect((await runScript(script, [folder, '1', 'kill'])).code).not.toBe(0);
    const others = [1, 2, 3].map(() => runScript(script, [folder, '20']));
    await Promise.all([...others, withLock(root, 'count', () => {})]);
    expect(readFileSync(path.join(folder, 'count'), 'utf8')).toBe('60');
    expect(readFileSync(path.join(folder, '.promptops/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is released when the work fails', async () => {
    const root = await rootAt(createFolder());
    await expect(withLock(root, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withLock(root, 'a', () => 'yes')).resolves.toBe('yes');
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/source/plan.ts';
import { findRoot, rootAt } from '../../src/source/root.ts';
import { createFolder, createRepository, type Files } from '../helpers/repository.ts';
import { buildScript, runScript } from './child.ts';

async function project(files: Files = {}) {
  const folder = createFolder(files);
  return { folder, root: await rootAt(folder) };
}

/** Every file below a folder with its text: what a user would find afterwards. */
function treeOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    files.map((file) => [
      path.relative(folder, file),
      statSync(file).isFile() ? readFileSync(file, 'utf8') : '/',
    ]),
  );
}

describe('applyPlan', () => {
  it('writes new files with their folders and permissions, and keeps what is there', async () => {
    const { folder, root } = await project({ 'a.txt': 'mine' });
    const files = [
      { path: 'a.txt', content: 'yours' },
      { path: 'x/y/b.txt', content: 'b' },
      { path: 'run.sh', content: '#!/bin/sh\n', mode: 0o755 },
    ];
    const dry = await applyPlan(root, { files }, { dryRun: true });
    expect(treeOf(folder)).toEqual({ 'a.txt': 'mine' });
    const applied = await applyPlan(root, { files, onExisting: 'keep' });
    expect(applied).toEqual({ written: ['x/y/b.txt', 'run.sh'], replaced: [], kept: ['a.txt'] });
    expect(dry).toEqual(applied);
    expect(treeOf(folder)).toEqual({
      'a.txt': 'mine',
      x: '/',
      'x/y': '/',
      'x/y/b.txt': 'b',
      'run.sh': '#!/bin/sh\n',
    });
    expect(statSync(path.join(folder, 'run.sh')).mode & 0o777).toBe(0o755);
    expect((await applyPlan(root, { files })).written).toEqual([]);
  });

  it('replaces where it is told to, keeping permissions, and says what already was so', async () => {
    const { folder, root } = await project({ 'a.sh': 'old', 'b.txt': 'same', 'c.txt': 'kept' });
    const applied = await applyPlan(root, {
      onExisting: 'replace',
      files: [
        { path: 'a.sh', content: 'new' },
        { path: 'b.txt', content: 'same' },
        { path: 'c.txt', content: 'other', onExisting: 'keep' },
      ],
    });
    expect(applied).toEqual({ written: ['a.sh'], replaced: ['a.sh'], kept: ['b.txt', 'c.txt'] });
    expect(treeOf(folder)).toEqual({ 'a.sh': 'new', 'b.txt': 'same', 'c.txt': 'kept' });
    expect(statSync(path.join(folder, 'a.sh')).mode & 0o777).toBe(0o755);
  });

  it('puts everything back when one file cannot be written', async () => {
    const { folder, root } = await project({ 'a.txt': 'old', 'file.txt': 'a file' });
    const before = treeOf(folder);
    const plan = {
      onExisting: 'replace' as const,
      files: [
        { path: 'a.txt', content: 'new' },
        { path: 'deep/er/b.txt', content: 'b' },
        { path: 'file.txt/c.txt', content: 'c' },
      ],
    };
    await expect(applyPlan(root, plan)).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/^Cannot write "file.txt\/c.txt": /),
    });
    expect(treeOf(folder)).toEqual(before);
  });

  it('puts everything back when the disk is full half way', async () => {
    const { folder } = await project({ 'a.txt': 'old' });
    const script = await buildScript(`
      import { applyPlan } from '../../src/source/plan.ts';
      import { rootAt } from '../../src/source/root.ts';
      const files = [{ path: 'a.txt', content: 'new' }, { path: 'x/big.txt', content: 'x'.repeat(1 << 20) }];
      applyPlan(await rootAt(process.argv[2]), { files, onExisting: 'replace' }).catch((error) => console.log(error.code, error.message));
    `);
    // A limit on the size of files fails the write as a full disk does: after some bytes.
    const { stdout } = await runScript(script, [folder], 'ulimit -f 8;');
    expect(stdout).toContain('disk Cannot write "x/big.txt": the file would be larger than allowed.');
    expect(treeOf(folder)).toEqual({ 'a.txt': 'old' });
  });

  it.each(['../out.txt', '/tmp/out.txt', '.git/hooks/pre-commit', 'a/../../out.txt', ''])(
    'refuses the path %j',
    async (unsafe) => {
      const { folder, root } = await project({ '.git/HEAD': '' });
      const before = treeOf(folder);
      const files = [
        { path: 'a.txt', content: '' },
        { path: unsafe, content: 'x' },
      ];
      await expect(applyPlan(root, { files })).rejects.toMatchObject({ code: 'unsafe-path' });
      expect(treeOf(folder)).toEqual(before);
    },
  );

  it('refuses links, devices and folders in its way', async () => {
    const { folder, root } = await project({ '.git/HEAD': '' });
    const outside = createFolder({ 'victim.txt': 'safe' });
    symlinkSync(path.join(outside, 'victim.txt'), path.join(folder, 'link.txt'));
    symlinkSync(outside, path.join(folder, 'out'));
    symlinkSync('.git', path.join(folder, 'dot'));
    symlinkSync(path.join(outside, 'nothing'), path.join(folder, 'broken'));
    mkdirSync(path.join(folder, 'folder'));
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    for (const each of [
      'link.txt',
      'out/new.txt',
      'out/victim.txt',
      'dot/config',
      'broken/a.txt',
      'folder',
      'pipe',
    ]) {
      const plan = { files: [{ path: each, content: 'x' }], onExisting: 'replace' as const };
      await expect(applyPlan(root, plan), each).rejects.toMatchObject({ code: 'unsafe-path' });
    }
    expect(treeOf(outside)).toEqual({ 'victim.txt': 'safe' });
  });

  it('refuses to write one file twice', async () => {
    const { root } = await project();
    const files = [
      { path: 'a.txt', content: '1' },
      { path: './a.txt', content: '2' },
    ];
    await expect(applyPlan(root, { files })).rejects.toMatchObject({ code: 'usage' });
  });

  it('writes into a project below the top of its repository', async () => {
    const { path: top } = createRepository([{ 'apps/a/promptops.yaml': '' }]);
    await applyPlan(await findRoot(path.join(top, 'apps/a')), { files: [{ path: 'x.txt', content: 'x' }] });
    expect(existsSync(path.join(top, 'apps/a/x.txt'))).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('names a folder it may not write to', async () => {
    const { folder, root } = await project({ 'ro/a.txt': '' });
    chmodSync(path.join(folder, 'ro'), 0o555);
    const message = 'Cannot write "ro/b.txt": permission denied.';
    await expect(applyPlan(root, { files: [{ path: 'ro/b.txt', content: '' }] })).rejects.toMatchObject({
      code: 'disk',
      message,
    });
    chmodSync(path.join(folder, 'ro'), 0o755);
  });
});

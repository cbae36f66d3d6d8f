import { copyFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';
import { buildScript, runScript } from './child.ts';

const opened: Snapshot[] = [];

async function openAt(folder: string, ref: string | { readonly index: true }): Promise<Snapshot> {
  const snapshot = await readSnapshot(await findRoot(folder), ref);
  opened.push(snapshot);
  return snapshot;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((snapshot) => snapshot.close()));
});

async function textAt(snapshot: Snapshot, file: string): Promise<string | undefined> {
  const bytes = (await snapshot.read([file])).get(file);
  return bytes && Buffer.from(bytes).toString('utf8');
}

async function streamed(snapshot: Snapshot, file: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of snapshot.stream(file)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a commit', () => {
  it('looks like the worktree it was made of', async () => {
    const files = {
      'promptops.yaml': 'promptops: 1\r\n',
      'prompts/ümlaut \u{1F600}/a "b".prompt.yaml': 'é\r\n',
      'prompts/a.txt': '',
      'prompts/node_modules/x.txt': 'x',
      'data/large.bin': Buffer.alloc(3 << 20, 1),
    };
    const repository = createRepository([files]);
    const here = await readSnapshot(await findRoot(repository.path), null);
    repository.write({ 'prompts/a.txt': 'changed', 'prompts/new.txt': '' });
    const there = await openAt(repository.path, 'HEAD');
    expect(there).toMatchObject({ ref: 'HEAD', commit: repository.commits[0] });
    const listed = await there.list(['']);
    expect(listed).toEqual((await here.list([''])).filter((each) => each !== 'prompts/new.txt'));
    expect(await textAt(there, 'prompts/a.txt')).toBe('');
    expect(await textAt(there, 'prompts/ümlaut \u{1F600}/a "b".prompt.yaml')).toBe('é\r\n');
    repository.write({ 'prompts/a.txt': '' });
    expect([...(await there.identify(listed))]).toEqual([...(await here.identify(listed))]);
    expect((await streamed(there, 'data/large.bin')).equals(files['data/large.bin'])).toBe(true);
  });

  it('reads what any ref names: branch, tag, ancestor, id, detached HEAD', async () => {
    const repository = createRepository([{ 'a.txt': 'one' }, { 'a.txt': 'two' }, { 'a.txt': null }]);
    const [first = '', second = ''] = repository.commits;
    repository.git('tag', '--annotate', '--message', 'x', 'v1', first);
    repository.git('branch', 'fix/a', second);
    const refs = {
      v1: 'one',
      'fix/a': 'two',
      'main~2': 'one',
      [second]: 'two',
      [second.slice(0, 8)]: 'two',
      main: undefined,
    };
    for (const [ref, text] of Object.entries(refs)) {
      expect(await textAt(await openAt(repository.path, ref), 'a.txt'), ref).toBe(text);
    }
    repository.git('checkout', '--quiet', '--detach', first);
    expect(await openAt(repository.path, 'HEAD')).toMatchObject({ commit: first });
  });

  it('is read relative to the project, wherever it stands in the repository', async () => {
    const { path: top } = createRepository([
      {
        'apps/a/promptops.yaml': '',
        'apps/a/prompts/x.txt': 'x',
        'shared/tone.hbs': 'Kind.',
        'apps/a2/y.txt': '',
      },
    ]);
    const snapshot = await openAt(path.join(top, 'apps/a/prompts'), 'main');
    expect(await snapshot.list([''])).toEqual(['promptops.yaml', 'prompts/x.txt']);
    expect(await snapshot.list(['prompts', '../../shared', 'missing'])).toEqual([
      '../../shared/tone.hbs',
      'prompts/x.txt',
    ]);
    expect(await textAt(snapshot, 'prompts/x.txt')).toBe('x');
    expect(await textAt(snapshot, '../../shared/tone.hbs')).toBe('Kind.');
    await expect(snapshot.read(['../../../x'])).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('is read in a linked worktree, in a subfolder and in a bare repository', async () => {
    const repository = createRepository([{ 'a.txt': 'one', 'sub/b.txt': '' }]);
    const folder = createFolder();
    repository.git('worktree', 'add', '--quiet', path.join(folder, 'tree'));
    repository.git('clone', '--quiet', '--bare', repository.path, path.join(folder, 'bare.git'));
    for (const each of ['tree', 'tree/sub', 'bare.git']) {
      expect(await textAt(await openAt(path.join(folder, each), 'main'), 'a.txt'), each).toBe('one');
    }
  });

  it('reads thousands of files in one batch, each over the limit refused', async () => {
    const files = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`p/${n}.txt`, `text ${n}\n`]));
    const repository = createRepository([{ ...files, 'big.txt': 'x'.repeat(200_000) }]);
    const snapshot = await openAt(repository.path, 'main');
    const read = await snapshot.read(Object.keys(files));
    expect([...read].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual(
      Object.entries(files),
    );
    await expect(snapshot.read(['big.txt', 'p/1.txt'], 1_000)).rejects.toMatchObject({
      code: 'too-large',
      message: '"big.txt" is larger than 1000 bytes.',
    });
    expect(await textAt(snapshot, 'p/2.txt')).toBe('text 2\n');
  });

  it('follows links inside the tree, and refuses those that leave it and submodules', async () => {
    const inner = createRepository([{ 'x.txt': '' }]);
    const repository = createRepository([{ 'a/real.txt': 'real', 'b/x.txt': '' }]);
    const links = {
      'inside.txt': '../a/real.txt',
      folder: '../a',
      'outside.txt': '../../etc/passwd',
      'absolute.txt': '/etc/passwd',
      'broken.txt': 'nothing',
      'circle.txt': 'circle.txt',
      'git.txt': '../.git/config',
    };
    for (const [name, target] of Object.entries(links))
      symlinkSync(target, path.join(repository.path, 'b', name));
    repository.git('submodule', 'add', '--quiet', inner.path, 'prompts');
    repository.commit({});
    const snapshot = await openAt(repository.path, 'main');
    expect(await textAt(snapshot, 'b/inside.txt')).toBe('real');
    expect(await textAt(snapshot, 'b/folder/real.txt')).toBe('real');
    expect(await snapshot.list(['b/folder'])).toEqual(['b/folder/real.txt']);
    for (const name of ['outside.txt', 'absolute.txt', 'broken.txt', 'circle.txt', 'git.txt']) {
      await expect(snapshot.read([`b/${name}`]), name).rejects.toMatchObject({ code: 'unsafe-path' });
    }
    const here = await readSnapshot(await findRoot(repository.path), null);
    expect(await snapshot.list(['b'])).toEqual(await here.list(['b']));
    const submodule = { code: 'unsafe-path', message: expect.stringContaining('submodule "prompts"') };
    await expect(snapshot.read(['prompts/x.txt'])).rejects.toMatchObject(submodule);
    await expect(snapshot.list(['prompts'])).rejects.toMatchObject(submodule);
    expect(await snapshot.list([''])).not.toContain('prompts');
  });

  it('says that a blob is missing from a partial clone, and fetches nothing', async () => {
    const origin = createRepository([{ 'a.txt': 'one' }]);
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const folder = createFolder();
    runGit(folder, [
      'clone',
      '--quiet',
      '--no-checkout',
      '--filter=blob:none',
      `file://${origin.path}`,
      'partial',
    ]);
    const snapshot = await openAt(path.join(folder, 'partial'), 'main');
    expect(await snapshot.list([''])).toEqual(['a.txt']);
    await expect(snapshot.read(['a.txt'])).rejects.toMatchObject({
      code: 'git',
      hint: expect.stringContaining('partial'),
    });
    await expect(streamed(snapshot, 'a.txt')).rejects.toMatchObject({ code: 'git' });
  });

  it('refuses to be read once closed, and leaves no process behind', async () => {
    const repository = createRepository([{ 'a.txt': 'one' }]);
    const snapshot = await openAt(repository.path, 'main');
    expect(await textAt(snapshot, 'a.txt')).toBe('one');
    await snapshot.close();
    await snapshot.close();
    await expect(snapshot.read(['a.txt'])).rejects.toMatchObject({ code: 'git' });
  });

  it('is read from a repository of SHA-256 ids', async () => {
    const repository = createRepository([{ 'a.txt': 'one' }], { objectFormat: 'sha256' });
    expect(await textAt(await openAt(repository.path, 'main'), 'a.txt')).toBe('one');
  });
});

describe('the index', () => {
  it('is what is staged', async () => {
    const repository = createRepository([{ 'a.txt': 'one', 'b.txt': 'b' }]);
    repository.write({ 'a.txt': 'staged', 'new.txt': 'new' });
    repository.git('add', '--all');
    repository.write({ 'a.txt': 'unstaged', 'later.txt': '' });
    const snapshot = await openAt(repository.path, { index: true });
    expect(snapshot).toMatchObject({ ref: null, commit: null });
    expect(await snapshot.list([''])).toEqual(['a.txt', 'b.txt', 'new.txt']);
    expect(await textAt(snapshot, 'a.txt')).toBe('staged');
  });

  it('is the one a hook names in GIT_INDEX_FILE', async () => {
    const repository = createRepository([{ 'a.txt': 'one' }]);
    const other = path.join(repository.path, '.git/other-index');
    copyFileSync(path.join(repository.path, '.git/index'), other);
    repository.write({ 'b.txt': '' });
    repository.git('add', '--all');
    process.env['GIT_INDEX_FILE'] = other;
    try {
      expect(await (await openAt(repository.path, { index: true })).list([''])).toEqual(['a.txt']);
    } finally {
      delete process.env['GIT_INDEX_FILE'];
    }
  });

  it('names a file in conflict, and reads the others', async () => {
    const repository = createRepository([{ 'a.txt': 'one', 'b.txt': 'b' }]);
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.commit({ 'a.txt': 'other' });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'a.txt': 'main' });
    expect(() => repository.git('merge', '--quiet', 'other')).toThrow();
    const snapshot = await openAt(repository.path, { index: true });
    expect(await textAt(snapshot, 'b.txt')).toBe('b');
    await expect(snapshot.read(['a.txt'])).rejects.toMatchObject({
      code: 'git',
      message: expect.stringContaining('"a.txt"'),
    });
  });
});

describe('a snapshot nobody closes', () => {
  it('does not keep the process alive', async () => {
    const repository = createRepository([{ 'a.txt': 'one' }]);
    const script = await buildScript(`
      import { findRoot } from '../../src/source/root.ts';
      import { readSnapshot } from '../../src/source/snapshot.ts';
      const snapshot = await readSnapshot(await findRoot(process.argv[2]), 'HEAD');
      console.log((await snapshot.read(['a.txt'])).size);
    `);
    expect(await runScript(script, [repository.path])).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  });
});

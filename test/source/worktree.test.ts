import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, type Files, writeFiles } from '../helpers/repository.ts';

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8');

async function open(files: Files) {
  const folder = createFolder(files);
  const root = await findRoot(folder);
  return { folder, root, snapshot: await readSnapshot(root, null) };
}

describe('the worktree', () => {
  it('lists files below folders by code point, without git, runs and packages', async () => {
    const { snapshot } = await open({
      'prompts/\u{1F600}.txt': '',
      'prompts/\uffee.txt': '',
      'prompts/b/c.txt': '',
      'prompts/a.txt': '',
      'prompts/node_modules/x.txt': '',
      '.promptops/runs/y.txt': '',
      'other.txt': '',
    });
    const listed = ['prompts/a.txt', 'prompts/b/c.txt', 'prompts/\uffee.txt', 'prompts/\u{1F600}.txt'];
    expect(await snapshot.list(['prompts', 'prompts/b', 'missing'])).toEqual(listed);
    expect(await snapshot.list([''])).toEqual(['other.txt', ...listed]);
    expect(snapshot).toMatchObject({ ref: null, commit: null });
  });

  it('reads bytes as they are and leaves missing files out', async () => {
    const { snapshot } = await open({ 'a.txt': 'é\r\n', 'b.bin': new Uint8Array([0, 255]) });
    const read = await snapshot.read(['a.txt', 'b.bin', 'no.txt', 'a.txt/x', 'no/no.txt']);
    expect([...read.keys()]).toEqual(['a.txt', 'b.bin']);
    expect(text(read.get('a.txt'))).toBe('é\r\n');
    expect([...(read.get('b.bin') ?? [])]).toEqual([0, 255]);
  });

  it('refuses a file over the limit, 1 MiB by default', async () => {
    const { snapshot } = await open({ 'a.txt': 'x'.repeat((1 << 20) + 1), 'b.txt': 'xyz' });
    const large = { code: 'too-large', message: '"a.txt" is larger than 1048576 bytes.' };
    await expect(snapshot.read(['a.txt'])).rejects.toMatchObject(large);
    await expect(snapshot.read(['b.txt'], 2)).rejects.toMatchObject({ code: 'too-large' });
    expect(text((await snapshot.read(['b.txt'], 3)).get('b.txt'))).toBe('xyz');
  });

  it.each(['../out.txt', '/etc/passwd', 'a/../../out.txt', 'a\0b', '.git/config', 'a/.GIT/config', '..'])(
    'refuses the path %j',
    async (unsafe) => {
      const { snapshot } = await open({ 'a/b.txt': '', '.git/config': 'secret', '.git/HEAD': '' });
      for (const ask of [
        snapshot.read([unsafe]),
        snapshot.identify([unsafe]),
        snapshot.list([unsafe]),
        (async () => {
          for await (const _ of snapshot.stream(unsafe));
        })(),
      ]) {
        await expect(ask).rejects.toMatchObject({ code: 'unsafe-path' });
      }
    },
  );

  it('climbs out of the project, not out of the repository', async () => {
    const { path: top } = createRepository([
      { 'apps/a/promptops.yaml': '', 'shared/tone.hbs': 'Kind.', 'apps/a/x.txt': '' },
    ]);
    const snapshot = await readSnapshot(await findRoot(path.join(top, 'apps/a')), null);
    expect(text((await snapshot.read(['../../shared/tone.hbs'])).get('../../shared/tone.hbs'))).toBe('Kind.');
    expect(await snapshot.list(['../../shared'])).toEqual(['../../shared/tone.hbs']);
    await expect(snapshot.read(['../../../etc/passwd'])).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('follows links inside the repository and refuses the others', async () => {
    const { folder, snapshot } = await open({
      'a/real.txt': 'real',
      'b/x.txt': '',
      '.git/config': '',
      '.git/HEAD': '',
    });
    const outside = createFolder({ 'secret.txt': 'secret' });
    symlinkSync('../a/real.txt', path.join(folder, 'b/inside.txt'));
    symlinkSync('../a', path.join(folder, 'b/folder'));
    symlinkSync(path.join(outside, 'secret.txt'), path.join(folder, 'b/outside.txt'));
    symlinkSync(outside, path.join(folder, 'out'));
    symlinkSync('nothing', path.join(folder, 'b/broken.txt'));
    symlinkSync('circle.txt', path.join(folder, 'b/circle.txt'));
    symlinkSync('../.git/config', path.join(folder, 'b/git.txt'));
    symlinkSync('/dev/zero', path.join(folder, 'b/zero.txt'));
    expect(text((await snapshot.read(['b/inside.txt'])).get('b/inside.txt'))).toBe('real');
    expect(text((await snapshot.read(['b/folder/real.txt'])).get('b/folder/real.txt'))).toBe('real');
    const refused = [
      'b/outside.txt',
      'out/secret.txt',
      'b/broken.txt',
      'b/circle.txt',
      'b/git.txt',
      'b/zero.txt',
    ];
    for (const each of refused) {
      await expect(snapshot.read([each]), each).rejects.toMatchObject({ code: 'unsafe-path' });
    }
    await expect(snapshot.list(['out'])).rejects.toMatchObject({ code: 'unsafe-path' });
    // What cannot be read is listed all the same, so that nobody takes it for absent.
    expect(await snapshot.list(['b'])).toEqual(
      ['broken', 'circle', 'git', 'inside', 'outside', 'x', 'zero'].map((name) => `b/${name}.txt`),
    );
  });

  it('refuses a FIFO without waiting for it, and a folder', async () => {
    const { folder, snapshot } = await open({ 'a/b.txt': '' });
    execFileSync('mkfifo', [path.join(folder, 'a/pipe.prompt.yaml')]);
    expect(await snapshot.list(['a'])).toContain('a/pipe.prompt.yaml');
    const unsafe = { code: 'unsafe-path', message: expect.stringContaining('pipe.prompt.yaml') };
    await expect(snapshot.read(['a/pipe.prompt.yaml'])).rejects.toMatchObject(unsafe);
    await expect(snapshot.identify(['a/pipe.prompt.yaml'])).rejects.toMatchObject(unsafe);
    await expect(snapshot.read(['a'])).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('streams a file in pieces', async () => {
    const { snapshot } = await open({ 'data.jsonl': 'x'.repeat(300_000) });
    const pieces: number[] = [];
    for await (const piece of snapshot.stream('data.jsonl')) pieces.push(piece.length);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, each) => sum + each)).toBe(300_000);
    await expect(snapshot.stream('no.jsonl')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it.each(['sha1', 'sha256'] as const)('identifies files as git does (%s)', async (objectFormat) => {
    const files = { 'a.txt': 'a\r\nb', 'empty.txt': '', 'large.bin': Buffer.alloc(3 << 20, 7) };
    const repository = createRepository([files], { objectFormat });
    const snapshot = await readSnapshot(await findRoot(repository.path), null);
    const ids = await snapshot.identify([...Object.keys(files), 'missing.txt']);
    const expected = Object.keys(files).map((name) => [
      name,
      repository.git('hash-object', '--no-filters', name),
    ]);
    expect([...ids]).toEqual(expected);
  });

  it('notices every change of a file, whatever its time stamp says', async () => {
    const { folder, root, snapshot } = await open({ 'a.txt': 'one' });
    const then = new Date(Date.now() - 60_000);
    utimesSync(path.join(folder, 'a.txt'), then, then);
    const id = async (from = snapshot) => (await from.identify(['a.txt'])).get('a.txt');
    const first = await id();
    expect(await id()).toBe(first);
    writeFileSync(path.join(folder, 'a.txt'), 'two');
    utimesSync(path.join(folder, 'a.txt'), then, then);
    const second = await id(await readSnapshot(root, null));
    expect(second).not.toBe(first);
    rmSync(path.join(folder, 'a.txt'));
    expect(await id()).toBeUndefined();
  });

  it('sees a folder that is made after it was missed', async () => {
    const { folder, snapshot } = await open({});
    expect((await snapshot.read(['new/a.txt'])).size).toBe(0);
    mkdirSync(path.join(folder, 'new'));
    writeFiles(folder, { 'new/a.txt': 'x' });
    expect((await snapshot.read(['new/a.txt'])).size).toBe(1);
  });
});

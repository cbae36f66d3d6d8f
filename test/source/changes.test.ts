import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesSince } from '../../src/source/changes.ts';
import { findRoot } from '../../src/source/root.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';

type Target = Parameters<typeof changesSince>[2];

async function changed(folder: string, since: string | null, target: Target = null) {
  const { paths } = await changesSince(await findRoot(folder), since, target);
  return paths && [...paths].sort();
}

const index = { index: true } as const;

describe('changesSince', () => {
  it('names what is changed, staged, removed and not known to git yet, but not what git ignores', async () => {
    const repository = createRepository([
      { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd', '.gitignore': '*.log' },
    ]);
    repository.write({ 'a.txt': 'A', 'b.txt': null, 'new é.txt': '', 'x.log': '' });
    repository.git('rm', '--quiet', '--cached', 'c.txt');
    repository.write({ 'staged.txt': 's' });
    repository.git('add', 'staged.txt');
    const all = ['a.txt', 'b.txt', 'c.txt', 'new é.txt', 'staged.txt'];
    expect(await changed(repository.path, 'HEAD')).toEqual(all);
    expect(await changed(repository.path, null, index)).toEqual(['c.txt', 'staged.txt']);
  });

  it('starts at the merge base: what others did since is no change of ours', async () => {
    const repository = createRepository([{ 'a.txt': 'a', 'b.txt': 'b' }]);
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'a.txt': 'ours' });
    repository.git('checkout', '--quiet', 'main');
    const theirs = repository.commit({ 'b.txt': 'theirs' });
    repository.git('checkout', '--quiet', 'topic');
    expect(await changed(repository.path, 'main')).toEqual(['a.txt']);
    expect(await changed(repository.path, 'main', 'topic')).toEqual(['a.txt']);
    expect(await changed(repository.path, 'topic', theirs)).toEqual(['b.txt']);
    expect((await changesSince(await findRoot(repository.path), 'main', null)).base).toBe(
      repository.commits[0],
    );
  });

  it('names both ends of a rename, and paths as the project writes them', async () => {
    const repository = createRepository([
      {
        'bot/promptops.yaml': 'promptops: 1\n',
        'bot/a.txt': 'long enough to be a rename',
        'shared/s.txt': 's',
      },
    ]);
    repository.git('mv', 'bot/a.txt', 'bot/b.txt');
    repository.write({ 'shared/s.txt': 'S' });
    const folder = path.join(repository.path, 'bot');
    expect(await changed(folder, 'HEAD')).toEqual(['../shared/s.txt', 'a.txt', 'b.txt']);
    expect(await changed(folder, null, index)).toEqual(['a.txt', 'b.txt']);
  });

  it('takes line ends that git converts for no change', async () => {
    const repository = createRepository([{ 'a.txt': 'one\ntwo\n', '.gitattributes': '*.txt text' }]);
    repository.write({ 'a.txt': 'one\r\ntwo\r\n' });
    expect(await changed(repository.path, 'HEAD')).toEqual([]);
  });

  it('runs no filter of the clone', async () => {
    const repository = createRepository([{ 'a.txt': 'a', '.gitattributes': '*.txt filter=evil' }]);
    repository.git('config', 'filter.evil.clean', `touch ${path.join(repository.path, 'ran')}; cat`);
    repository.write({ 'a.txt': 'A' });
    expect(await changed(repository.path, 'HEAD')).toEqual(['a.txt']);
    expect(existsSync(path.join(repository.path, 'ran'))).toBe(false);
  });

  it('cannot tell before the first commit', async () => {
    const folder = createFolder({ 'a.txt': 'a' });
    runGit(folder, ['init', '--quiet', '--initial-branch=main']);
    runGit(folder, ['add', '.']);
    expect(await changed(folder, null, index)).toBeNull();
    await expect(changed(folder, 'main')).rejects.toMatchObject({ code: 'bad-ref' });
  });

  it('refuses a ref that does not exist with the nearest one, and one without a common commit', async () => {
    const repository = createRepository([{ 'a.txt': 'a' }]);
    await expect(changed(repository.path, 'mian')).rejects.toMatchObject({
      code: 'bad-ref',
      hint: 'Did you mean "main"?',
    });
    repository.git('checkout', '--quiet', '--orphan', 'other');
    repository.commit({ 'a.txt': 'b' });
    await expect(changed(repository.path, 'main')).rejects.toMatchObject({
      code: 'bad-ref',
      message: expect.stringContaining('no commit in common'),
    });
    await expect(changed(createFolder(), 'main')).rejects.toMatchObject({ code: 'bad-ref' });
  });
});

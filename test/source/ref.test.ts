import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';

async function refused(
  folder: string,
  ref: string,
): Promise<{ code: string; message: string; hint: string | null }> {
  try {
    await readSnapshot(await findRoot(folder), ref);
  } catch (error) {
    return error as { code: string; message: string; hint: string | null };
  }
  throw new Error(`"${ref}" was accepted`);
}

describe('a ref that cannot be read', () => {
  it('gets the nearest branch or tag', async () => {
    const repository = createRepository([{ 'a.txt': '' }]);
    repository.git('branch', 'feature/reply');
    repository.git('tag', 'v1.3.0');
    expect(await refused(repository.path, 'mian')).toMatchObject({
      code: 'bad-ref',
      message: 'There is no commit "mian" in this clone.',
      hint: 'Did you mean "main"?',
    });
    expect((await refused(repository.path, 'feature/repyl')).hint).toBe('Did you mean "feature/reply"?');
    expect((await refused(repository.path, 'v1.3.1')).hint).toBe('Did you mean "v1.3.0"?');
    expect((await refused(repository.path, 'v1')).hint).toBe('Did you mean "v1.3.0"?');
    expect((await refused(repository.path, 'origin/main')).hint).toBe('Did you mean "main"?');
    expect((await refused(repository.path, 'nowhere')).hint).toBe(
      'See what there is: git branch --all, git tag',
    );
  });

  it('gets the remote branch of that name, or a fetch of the commit', async () => {
    const origin = createRepository([{ 'a.txt': '' }]);
    origin.git('branch', 'release');
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', origin.path, 'clone']);
    expect((await refused(path.join(folder, 'clone'), 'release')).hint).toBe(
      'Did you mean "origin/release"?',
    );
    runGit(folder, ['clone', '--quiet', '--single-branch', '--branch', 'release', origin.path, 'one']);
    const one = path.join(folder, 'one');
    for (const name of ['main', 'origin/main'])
      expect((await refused(one, name)).hint).toContain('"git fetch origin main:refs/remotes/origin/main"');
    expect((await refused(one, 'HEAD~9')).hint).toContain('git branch --all');
    const id = 'deadbeef'.repeat(5);
    expect((await refused(origin.path, id)).hint).toBe(
      `If it exists elsewhere, run "git fetch origin ${id}".`,
    );
  });

  it.each(['--output=PWNED', '--upload-pack=touch PWNED', '-OPWNED', '--help', '', ' ', 'a\0b', 'a\nb'])(
    'is refused before git sees it: %j',
    async (ref) => {
      const repository = createRepository([{ 'a.txt': '' }]);
      expect(
        await refused(repository.path, ref.replace('PWNED', path.join(repository.path, 'pwned'))),
      ).toMatchObject({
        code: 'bad-ref',
      });
      expect(readdirSync(repository.path)).toEqual(['.git', 'a.txt']);
    },
  );

  it.each(['HEAD:a.txt', 'HEAD^{tree}', 'main..main', '^main', 'main main', '@{u}', 'HEAD~5', ':/nothing'])(
    'is refused when it names no commit: %s',
    async (ref) => {
      const repository = createRepository([{ 'a.txt': '' }]);
      expect(await refused(repository.path, ref)).toMatchObject({ code: 'bad-ref' });
    },
  );

  it('says what to do in a shallow clone, an empty repository and outside of one', async () => {
    const origin = createRepository([{ 'a.txt': 'one' }, { 'a.txt': 'two' }]);
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', '--depth=1', `file://${origin.path}`, 'shallow']);
    for (const ref of ['HEAD~1', origin.commits[0] ?? '']) {
      expect((await refused(path.join(folder, 'shallow'), ref)).hint).toContain('git fetch --unshallow');
      expect((await refused(path.join(folder, 'shallow'), ref)).hint).toContain('fetch-depth: 0');
    }
    const empty = createRepository([]);
    expect(await refused(empty.path, 'HEAD')).toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('Commit'),
    });
    const plain = createFolder();
    expect(await refused(plain, 'main')).toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('git init'),
    });
    expect(existsSync(path.join(plain, '.git'))).toBe(false);
  });

  it('says that git failed when the repository is damaged', async () => {
    const folder = createFolder({ '.git': 'gitdir: nowhere\n' });
    expect(await refused(folder, 'main')).toMatchObject({ code: 'git' });
  });
});

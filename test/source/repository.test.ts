import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepository, repositoryName } from '../../src/source/repository.ts';
import { findRoot } from '../../src/source/root.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

const sourceOf = async (folder: string) => readRepository(await findRoot(folder));

describe('readRepository', () => {
  it('names repository and commit, and says whether anything is uncommitted', async () => {
    const repository = createRepository([{ 'a.txt': '', 'sub/b.txt': '', '.gitignore': 'ignored\n' }]);
    repository.git('remote', 'add', 'origin', 'https://user:secret@git.example.com/acme/prompts.git');
    const head = repository.commits[0];
    const clean = { repository: 'acme/prompts', head, dirty: false, base: null, prefix: '' };
    repository.write({ ignored: '', '.promptops/.gitignore': '*\n', '.promptops/runs/x': '' });
    expect(await sourceOf(path.join(repository.path, 'sub'))).toEqual(clean);
    repository.write({ 'new.txt': '' });
    expect(await sourceOf(repository.path)).toEqual({ ...clean, dirty: true });
    repository.write({ 'new.txt': null, 'a.txt': 'x' });
    expect(await sourceOf(repository.path)).toEqual({ ...clean, dirty: true });
    repository.git('add', '--all');
    expect(await sourceOf(repository.path)).toEqual({ ...clean, dirty: true });
  });

  it('finds a remote that stands in a file the configuration includes, and one of a linked worktree', async () => {
    const repository = createRepository([{ 'a.txt': '' }]);
    const linked = path.join(createFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked);
    const more = path.join(
      createFolder({ more: '[remote "origin"]\n\turl = git@example.com:acme/x.git\n' }),
      'more',
    );
    repository.git('config', 'include.path', more);
    expect((await sourceOf(repository.path)).repository).toBe('acme/x');
    expect((await sourceOf(linked)).repository).toBe('acme/x');
  });

  it('leaves out what there is not', async () => {
    expect(await sourceOf(createFolder())).toEqual({
      repository: null,
      head: null,
      dirty: null,
      base: null,
      prefix: '',
    });
    expect(await sourceOf(createRepository([]).path)).toMatchObject({
      repository: null,
      head: null,
      dirty: false,
    });
    const broken = createFolder({ '.git': 'gitdir: nowhere\n' });
    expect(await sourceOf(broken)).toEqual({
      repository: null,
      head: null,
      dirty: null,
      base: null,
      prefix: '',
    });
  });

  it('writes nothing, not even the index', async () => {
    const repository = createRepository([{ 'a.txt': 'x' }]);
    repository.write({ 'a.txt': 'x' });
    const { statSync } = await import('node:fs');
    const before = statSync(path.join(repository.path, '.git/index'), { bigint: true }).mtimeNs;
    await sourceOf(repository.path);
    expect(statSync(path.join(repository.path, '.git/index'), { bigint: true }).mtimeNs).toBe(before);
  });
});

describe('repositoryName', () => {
  it.each([
    ['git@github.com:acme/prompts.git', 'acme/prompts'],
    ['ssh://git@host:22/acme/prompts', 'acme/prompts'],
    ['https://u:p@gitlab.example.com/group/sub/prompts.git/', 'group/sub/prompts'],
    ['https://host/acme/prompts?token=x', 'acme/prompts'],
    ['/srv/git/prompts.git', null],
    ['../prompts', null],
    ['file:///srv/git/prompts.git', null],
    ['C:\\git\\prompts', null],
    ['C:/git/prompts', null],
  ])('%s', (url, name) => expect(repositoryName(url)).toBe(name));
});

import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRoot, rootAt } from '../../src/source/root.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';

describe('findRoot', () => {
  it('is the folder of promptops.yaml, inside its repository', async () => {
    const { path: top } = createRepository([
      { 'apps/a/promptops.yaml': 'promptops: 1', 'apps/a/prompts/x/y.txt': '' },
    ]);
    const root = path.join(top, 'apps/a');
    expect(await findRoot(path.join(root, 'prompts/x'))).toEqual({ root, repository: top, prefix: 'apps/a' });
  });

  it('is the top of the repository without a config, and never a config above it', async () => {
    const outer = createFolder({ 'promptops.yaml': 'promptops: 1', 'inner/deep/a.txt': '' });
    runGit(path.join(outer, 'inner'), ['init', '--quiet']);
    const root = path.join(outer, 'inner');
    expect(await findRoot(path.join(root, 'deep'))).toEqual({ root, repository: root, prefix: '' });
  });

  it('is the working folder outside a repository, or the folder of a config above', async () => {
    const folder = createFolder({ 'a/b/c.txt': '' });
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'a/b')];
    expect(await findRoot(b)).toEqual({ root: b, repository: null, prefix: '' });
    const configured = createFolder({ 'promptops.yaml': '', 'a/b/c.txt': '' });
    expect(await findRoot(path.join(configured, 'a/b'))).toEqual({
      root: configured,
      repository: null,
      prefix: '',
    });
    expect(await rootAt(a)).toEqual({ root: a, repository: null, prefix: '' });
  });

  it('resolves links, knows linked worktrees, submodules and bare repositories', async () => {
    const repository = createRepository([{ 'promptops.yaml': '' }]);
    const folder = createFolder();
    symlinkSync(repository.path, path.join(folder, 'link'));
    expect((await findRoot(path.join(folder, 'link'))).root).toBe(repository.path);
    repository.git('worktree', 'add', '--quiet', path.join(folder, 'tree'));
    expect(await findRoot(path.join(folder, 'tree'))).toMatchObject({
      repository: path.join(folder, 'tree'),
    });
    repository.git('clone', '--quiet', '--bare', repository.path, path.join(folder, 'bare.git'));
    const bare = path.join(folder, 'bare.git');
    expect(await findRoot(bare)).toEqual({ root: bare, repository: bare, prefix: '' });
  });

  it('refuses a folder that is not there', async () => {
    const folder = createFolder({ 'a.txt': '' });
    for (const missing of ['nope', 'a.txt']) {
      await expect(findRoot(path.join(folder, missing))).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('takes a folder as a root of its own, for scaffolding', async () => {
    const { path: top } = createRepository([{ 'promptops.yaml': '', 'sub/a.txt': '' }]);
    const root = path.join(top, 'sub');
    expect(await rootAt(root)).toEqual({ root, repository: top, prefix: 'sub' });
  });
});

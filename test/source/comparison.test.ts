import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ComparisonRequest, resolveComparison } from '../../src/source/comparison.ts';
import { findRoot } from '../../src/source/root.ts';
import { createFolder, createRepository, runGit, type TestRepository } from '../helpers/repository.ts';

type World = { readonly env?: Record<string, string>; readonly base?: string | null };

async function compare(
  folder: string,
  request: ComparisonRequest = {},
  { env = {}, base = null }: World = {},
) {
  const found = await resolveComparison(await findRoot(folder), request, {
    env,
    configuredBase: async () => base,
  });
  const idOf = <Side extends object>(side: Side | null) => (side && 'commit' in side ? side.commit : side);
  return { ...found, base: idOf(found.base), head: idOf(found.head) };
}

const refused = (folder: string, request: ComparisonRequest = {}, world: World = {}) =>
  compare(folder, request, world).then(
    ({ baseName }) => expect.fail(`compared with ${baseName}`),
    (error: { code: string; message: string; hint: string | null }) => error,
  );

/** `main` with three commits; `feature` parted from the second and has one of its own, checked out. */
function branched(): TestRepository & { readonly parting: string } {
  const repository = createRepository([{ 'a.txt': '1' }, { 'a.txt': '2' }]);
  repository.git('switch', '--quiet', '-c', 'feature');
  repository.commit({ 'b.txt': 'feature' });
  repository.git('switch', '--quiet', 'main');
  repository.commit({ 'a.txt': '3' });
  repository.git('switch', '--quiet', 'feature');
  return { ...repository, parting: repository.commits[1] ?? '' };
}

/** A clone whose history is cut off behind each branch's last commit. */
function shallowClone(origin: TestRepository, branch: string): string {
  const folder = createFolder();
  const from = `file://${origin.path}`;
  runGit(folder, ['clone', '--quiet', '--depth=1', '--no-single-branch', '--branch', branch, from, 'clone']);
  return path.join(folder, 'clone');
}

function pushEvent(before: string): Record<string, string> {
  const file = path.join(createFolder(), 'event.json');
  writeFileSync(file, JSON.stringify({ before }));
  return { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: file };
}

describe('a base that is named', () => {
  it('means where the head parted from it, and its tip when that is asked for', async () => {
    const { path: folder, parting, commits } = branched();
    expect(await compare(folder, { base: 'main' })).toEqual({
      base: parting,
      baseName: 'merge base with "main"',
      head: null,
      headName: 'the worktree',
      notes: [],
    });
    expect(await compare(folder, { base: 'main', exactRef: true })).toMatchObject({
      base: commits[3],
      baseName: 'main',
    });
    expect(await compare(folder, { base: 'main~2' })).toMatchObject({ base: commits[0], baseName: 'main~2' });
  });

  it('is compared with a ref, the index or the worktree', async () => {
    const { path: folder, parting, commits } = branched();
    expect(await compare(folder, { base: 'main', head: 'feature' })).toMatchObject({
      base: parting,
      head: commits[2],
      headName: 'feature',
    });
    expect(await compare(folder, { base: 'feature', head: 'main' })).toMatchObject({
      base: parting,
      head: commits[3],
    });
    expect(await compare(folder, { base: 'main', staged: true })).toMatchObject({
      base: parting,
      head: { index: true },
      headName: 'the index',
    });
  });

  it.each<[string, ComparisonRequest, string]>([
    ['an option', { base: '--output=pwned' }, 'Name a branch'],
    ['an option as head', { base: 'main', head: '-Opwned' }, 'Name a branch'],
    ['unknown', { base: 'mian' }, 'Did you mean "main"?'],
    ['unknown as head', { base: 'main', head: 'featur' }, 'Did you mean "feature"?'],
    ['a range', { base: 'main..feature' }, 'main feature --exact-ref'],
    ['a symmetric range', { base: 'main...' }, 'main HEAD'],
    ['index and head at once', { base: 'main', head: 'feature', staged: true }, 'Leave one of them out'],
  ])('is refused: %s', async (_, request, hint) => {
    const error = await refused(branched().path, request);
    expect(error.hint).toContain(hint);
    expect(['bad-ref', 'usage']).toContain(error.code);
  });
});

describe('without a base', () => {
  it('takes where the branch parted from the default branch: main, master, the remote’s own', async () => {
    const repository = branched();
    const name = 'merge base with "main"';
    expect(await compare(repository.path)).toMatchObject({ base: repository.parting, baseName: name });
    repository.git('branch', '--move', 'main', 'master');
    expect(await compare(repository.path)).toMatchObject({ base: repository.parting });
    repository.git('branch', '--move', 'master', 'trunk');
    expect(await refused(repository.path)).toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('base: <branch>'),
    });
    repository.git('update-ref', 'refs/remotes/origin/trunk', 'trunk');
    repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    expect(await compare(repository.path)).toMatchObject({
      base: repository.parting,
      baseName: 'merge base with "trunk"',
    });
  });

  it('is not misled by a branch that lags behind the remote’s, or is ahead of it', async () => {
    const repository = branched();
    const [first = '', second = ''] = repository.commits;
    repository.git('update-ref', 'refs/remotes/origin/main', second);
    repository.git('update-ref', 'refs/heads/main', first);
    expect(await compare(repository.path)).toMatchObject({ base: second });
    repository.git('update-ref', 'refs/heads/main', second);
    repository.git('update-ref', 'refs/remotes/origin/main', first);
    expect(await compare(repository.path)).toMatchObject({ base: second });
  });

  it('takes the config’s base, a pull request’s target over it, and names who named what is not there', async () => {
    const repository = branched();
    repository.git('branch', 'release', 'main~2');
    const release = { base: repository.commits[0], baseName: 'release' };
    expect(await compare(repository.path, {}, { base: 'release' })).toMatchObject(release);
    expect(
      await compare(repository.path, {}, { base: 'feature', env: { GITHUB_BASE_REF: 'release' } }),
    ).toMatchObject(release);
    expect(await refused(repository.path, {}, { base: 'relase' })).toMatchObject({
      message: expect.stringContaining('promptops.yaml'),
      hint: 'Did you mean "release"?',
    });
    expect((await refused(repository.path, {}, { env: { GITHUB_BASE_REF: '-O' } })).message).toContain(
      '"-O"',
    );
  });

  it('takes HEAD for the index', async () => {
    const { path: folder, commits } = branched();
    expect(await compare(folder, { staged: true })).toMatchObject({ base: commits[2], baseName: 'HEAD' });
  });

  it('takes the commit before on a clean default branch, HEAD on one with changes', async () => {
    const repository = createRepository([{ 'a.txt': '1' }, { 'a.txt': '2' }]);
    const before = { base: repository.commits[0], baseName: 'HEAD~1' };
    expect(await compare(repository.path)).toMatchObject(before);
    repository.git('switch', '--quiet', '--detach');
    expect(await compare(repository.path)).toMatchObject(before);
    repository.git('switch', '--quiet', '-c', 'young');
    expect(await compare(repository.path)).toMatchObject({ base: repository.commits[1] });
    repository.git('switch', '--quiet', 'main');
    repository.write({ 'new.txt': '' });
    expect(await compare(repository.path)).toMatchObject({ base: repository.commits[1], baseName: 'main' });
  });

  it('compares the first commit, and what comes before it, with nothing', async () => {
    const nothing = { base: { nothing: true }, baseName: 'nothing' };
    const repository = createRepository([]);
    repository.write({ 'a.txt': '1' });
    expect(await compare(repository.path)).toMatchObject(nothing);
    expect(await refused(repository.path, { base: 'main' })).toMatchObject({
      hint: expect.stringContaining('Commit the project first'),
    });
    repository.commit({});
    expect(await compare(repository.path)).toMatchObject(nothing);
  });
});

describe('on a push', () => {
  it('takes what stood there before, and the default branch for a branch that is new', async () => {
    const repository = branched();
    const [first = '', second = ''] = repository.commits;
    expect(await compare(repository.path, {}, { env: pushEvent(first) })).toMatchObject({ base: first });
    expect(await compare(repository.path, {}, { env: pushEvent('0'.repeat(40)) })).toMatchObject({
      base: second,
      notes: [],
    });
    expect(await compare(repository.path, { base: 'main' }, { env: pushEvent(first) })).toMatchObject({
      base: second,
    });
  });

  it('says so when the branch was rewritten, and what to fetch when the clone is shallow', async () => {
    const repository = branched();
    const gone = pushEvent('deadbeef'.repeat(5));
    expect(await compare(repository.path, {}, { env: gone })).toMatchObject({
      base: repository.parting,
      notes: [expect.stringContaining('rewritten')],
    });
    expect(await refused(shallowClone(repository, 'feature'), {}, { env: gone })).toMatchObject({
      hint: expect.stringContaining('fetch-depth: 0'),
    });
  });

  it.each(['{', '[]', '{"before":"--output=x"}', 'null'])(
    'passes over an event that is no push: %s',
    async (text) => {
      const repository = branched();
      const file = path.join(createFolder({ 'event.json': text }), 'event.json');
      const env = { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: file };
      expect(await compare(repository.path, {}, { env })).toMatchObject({ base: repository.parting });
    },
  );
});

describe('a history that is cut off or shares nothing', () => {
  it('is never compared in silence: a shallow clone gets the exact fix', async () => {
    const origin = branched();
    const clone = shallowClone(origin, 'feature');
    for (const request of [{}, { base: 'origin/main' }]) {
      const { hint } = await refused(clone, request);
      expect(hint).toContain('git fetch --unshallow');
      expect(hint).toContain('--deepen=');
      expect(hint).toContain('fetch-depth: 0');
    }
    const tip = { base: origin.commits[3], baseName: 'origin/main' };
    expect(await compare(clone, { base: 'origin/main', exactRef: true })).toMatchObject(tip);
    expect((await refused(shallowClone(origin, 'main'))).hint).toContain('git fetch --unshallow');
    runGit(clone, ['fetch', '--quiet', '--unshallow']);
    expect(await compare(clone)).toMatchObject({ base: origin.parting });
  });

  it('two branches without a common commit are compared only as they are', async () => {
    const repository = branched();
    repository.git('switch', '--quiet', '--orphan', 'other');
    repository.write({ 'c.txt': '' });
    expect((await refused(repository.path, { base: 'main' })).hint).toContain('--exact-ref');
    const other = repository.commit({ 'c.txt': 'c' });
    expect((await refused(repository.path)).message).toBe('"main" and "HEAD" have no commit in common.');
    expect(await compare(repository.path, { base: 'main', head: 'other', exactRef: true })).toMatchObject({
      head: other,
    });
  });
});

describe('other kinds of repository', () => {
  it('a bare one compares refs, and says that it has nothing else', async () => {
    const origin = branched();
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', '--bare', origin.path, 'bare']);
    const bare = path.join(folder, 'bare');
    expect(await compare(bare, { base: 'main', head: 'feature' })).toMatchObject({ base: origin.parting });
    for (const request of [{}, { base: 'main' }, { staged: true }])
      expect((await refused(bare, request)).hint).toContain('Name both sides');
  });

  it('a linked worktree and a submodule are repositories of their own', async () => {
    const origin = branched();
    const folder = createFolder();
    origin.git('worktree', 'add', '--quiet', path.join(folder, 'linked'), '-b', 'linked', 'feature');
    expect(await compare(path.join(folder, 'linked'))).toMatchObject({ base: origin.parting });
    const outer = createRepository([{ 'z.txt': '' }]);
    outer.git('submodule', '--quiet', 'add', '--branch', 'feature', origin.path, 'inner');
    expect(await compare(path.join(outer.path, 'inner'))).toMatchObject({ base: origin.parting });
  });

  it('outside of one, what to do is said', async () => {
    expect(await refused(createFolder())).toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('git init'),
    });
  });
});

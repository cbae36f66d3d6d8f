import { PromptopsError } from '../errors.ts';
import { askId, currentBranch, deepen, headOf, isShallow, mergeBase, nothingInCommon } from './commit.ts';
import { findDefaultBranch, type NamedBranch, type Tips } from './default-branch.ts';
import { repositoryOf } from './git.ts';
import { pushedOnto } from './push-event.ts';
import { resolveRef } from './ref.ts';
import { readRepository } from './repository.ts';
import { isBare, type Root } from './root.ts';

/** What is asked to be compared, as it was typed; nothing of it is needed. */
export type ComparisonRequest = {
  /** A ref; absent: where the branch parted from the default branch. */
  readonly base?: string | undefined;
  /** A ref; absent: the worktree. */
  readonly head?: string | undefined;
  /** The index instead of a head. */
  readonly staged?: boolean | undefined;
  /** The tip of the base instead of where the head parted from it. */
  readonly exactRef?: boolean | undefined;
};

/** Two sides, resolved once: nothing a user wrote reaches git from here on. Each as `readSnapshot` takes it. */
export type Comparison = {
  /** `nothing`: all is new. */
  readonly base: { readonly commit: string } | { readonly nothing: true };
  /** How people call it: `main`, `HEAD~1`, `merge base with "main"`. */
  readonly baseName: string;
  /** null: the worktree. */
  readonly head: { readonly commit: string } | { readonly index: true } | null;
  readonly headName: string;
  /** What a reader must know of how the base was chosen. */
  readonly notes: readonly string[];
};

/** What decides which base is taken when none was named. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `base` of the config; asked only where nothing else decides. */
  configuredBase(): Promise<string | null>;
};

type Base = Pick<Comparison, 'base' | 'baseName'> & { readonly notes?: readonly string[] };

type Head = {
  readonly root: Root;
  readonly repository: string;
  readonly name: string;
  /** The head itself, or what its worktree or index stands on; null: the branch has no commit yet. */
  readonly commit: string | null;
};

const nothing: Base = { base: { nothing: true }, baseName: 'nothing' };

/**
 * Chooses the two sides of a comparison: for `diff`, `cost`, `test --baseline` and `ci` alike. A base that is named
 * means where the head parted from it. Without one it is what stood before a push (GitHub), else where the head parted
 * from the branch a pull request goes to (`GITHUB_BASE_REF`, GitLab's alike), the config's `base`, the remote's HEAD, `main` or
 * `master`; on a clean default branch the commit before. What a pull request writes into its config never decides what
 * it is compared with. Throws `bad-ref` with what to do: unknown refs, shallow clones, histories with nothing in
 * common, no repository.
 */
export async function resolveComparison(
  root: Root,
  request: ComparisonRequest,
  surroundings: Surroundings,
): Promise<Comparison> {
  const repository = repositoryOf(root, request.base ?? request.head ?? null);
  refuseMisuse(root, request);
  const [commit, base] = await inOrder(
    request.head === undefined ? headOf(repository) : resolveRef(root, request.head),
    request.base === undefined ? null : resolveRef(root, request.base),
  );
  const head: Head = { root, repository, name: request.head ?? 'HEAD', commit };
  const chosen =
    request.base === undefined || base === null
      ? await defaultBase(head, request, surroundings)
      : await partingFrom(head, { name: request.base, commits: [base] }, request);
  const ends = request.staged
    ? { head: { index: true } as const, headName: 'the index' }
    : {
        head: request.head === undefined || commit === null ? null : { commit },
        headName: request.head ?? 'the worktree',
      };
  return { notes: [], ...chosen, ...ends };
}

/** Both, asked for at once; of two that fail the first one says why. */
async function inOrder<First, Second>(
  first: Promise<First>,
  second: Promise<Second> | null,
): Promise<readonly [First, Second | null]> {
  second?.catch(() => {});
  return [await first, await second];
}

function refuseMisuse(root: Root, { base = '', head = '', staged = false }: ComparisonRequest): void {
  if (staged && head !== '') {
    throw new PromptopsError('usage', `"--staged" compares the index, and "${head}" names a commit.`, {
      hint: 'Leave one of them out.',
    });
  }
  if (head === '' && isBare(root)) {
    throw new PromptopsError('bad-ref', 'A bare repository has no worktree and no index to compare.', {
      hint: 'Name both sides, such as "main~1 main".',
    });
  }
  const range = /^(.*?)\.\.(\.?)(.*)$/.exec(base);
  if (range) {
    const [, from = '', symmetric = '', to = ''] = range;
    throw new PromptopsError('bad-ref', `"${base}" is a range, not a git ref.`, {
      hint: `Write two refs: ${from || 'HEAD'} ${to || 'HEAD'}${symmetric ? '' : ' --exact-ref'}`,
    });
  }
}

/** Where the head parted from some tips; with `exactRef` the first of them. */
async function partingFrom(
  { repository, name, commit }: Head,
  tips: Tips,
  { exactRef = false }: ComparisonRequest,
): Promise<Base> {
  const [tip = ''] = tips.commits;
  if (exactRef) return { base: { commit: tip }, baseName: tips.name };
  const base = commit && (await mergeBase(repository, commit, tips.commits));
  if (base === null) throw await nothingInCommon(repository, tips.name, name, unrelated);
  const baseName = tips.commits.includes(base) ? tips.name : `merge base with "${tips.name}"`;
  return { base: { commit: base }, baseName };
}

const unrelated = 'To compare the two as they are, without their history, add "--exact-ref".';

async function defaultBase(
  head: Head,
  request: ComparisonRequest,
  { env, configuredBase }: Surroundings,
): Promise<Base> {
  const { root, repository, commit } = head;
  if (commit === null) return nothing;
  if (request.staged && !request.exactRef) return { base: { commit }, baseName: 'HEAD' };
  const before = pushedOnto(env);
  if (before !== null) {
    const known = await askId(repository, ['rev-parse', '--verify', '--quiet', `${before}^{commit}`]);
    if (known !== null) return partingFrom(head, { name: before.slice(0, 10), commits: [known] }, request);
    if (await isShallow(repository)) {
      throw new PromptopsError('bad-ref', `The commit before the push, ${before}, is not in this clone.`, {
        hint: deepen,
      });
    }
  }
  const branch = await findDefaultBranch(root, repository, await namedBranch(env, configuredBase));
  const base = await partingFrom(head, branch, request);
  const stays =
    'commit' in base.base && base.base.commit === commit && request.head === undefined && !request.exactRef;
  const chosen = stays && (await isCleanOn(head, branch)) ? await commitBefore(repository) : base;
  return before === null ? chosen : { ...chosen, notes: [rewritten(before, chosen.baseName)] };
}

const rewritten = (before: string, name: string): string =>
  `The commit before the push, ${before}, is not in this clone: the branch was rewritten. Compared with ${name} instead.`;

async function namedBranch(
  env: Surroundings['env'],
  configuredBase: Surroundings['configuredBase'],
): Promise<NamedBranch | null> {
  for (const by of ['GITHUB_BASE_REF', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME']) {
    const target = env[by];
    if (target) return { name: target, by };
  }
  const name = await configuredBase();
  return name === null ? null : { name, by: '"base" in promptops.yaml' };
}

/** Whether the default branch is checked out, by name or with a detached HEAD, and nothing is uncommitted. */
async function isCleanOn({ root, repository, commit }: Head, branch: Tips): Promise<boolean> {
  const current = await currentBranch(repository);
  const isDefault = current === null ? branch.commits.includes(commit ?? '') : current === branch.name;
  return isDefault && (await readRepository(root)).dirty === false;
}

async function commitBefore(repository: string): Promise<Base> {
  const parent = await askId(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^']);
  if (parent !== null) return { base: { commit: parent }, baseName: 'HEAD~1' };
  if (!(await isShallow(repository))) return nothing;
  throw new PromptopsError('bad-ref', 'The commit before HEAD is not in this clone.', { hint: deepen });
}

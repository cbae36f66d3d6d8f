import { PromptopsError } from '../errors.ts';
import type { ReportSource } from '../evals/report.ts';
import { loadProject, openLayout, type Project, readConfig } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { findNearest } from '../model/suggest.ts';
import { type Changes, readChanges } from '../source/changes.ts';
import { type Comparison, type ComparisonRequest, resolveComparison } from '../source/comparison.ts';
import { allNames } from '../source/ref.ts';
import { readRepository, readRepositoryAt } from '../source/repository.ts';
import { findRoot, isBare, type Root } from '../source/root.ts';
import { projectSelectors } from '../source/selector.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { loadBothSides } from './both-sides.ts';
import { cacheStoreOf } from './cache-store.ts';
import type { Context } from './context.ts';
import type { Pairs } from './diff-pairs.ts';
import { withoutRefPaths } from './ref-path.ts';
import { selectSides } from './select-sides.ts';

/** Options of every command that compares two snapshots. */
export type ComparisonOptions = ComparisonRequest & {
  /** Only these prompts: ids, globs, folders, files. */
  readonly paths?: readonly string[];
  /** False: compare everything anew, and keep nothing for the next run. */
  readonly cache?: boolean;
};

/** One side: its files, and of its prompts those that may differ from the other side. */
export type ComparedSide = { readonly snapshot: Snapshot; readonly project: Project };

export type ComparedProjects = {
  readonly root: Root;
  readonly comparison: Comparison;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  /** Files that differ, from the project's root; null: it cannot be told, and both projects are whole. */
  readonly changed: ReadonlySet<string> | null;
  readonly source: Promise<ReportSource>;
  /** What of it earlier comparisons know; both projects are without that. */
  readonly pairs?: Pairs | null;
};

/**
 * Chooses what is compared ({@link resolveComparison}), loads on both sides the prompts that a change may reach, and
 * closes what stands behind them when `use` is done. A prompt that is in neither project differs in nothing.
 */
export async function withComparison<Result>(
  context: Context,
  asked: ComparisonOptions,
  use: (compared: ComparedProjects) => Promise<Result>,
): Promise<Result> {
  const root = await findRoot(context.cwd);
  const options = withoutRefPaths(asked, root);
  const comparison = await chooseComparison(root, options, context).catch((error: unknown) =>
    explainRef(error, root, options),
  );
  const { base, head } = comparison;
  const commit = 'commit' in base ? base.commit : null;
  const source = head && 'commit' in head ? readRepositoryAt(root, head.commit) : readRepository(root);
  const changes = await readChanges(root, commit, head);
  const select = projectSelectors(root, context.cwd, options.paths ?? []);
  const [before, after] = await openSides(root, comparison);
  try {
    const pairs = await openKnown([before, after], changes, { root, asked: options, context });
    const sides = pairs ?? (await loadSelected([before, after], changes, select));
    return await use({
      root,
      comparison,
      base: sides.base,
      head: sides.head,
      pairs,
      changed: changes.paths,
      source: source.then((known) => ({ ...known, base: commit })),
    });
  } finally {
    await Promise.all([before.close(), after.close()]);
  }
}

type Both = readonly [Snapshot, Snapshot];

async function loadSelected([before, after]: Both, changes: Changes, select: readonly string[]) {
  const [old, now] = await loadBothSides(before, after, changes);
  return selectSides(
    { base: { snapshot: before, project: old }, head: { snapshot: after, project: now } },
    select,
  );
}

/** A few are compared in the time it takes to look whether they must be; a bare repository has no place to keep any. */
const worthKeeping = 4;

/** What was kept of an earlier comparison; null: nothing is kept of this one. Who selects, selects among all. */
async function openKnown(
  [before, after]: Both,
  { paths }: Changes,
  {
    root,
    asked,
    context,
  }: { readonly root: Root; readonly asked: ComparisonOptions; readonly context: Context },
): Promise<Pairs | null> {
  if (asked.cache === false || (asked.paths ?? []).length > 0 || isBare(root)) return null;
  const store = cacheStoreOf(root, 'diff', worthKeeping);
  if (!store) return null;
  const { openPairs } = await import('./diff-pairs.ts');
  return openPairs(before, after, paths, { store, today: context.now().toISOString().slice(0, 10) });
}

/** Two commits are read behind one process, so that what they have in common is read once. */
export async function openSides(
  root: Root,
  { base, head }: Comparison,
): Promise<readonly [Snapshot, Snapshot]> {
  if (head && 'commit' in head && 'commit' in base) {
    const { openCommits } = await import('../source/object-snapshot.ts');
    const commits = openCommits(root);
    return [commits.at(base.commit), commits.at(head.commit)];
  }
  const before = await readSnapshot(root, base);
  if (head !== null) return [before, await readSnapshot(root, head)];
  const { comparedWorktree } = await import('../source/sparse-worktree.ts');
  return [before, await comparedWorktree(root)];
}

/** The two sides of a command's options, as the project and its surroundings complete them. */
export const chooseComparison = (
  root: Root,
  request: ComparisonRequest,
  { env }: Pick<Context, 'env'>,
): Promise<Comparison> =>
  resolveComparison(root, request, { env, configuredBase: () => configuredBase(root, request) });

/** Who names a prompt where a ref belongs is told where prompts belong. */
async function explainRef(error: unknown, root: Root, { base }: ComparisonRequest): Promise<never> {
  if (!(error instanceof PromptopsError) || error.code !== 'bad-ref' || !base?.trim() || isBare(root))
    throw error;
  const here = await readSnapshot(root, null);
  const isPrompt = await loadProject(here, { select: [base], only: () => false }).then(
    () => true,
    () => false,
  );
  if (!isPrompt) throw error.hint === allNames ? await nearPrompt(error, here, base) : error;
  throw new PromptopsError('bad-ref', `"${base}" is a prompt, and there is no git ref of that name.`, {
    hint: `Name prompts behind "--": promptops diff -- ${base}`,
    cause: error,
  });
}

/** Where no ref is near, a prompt may be: its name was misspelt, and stands where a ref is asked for. */
async function nearPrompt(error: PromptopsError, here: Snapshot, base: string): Promise<PromptopsError> {
  const ids = await openLayout(here).then(
    (layout) => layout.ids,
    () => [],
  );
  const near = findNearest(base, ids);
  if (near === null) return error;
  const hint = `Did you mean the prompt "${near}"? Name prompts behind "--": promptops diff -- ${near}`;
  return new PromptopsError('bad-ref', error.message, { hint, cause: error });
}

/** What the config of the head says; a broken one says nothing here and is reported where its project is loaded. */
async function configuredBase(root: Root, { head, staged }: ComparisonRequest): Promise<string | null> {
  const snapshot = await readSnapshot(root, staged ? { index: true } : (head ?? null));
  try {
    return (await readConfig(snapshot)).config.base;
  } finally {
    await snapshot.close();
  }
}

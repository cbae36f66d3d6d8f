import { isReleased } from '../bundle/pack-prompt.ts';
import { PromptopsError } from '../errors.ts';
import { globMatcher } from '../model/glob.ts';
import { openLayout, type Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { projectSelectors } from '../source/selector.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { type BundleSide, projectOfBundle, readBundleSide } from './bundle-side.ts';
import type { ComparedProjects, ComparisonOptions } from './comparison.ts';
import type { Context } from './context.ts';
import { selectSides } from './select-sides.ts';

const prefix = 'bundle:';

const isBundle = (word: string | undefined): word is string => word?.startsWith(prefix) === true;

function nameOf(word: string): string {
  if (word !== prefix) return word.slice(prefix.length);
  throw new PromptopsError('usage', `"${prefix}" names no bundle.`, {
    hint: 'Name a release, such as "bundle:support@1.4.0", or a folder, .tgz or .json.',
  });
}

/** Compares a published bundle with the prompts that belong to it at a ref or in the worktree, or with another bundle. */
export async function withBundle<Result>(
  context: Context,
  { base, head, staged, paths = [] }: ComparisonOptions,
  use: (compared: ComparedProjects) => Promise<Result>,
): Promise<Result> {
  const root = await findRoot(context.cwd);
  const source = readRepository(root);
  const read = async (word: string | undefined) =>
    isBundle(word) ? readBundleSide(root, context.cwd, nameOf(word)) : null;
  const [old, now] = [await read(base), await read(head)];
  const ref = isBundle(base) ? (isBundle(head) ? undefined : head) : base;
  const snapshot = await readSnapshot(root, staged ? { index: true } : (ref ?? null));
  try {
    const here = await loadBelonging(
      snapshot,
      [old, now].flatMap((bundle) => bundle ?? []),
    );
    const sideOf = (bundle: BundleSide | null) => ({
      snapshot,
      project: bundle ? projectOfBundle(bundle, here) : here,
    });
    const select = projectSelectors(root, context.cwd, paths);
    const sides = await selectSides({ base: sideOf(old), head: sideOf(now) }, select);
    const known = await source;
    return await use({
      root,
      ...sides,
      comparison: {
        base: { nothing: true },
        baseName: base ?? 'nothing',
        head: null,
        headName: head ?? (staged ? 'the index' : 'the worktree'),
        notes: [],
      },
      changed: null,
      source: Promise.resolve({ ...known, base: null }),
    });
  } finally {
    await snapshot.close();
  }
}

/** The prompts that are in one of the bundles, or would be in its next version; also under another name. */
async function loadBelonging(snapshot: Snapshot, bundles: readonly BundleSide[]): Promise<Project> {
  const layout = await openLayout(snapshot);
  const { bundles: configured } = layout.config;
  const globs = bundles.flatMap(({ name }) =>
    Object.keys(configured).length === 0 ? ['**'] : (configured[name] ?? []),
  );
  const matchers = globs.map((glob) => globMatcher(glob));
  const published = new Set(bundles.flatMap(({ prompts }) => prompts.map(({ id }) => id)));
  const belongs = (id: string): boolean => published.has(id) || matchers.some((matches) => matches(id));
  const present = new Set(layout.ids);
  const isRenamed = [...published].some((id) => !present.has(id));
  const prompts = await layout.read(layout.places.filter(({ id }) => isRenamed || belongs(id)));
  return {
    ...layout,
    prompts: prompts.filter(
      (prompt) =>
        published.has(prompt.id) ||
        prompt.aliases.some((alias) => published.has(alias)) ||
        (belongs(prompt.id) && isReleased(prompt)),
    ),
  };
}

import { trafficPath } from '../cost/traffic.ts';
import { approvalsPath } from '../diff/approvals.ts';
import { baselinePath } from '../lint/baseline-path.ts';
import { type Config, configPath, pricingPath } from '../model/config.ts';
import { globMatcher } from '../model/glob.ts';
import { sendAlike } from '../model/policy.ts';
import { loadProject, type Project, readConfig } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readChanges } from '../source/changes.ts';
import { resolveComparison } from '../source/comparison.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { loadBothSides } from './both-sides.ts';
import { type PullRequest, pullRequestOf } from './ci-pull-request.ts';
import { type ComparedProjects, openSides } from './comparison.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';
import { judgesFolder } from './judges.ts';
import { refuseStrangers } from './privileged-run.ts';

/** Both sides of a change, read once for all parts: the head is held to the policy of the base. */
export type CiSides = Omit<ComparedProjects, 'changed'> & {
  readonly commit: string | null;
  /** Files that differ, from the project's root; null: it cannot be told. */
  readonly changed: ReadonlySet<string> | null;
  /** What the base's config says, and what the head's own would: the same where the file did not change. */
  readonly configs: { readonly base: Config; readonly own: Config; readonly existed: boolean };
  readonly pullRequest: PullRequest | null;
};

/**
 * Opens the base and the worktree, and reads of both the prompts that the change reaches. Throws `bad-ref` where there
 * is nothing to compare with, and `usage` where a stranger's files would run with secrets.
 */
export async function withCiSides<Result>(
  base: string | undefined,
  context: Context,
  use: (sides: CiSides) => Promise<Result>,
): Promise<Result> {
  const { env } = context;
  const root = await findRoot(context.cwd);
  const pullRequest = pullRequestOf(env);
  await refuseStrangers(root, env);
  const comparison = await resolveComparison(
    root,
    { base },
    { env, configuredBase: () => namedBase(root, env) },
  );
  const commit = 'commit' in comparison.base ? comparison.base.commit : null;
  const source = readRepository(root);
  const changed = (await readChanges(root, commit, null)).paths;
  const [before, opened] = await openSides(root, comparison);
  const after: Snapshot = { ...opened, policy: before };
  try {
    const configs = await readConfigs(before, opened, changed);
    const [old, now] = await loadSides(before, after, changed, configs);
    return await use({
      root,
      comparison,
      commit,
      base: { snapshot: before, project: old },
      head: { snapshot: after, project: now },
      changed,
      configs,
      pullRequest,
      source: source.then((known) => ({ ...known, base: commit })),
    });
  } finally {
    await Promise.all([before.close(), after.close()]);
  }
}

/** `base` of the config is the head's own word: in CI a pull request must not choose what it is compared with. */
async function namedBase(root: Root, env: Context['env']): Promise<string | null> {
  if (isCI(env)) return null;
  const { worktreeSnapshot } = await import('../source/worktree.ts');
  return (await readConfig(worktreeSnapshot(root))).config.base;
}

async function readConfigs(
  before: Snapshot,
  own: Snapshot,
  changed: ReadonlySet<string> | null,
): Promise<CiSides['configs']> {
  const { config, configFile } = await readConfig(before);
  const isSame = changed !== null && !changed.has(configPath) && !changed.has(pricingPath);
  return {
    base: config,
    own: isSame ? config : (await readConfig(own)).config,
    existed: configFile !== null,
  };
}

/** Of both projects what the change reaches. What says how it is judged is read at the base, and reaches no prompt. */
async function loadSides(
  before: Snapshot,
  after: Snapshot,
  changed: ReadonlySet<string> | null,
  { base, own }: CiSides['configs'],
): Promise<readonly [base: Project, head: Project]> {
  const isScript = base.code.allow.map(globMatcher);
  const everybody =
    changed === null || [...changed].some((path) => isScript.some((matches) => matches(path)));
  if (everybody) return [await loadProject(before), await loadProject(after)];
  const paths = new Set([...changed].filter((path) => !isPolicy(path, own)));
  if (!changed.has(configPath) || sendAlike(base, own))
    return loadBothSides(before, after, { base: null, paths });
  return onlyDifferent(await loadProject(before), await loadProject(after), paths);
}

/** A config that changes what prompts send reaches those that it changes. */
function onlyDifferent(
  before: Project,
  after: Project,
  paths: ReadonlySet<string>,
): readonly [base: Project, head: Project] {
  const old = new Map(before.prompts.map((prompt) => [prompt.id, prompt]));
  const differs = ({ id, path, digest, reads, tests }: PromptFile): boolean =>
    digest === null ||
    old.get(id)?.digest !== digest ||
    [path, ...(tests ? [tests.path] : []), ...reads].some((each) => paths.has(each));
  const alike = new Set(after.prompts.filter((prompt) => !differs(prompt)).map(({ id }) => id));
  const rest = ({ prompts, ...project }: Project): Project => ({
    ...project,
    prompts: prompts.filter(({ id }) => !alike.has(id)),
  });
  return [rest(before), rest(after)];
}

const policyFiles = [configPath, pricingPath, trafficPath, baselinePath, approvalsPath];

/** Files that say how a change is judged; a judge that is tested as a prompt is one. */
export const isPolicy = (path: string, { promptRoots }: Config): boolean =>
  policyFiles.includes(path) ||
  (path.startsWith(`${judgesFolder}/`) &&
    !promptRoots.some((root) => root === '' || path.startsWith(`${root}/`)));

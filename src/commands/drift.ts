import type { VersionBump } from '../bundle/next-version.ts';
import { isReleased } from '../bundle/pack-prompt.ts';
import { planBundles } from '../bundle/plan-bundles.ts';
import { readManifest } from '../bundle/read-manifest.ts';
import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import { loadProject, type Project, readConfig } from '../model/project.ts';
import { findDefaultBranch } from '../source/default-branch.ts';
import { repositoryOf } from '../source/git.ts';
import { type Commits, openCommits } from '../source/object-snapshot.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { channelNamed, openChannels } from './open-channels.ts';
import { openRelease, type Release, rebuildRelease } from './open-release.ts';
import { changesSincePrevious } from './publish-previous.ts';
import type { ReportHead } from './report-head.ts';

export type DriftOptions = {
  /** All when absent. */
  readonly channel?: string;
  readonly exitCode?: boolean;
};

export type DriftReport = ReportHead<'drift', 'in-step' | 'drifted'> & {
  /** What channels are compared with. */
  readonly branch: { readonly name: string; readonly commit: string };
  readonly bundles: readonly DriftedBundle[];
};

export type DriftedBundle = {
  readonly channel: string;
  readonly bundle: string;
  readonly version: string;
  readonly commit: string;
  /** What the next version would have to be, by the changes since; `none`: nothing that matters changed. */
  readonly bump: VersionBump;
  /** Prompts that are not what the channel serves. */
  readonly prompts: readonly {
    readonly prompt: string;
    /** Digests; null: it is not there. */
    readonly served: string | null;
    readonly branch: string | null;
    readonly bump: VersionBump;
  }[];
};

/** How far the default branch has gone from what channels serve, prompt by prompt. */
export const driftCommand: Command<DriftOptions, DriftReport> = async (
  { channel, exitCode = false },
  context,
) => {
  const root = await findRoot(context.cwd);
  const opened = await openChannels(root);
  const named = channel === undefined ? opened.channels : new Map([[channel, channelNamed(opened, channel)]]);
  if (named.size === 0) {
    throw new PromptopsError('not-found', 'There is no channel yet.', {
      hint: 'Make one: promptops promote <bundle>@<version> production',
    });
  }
  const branch = await defaultBranch(root);
  const commits = openCommits(root);
  try {
    const project = await loadProject(commits.at(branch.commit));
    const tip = { root, commits, commit: branch.commit, project };
    const bundles: DriftedBundle[] = [];
    for (const [name, pins] of named)
      for (const [bundle, { version }] of pins) {
        const release = await openRelease(root, `${bundle}@${version}`);
        bundles.push({ channel: name, ...(await driftOf(release, tip, context)) });
      }
    const drifted = bundles.some(({ prompts }) => prompts.length > 0);
    return {
      kind: 'drift',
      schemaVersion: 1,
      tool,
      verdict: drifted ? 'drifted' : 'in-step',
      exitCode: drifted && exitCode ? 1 : 0,
      source: await readRepository(root),
      branch,
      bundles,
    };
  } finally {
    await commits.close();
  }
};

async function defaultBranch(root: Root): Promise<DriftReport['branch']> {
  const { config } = await readConfig(await readSnapshot(root, null));
  const named = config.base === null ? null : { name: config.base, by: 'promptops.yaml' };
  const { name, commits } = await findDefaultBranch(root, repositoryOf(root, null), named);
  return { name, commit: commits[0] ?? '' };
}

type Tip = {
  readonly root: Root;
  readonly commits: Commits;
  readonly commit: string;
  readonly project: Project;
};

async function driftOf(
  release: Release,
  tip: Tip,
  context: Context,
): Promise<Omit<DriftedBundle, 'channel'>> {
  const { bundle, version, commit, versions } = release;
  const served = readManifest(await rebuildRelease(tip.root, release)).value?.prompts ?? [];
  const { project } = tip;
  const planned = planBundles(project.config, project.ids).find(({ name }) => name === bundle)?.ids ?? [];
  const now = new Map(project.prompts.filter(isReleased).map(({ id, digest }) => [id, digest]));
  const before = new Map(served.map(({ id, digest }) => [id, digest]));
  const ids = [...new Set([...Object.keys(versions), ...planned.filter((id) => now.has(id))])].sort(
    byCodePoint,
  );
  const { bumps } = await changesSincePrevious(tip, commit, new Set(ids), context);
  const prompts = ids.flatMap((prompt) => {
    const digests = { served: before.get(prompt) ?? null, branch: now.get(prompt) ?? null };
    if (digests.served === digests.branch) return [];
    return [{ prompt, ...digests, bump: bumpOf(digests, bumps.get(prompt)) }];
  });
  const order: readonly VersionBump[] = ['major', 'minor', 'patch'];
  const bump = order.find((level) => prompts.some((prompt) => prompt.bump === level)) ?? 'none';
  return { bundle, version, commit, bump, prompts };
}

/** A prompt that is gone breaks who calls it. */
const bumpOf = (
  { served, branch }: { readonly served: string | null; readonly branch: string | null },
  bump: VersionBump | undefined,
): VersionBump => (branch === null ? 'major' : served === null ? 'minor' : (bump ?? 'patch'));

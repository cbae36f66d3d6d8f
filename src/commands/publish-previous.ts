import { byVersion, isVersion, type VersionBump } from '../bundle/next-version.ts';
import { type ReleaseMessage, readReleaseMessage } from '../bundle/release-message.ts';
import { diffProjects } from '../diff/diff-projects.ts';
import { largestBump, type ReportedChange, rankChanges } from '../diff/report.ts';
import { PromptopsError } from '../errors.ts';
import { readChanges } from '../source/changes.ts';
import { listReleaseTags, type ReleaseTag, readTagMessage } from '../source/release-tags.ts';
import { readApprovals } from './approvals.ts';
import { loadBothSides } from './both-sides.ts';
import type { Context } from './context.ts';
import { gatherDiffFacts } from './diff-facts.ts';
import type { PublishGround } from './publish-ground.ts';

/** The version that this commit goes on from, as its tag tells it. */
export type PreviousRelease = ReleaseTag & ReleaseMessage;

export type PastReleases = {
  /** null: nothing was published yet. */
  readonly previous: PreviousRelease | null;
  /** Every version there is a tag of, on other branches too. */
  readonly tags: ReadonlyMap<string, ReleaseTag>;
};

/** What was published of a bundle: the highest version among the tags that the commit descends from, and all others. */
export async function readPastReleases(
  { repository, commit }: PublishGround,
  bundle: string,
): Promise<PastReleases> {
  const tags = (await listReleaseTags(repository, bundle, commit)).filter(({ version }) =>
    isVersion(version),
  );
  const [last] = tags.filter(({ reached }) => reached).sort((a, b) => byVersion(b.version, a.version));
  const byTag = new Map(tags.map((tag) => [tag.version, tag]));
  if (!last) return { previous: null, tags: byTag };
  const message = readReleaseMessage(await readTagMessage(repository, last.object));
  if (message) return { previous: { ...last, ...message }, tags: byTag };
  throw new PromptopsError('git', `The tag "${last.tag}" does not say what was published.`, {
    hint: `It was not made by "promptops publish": delete it with "git tag -d ${last.tag}", or name the bundle otherwise.`,
  });
}

export type ChangesSince = {
  /** What each changed prompt asks of its version. */
  readonly bumps: ReadonlyMap<string, VersionBump>;
  /** What counts before the gate: neither approved nor of a draft. */
  readonly counting: readonly ReportedChange[];
};

/** What changed of some prompts since a commit. What was approved still asks for its version: callers approved nothing. */
export async function changesSincePrevious(
  { root, commits, commit }: Pick<PublishGround, 'root' | 'commits' | 'commit'>,
  since: string,
  ids: ReadonlySet<string>,
  context: Context,
): Promise<ChangesSince> {
  const [before, after] = [commits.at(since), commits.at(commit)];
  const changes = await readChanges(root, since, { commit });
  const [old, now] = await loadBothSides(before, after, changes);
  const [base, head] = [
    { snapshot: before, project: old },
    { snapshot: after, project: now },
  ];
  const facts = await gatherDiffFacts({ base, head, changed: changes.paths }, context);
  const diff = await diffProjects(old, now, facts);
  const prompts = diff.prompts.filter(({ prompt, state }) => ids.has(prompt) && state !== 'removed');
  const { approvals } = await readApprovals(head);
  const ranked = rankChanges({ prompts, changes: diff.changes }, approvals);
  return {
    bumps: new Map(prompts.map((prompt) => [prompt.prompt, largestBump(prompt.changes)])),
    counting: ranked.filter(({ excused }) => excused === null),
  };
}

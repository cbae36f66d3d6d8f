import { channelsPath } from '../bundle/channels.ts';
import { byVersion } from '../bundle/next-version.ts';
import { checked } from '../bundle/verify-check.ts';
import { PromptopsError } from '../errors.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { ChannelReport } from './channel-report.ts';
import type { Command } from './context.ts';
import { openPolicy } from './open-policy.ts';
import { releaseName } from './open-release.ts';
import { verdictOf } from './verify.ts';
import { findRelease } from './verify-target.ts';
import { writePin } from './write-pin.ts';

export type PromoteOptions = {
  /** `<bundle>@<version>`, a tag of this clone. */
  readonly release: string;
  readonly channel: string;
  readonly policy?: string;
  readonly dryRun?: boolean;
};

/** Lets a channel serve a release, once a policy has nothing against it. Writes channels.yaml; a commit is yours. */
export const promoteCommand: Command<PromoteOptions, ChannelReport> = async (
  { release, channel, policy, dryRun = false },
  context,
) => {
  const named = releaseName(release);
  if (!named) {
    throw new PromptopsError('usage', `"${release}" names no release.`, {
      hint: 'Name bundle and version, as in: promptops promote support@1.4.0 production',
    });
  }
  refuseChannelName(channel);
  const root = await findRoot(context.cwd);
  const opened = await openPolicy(root, policy, context);
  const found = await findRelease(root, release);
  const { bundle, version } = named;
  const decision = await writePin(
    root,
    async ({ channels }) => {
      const before = channels.get(channel)?.get(bundle) ?? null;
      const isOlder = before !== null && byVersion(version, before.version) < 0;
      const message = isOlder
        ? `"${channel}" serves ${before.version}, which is newer; "promptops rollback ${channel} ${bundle}" goes back.`
        : `"${channel}" serves nothing newer.`;
      const checks = [...found.checks, checked('channel/downgrade', channel, !isOlder, message)];
      const verification = verdictOf({ ...found, checks }, opened, context.now());
      const after = { version, digest: verification.digest ?? '' };
      const isSame = before?.version === after.version && before.digest === after.digest;
      const change = verification.passed && !isSame ? { channel, bundle, pin: after } : null;
      return { change, before, after, verification };
    },
    dryRun,
  );
  const { change, before, after, verification } = decision;
  const verdict = change ? 'promoted' : verification.passed ? 'unchanged' : 'refused';
  return {
    kind: 'channel',
    schemaVersion: 1,
    tool,
    verdict,
    exitCode: verification.passed ? 0 : 1,
    source: await readRepository(root),
    action: 'promote',
    dryRun,
    path: channelsPath,
    channel,
    bundle,
    before,
    after,
    verification,
  };
};

function refuseChannelName(channel: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(channel) && channel !== 'promptops' && !releaseName(channel))
    return;
  throw new PromptopsError('usage', `"${channel}" cannot be the name of a channel.`, {
    hint: 'Use letters, digits, ".", "_" and "-", as in "production".',
  });
}

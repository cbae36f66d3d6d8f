import { previousPin } from '../bundle/channel-history.ts';
import { channelsPath, type Pin } from '../bundle/channels.ts';
import { PromptopsError } from '../errors.ts';
import { didYouMean } from '../model/suggest.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { ChannelReport } from './channel-report.ts';
import type { Command } from './context.ts';
import { channelNamed, readPastPins } from './open-channels.ts';
import { writePin } from './write-pin.ts';

export type RollbackOptions = {
  readonly channel: string;
  /** The only one of the channel when absent. */
  readonly bundle?: string;
  readonly dryRun?: boolean;
};

/**
 * Lets a channel serve what it served before, by the git history of channels.yaml. No policy is asked: it was when that
 * was promoted, and its evidence may be too old today, when nothing else helps.
 */
export const rollbackCommand: Command<RollbackOptions, ChannelReport> = async (
  { channel, bundle: asked, dryRun = false },
  context,
) => {
  const root = await findRoot(context.cwd);
  const { change, before } = await writePin(
    root,
    async (opened) => {
      const pins = channelNamed(opened, channel);
      const bundle = onlyBundle(channel, pins, asked);
      const now = pins.get(bundle) as Pin;
      const pin = previousPin(now, await readPastPins(root, { channel, bundle }));
      if (!pin) {
        throw new PromptopsError(
          'not-found',
          `"${channel}" served nothing older of "${bundle}" than ${now.version}.`,
          {
            hint: `See what it did serve: git log -p ${channelsPath}`,
          },
        );
      }
      const { version, digest } = pin;
      return { change: { channel, bundle, pin: { version, digest } }, before: now };
    },
    dryRun,
  );
  return {
    kind: 'channel',
    schemaVersion: 1,
    tool,
    verdict: 'rolled-back',
    exitCode: 0,
    source: await readRepository(root),
    action: 'rollback',
    dryRun,
    path: channelsPath,
    channel,
    bundle: change.bundle,
    before,
    after: change.pin,
    verification: null,
  };
};

function onlyBundle(channel: string, pins: ReadonlyMap<string, Pin>, asked: string | undefined): string {
  const names = [...pins.keys()];
  const [first] = names;
  if (asked !== undefined && pins.has(asked)) return asked;
  if (asked !== undefined) {
    throw new PromptopsError('not-found', `"${channel}" serves no bundle "${asked}".`, {
      hint: didYouMean(asked, names) ?? `It serves: ${names.join(', ')}.`,
    });
  }
  if (first !== undefined && names.length === 1) return first;
  throw new PromptopsError('usage', `"${channel}" serves ${names.length} bundles.`, {
    hint:
      first === undefined
        ? 'There is nothing to roll back.'
        : `Name one: promptops rollback ${channel} ${first}`,
  });
}

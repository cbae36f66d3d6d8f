import { type Channels, channelsPath, type Pin, parseChannels } from '../bundle/channels.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { defaultFileLimits } from '../model/config.ts';
import { didYouMean } from '../model/suggest.ts';
import { parseYaml, type YamlFile } from '../model/yaml-file.ts';
import { deepen, headOf, isShallow } from '../source/commit.ts';
import { type Commit, readHistory } from '../source/history.ts';
import { openCommits } from '../source/object-snapshot.ts';
import type { Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';

export type OpenedChannels = { readonly file: YamlFile | null; readonly channels: Channels };

/** The channels as they stand on disk. Throws `invalid-project` with what is wrong and where. */
export async function openChannels(root: Root): Promise<OpenedChannels> {
  const snapshot = await readSnapshot(root, null);
  const bytes = (await snapshot.read([channelsPath])).get(channelsPath);
  const file = bytes ? parseYaml(channelsPath, bytes, defaultFileLimits) : null;
  const { channels, faults } = parseChannels(file);
  refuseFaults(faults);
  return { file, channels };
}

/** The bundles of a channel. Throws `not-found` with a near name. */
export function channelNamed({ channels }: OpenedChannels, channel: string): ReadonlyMap<string, Pin> {
  const pins = channels.get(channel);
  if (pins) return pins;
  const hint = didYouMean(channel, channels.keys());
  throw new PromptopsError('not-found', `There is no channel "${channel}".`, {
    hint: hint ?? 'Make it: promptops promote <bundle>@<version> <channel>',
  });
}

/** A pin, and the commit that wrote it. */
export type PastPin = Pin & { readonly commit: Commit };

/**
 * What a channel has served of a bundle by the commits of this branch, newest first. Throws `bad-ref` in a clone whose
 * history is cut off: what is not there may have been anything.
 */
export async function readPastPins(
  root: Root,
  { channel, bundle }: { readonly channel: string; readonly bundle: string },
): Promise<readonly PastPin[]> {
  const { repository } = root;
  const head = repository === null ? null : await headOf(repository);
  if (repository === null || head === null) return [];
  if (await isShallow(repository)) {
    throw new PromptopsError('bad-ref', `What "${channel}" has served before cannot be told.`, {
      hint: deepen,
    });
  }
  const commits = openCommits(root);
  try {
    const past: PastPin[] = [];
    for (const commit of await readHistory(root, head, [channelsPath])) {
      const bytes = (await commits.at(commit.id).read([channelsPath])).get(channelsPath);
      const file = bytes ? parseYaml(channelsPath, bytes, defaultFileLimits) : null;
      const pin = parseChannels(file).channels.get(channel)?.get(bundle);
      if (pin) past.push({ ...pin, commit });
    }
    return past;
  } finally {
    await commits.close();
  }
}

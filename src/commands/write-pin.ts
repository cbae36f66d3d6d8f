import { channelsPath, type Pin, parseChannels, withPin } from '../bundle/channels.ts';
import { PromptopsError } from '../errors.ts';
import { defaultFileLimits } from '../model/config.ts';
import { parseYaml } from '../model/yaml-file.ts';
import { withLock } from '../source/lock.ts';
import { applyPlan } from '../source/plan.ts';
import type { Root } from '../source/root.ts';
import { type OpenedChannels, openChannels } from './open-channels.ts';

type Change = { readonly channel: string; readonly bundle: string; readonly pin: Pin };

/**
 * Lets a channel serve another version: `decide` looks at what stands there while nobody else writes, and null leaves
 * it. Comments and layout of the file stay.
 */
export async function writePin<Decision extends { readonly change: Change | null }>(
  root: Root,
  decide: (opened: OpenedChannels) => Promise<Decision>,
  dryRun: boolean,
): Promise<Decision> {
  const write = async (): Promise<Decision> => {
    const opened = await openChannels(root);
    const decision = await decide(opened);
    if (decision.change) {
      const files = [{ path: channelsPath, content: textWith(opened, decision.change) }];
      await applyPlan(root, { files, onExisting: 'replace' }, { dryRun });
    }
    return decision;
  };
  return dryRun ? write() : withLock(root, 'channels', write);
}

/** The file with the change, read again: what it then says must be just that. */
function textWith({ file }: OpenedChannels, change: Change): string {
  const text = withPin(file, change);
  const bytes = new TextEncoder().encode(text ?? '');
  const { channels, faults } = parseChannels(parseYaml(channelsPath, bytes, defaultFileLimits));
  const written = channels.get(change.channel)?.get(change.bundle);
  const isRight = written?.version === change.pin.version && written.digest === change.pin.digest;
  if (text !== null && isRight && faults.length === 0) return text;
  const { channel, bundle, pin } = change;
  throw new PromptopsError(
    'invalid-project',
    `"${channelsPath}" is laid out so that it cannot be changed here.`,
    {
      hint: `Write it yourself: under "${channel}",  ${bundle}: ${pin.version} ${pin.digest}`,
    },
  );
}

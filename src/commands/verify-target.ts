import { downgradedFrom } from '../bundle/channel-history.ts';
import { channelsPath, type Pin } from '../bundle/channels.ts';
import type { FoundFiles } from '../bundle/verify-bundle.ts';
import { checked, type VerifyCheck } from '../bundle/verify-check.ts';
import { PromptopsError } from '../errors.ts';
import type { ArchiveProblem } from '../source/archive-files.ts';
import { readBundleAt } from '../source/read-bundle.ts';
import type { Root } from '../source/root.ts';
import type { Context } from './context.ts';
import { openChannels, readPastPins } from './open-channels.ts';
import { openRelease, rebuildRelease, releaseName } from './open-release.ts';

/** A bundle and where it was found. */
export type FoundBundle = {
  readonly place: string;
  readonly found: FoundFiles | { readonly problem: ArchiveProblem };
  /** Of where it was found. */
  readonly checks: readonly VerifyCheck[];
};

/**
 * The bundles that a word on the command line means: a release `<bundle>@<version>`, a channel, else a folder or an
 * archive; `./production` is never a channel. Throws `not-found`.
 */
export async function findBundles(
  root: Root,
  target: string,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<readonly FoundBundle[]> {
  if (releaseName(target)) return [await findRelease(root, target)];
  const pins = (await openChannels(root)).channels.get(target);
  if (pins?.size === 0) {
    throw new PromptopsError('not-found', `Channel "${target}" serves nothing.`, {
      hint: `Let it: promptops promote <bundle>@<version> ${target}`,
    });
  }
  if (pins) {
    return Promise.all([...pins].map(([bundle, pin]) => findPinned(root, { channel: target, bundle, pin })));
  }
  const { files, attestations, problem } = await readBundleAt(cwd, target);
  if (!files) return [{ place: target, found: { problem }, checks: [] }];
  return [
    { place: target, found: { files, attestations: linesOf(attestations ?? ''), pins: [] }, checks: [] },
  ];
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

type FoundRelease = FoundBundle & { readonly found: FoundFiles };

/** The release of a tag, built again from its commit, which must come to the digest that the tag tells. */
export async function findRelease(root: Root, tag: string): Promise<FoundRelease> {
  const release = await openRelease(root, tag);
  const files = await rebuildRelease(root, release);
  const { attestations, digest, commit } = release;
  const pins = [{ by: `tag ${tag}`, digest }];
  return { place: `tag ${tag} at ${commit.slice(0, 10)}`, found: { files, attestations, pins }, checks: [] };
}

/** What a channel serves of a bundle; its digest stands in the channel as well, and nothing newer stood there. */
async function findPinned(
  root: Root,
  { channel, bundle, pin }: { readonly channel: string; readonly bundle: string; readonly pin: Pin },
): Promise<FoundBundle> {
  const { place, found } = await findRelease(root, `${bundle}@${pin.version}`);
  const pins = [...found.pins, { by: channelsPath, digest: pin.digest }];
  const newer = downgradedFrom(pin, await readPastPins(root, { channel, bundle }));
  const message = newer
    ? `"${channel}" served ${newer.version} before, and ${pin.version} never.`
    : `"${channel}" served nothing newer before, or went back to what it served.`;
  return {
    place: `${channel}, ${place}`,
    found: { ...found, pins },
    checks: [checked('channel/downgrade', channel, newer === null, message)],
  };
}

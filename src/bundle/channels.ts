import type { Fault } from '../model/fault.ts';
import { entriesOf, textOf } from '../model/shape.ts';
import { validateFile } from '../model/validate.ts';
import { addKeys, replaceScalar } from '../model/yaml-edit.ts';
import type { YamlFile } from '../model/yaml-file.ts';

/** Which version of each bundle a channel serves; at the project's root. */
export const channelsPath = 'channels.yaml';

/** One version of a bundle, by its digest too: a tag can be moved. */
export type Pin = { readonly version: string; readonly digest: string };

/** Pins by channel and by bundle. */
export type Channels = ReadonlyMap<string, ReadonlyMap<string, Pin>>;

/** The channels of a parsed file, with what is wrong with it and where; null: there is no file. */
export function parseChannels(file: YamlFile | null): {
  readonly channels: Channels;
  readonly faults: readonly Fault[];
} {
  const faults = file ? [...file.faults, ...validateFile('channels', file)] : [];
  const channels = entriesOf(file?.value).flatMap(([channel, bundles]) =>
    channel === 'promptops' ? [] : [[channel, new Map(entriesOf(bundles).flatMap(pinOf))] as const],
  );
  return { channels: new Map(channels), faults };
}

function pinOf([bundle, written]: readonly [string, unknown]): (readonly [string, Pin])[] {
  const [version, digest, ...rest] = textOf(written)?.split(' ') ?? [];
  return version && digest && rest.length === 0 ? [[bundle, { version, digest }]] : [];
}

/** The text of a file, or of a new one, in which a channel serves this version; all else stays as it is. null: it cannot be written. */
export function withPin(
  file: YamlFile | null,
  { channel, bundle, pin }: { readonly channel: string; readonly bundle: string; readonly pin: Pin },
): string | null {
  const written = `${pin.version} ${pin.digest}`;
  if (!file || file.text.trim() === '') return `promptops: 1\n${channel}:\n  ${bundle}: ${written}\n`;
  return replaceScalar(file, [channel, bundle], written) ?? addKeys(file, channel, [[bundle, written]]);
}

import type { Pin } from './channels.ts';
import { byVersion } from './next-version.ts';

const isSame = (a: Pin, b: Pin): boolean => a.version === b.version && a.digest === b.digest;

/** What a channel served before its pin of today; `past` is newest first and may begin with today's. */
export function before(pin: Pin, past: readonly Pin[]): readonly Pin[] {
  const start = past.findIndex((other) => !isSame(other, pin));
  return start === -1 ? [] : past.slice(start);
}

/** What a channel goes back to: the last it served that is older than its pin; null: there is none. */
export const previousPin = (pin: Pin, past: readonly Pin[]): Pin | null =>
  before(pin, past).find(({ version }) => byVersion(version, pin.version) < 0) ?? null;

/**
 * The newer version that a pin would hide: an old version, with its old faults, where the channel had a newer one.
 * Going back to what the channel has served is a rollback and hides nothing. null: it is neither.
 */
export function downgradedFrom(pin: Pin, past: readonly Pin[]): Pin | null {
  const earlier = before(pin, past);
  if (earlier.some((other) => isSame(other, pin))) return null;
  return earlier.find(({ version }) => byVersion(version, pin.version) > 0) ?? null;
}

import { type Marker, readMarker } from './marker.ts';

export type Mode = 'update' | 'new';

/** A comment as it stands in the conversation. */
export type Standing = { readonly id: number; readonly author: string; readonly body: string };

export type CommentPlan = {
  readonly step:
    | { readonly do: 'create' }
    | { readonly do: 'update'; readonly id: number }
    | { readonly do: 'nothing'; readonly id: number | null; readonly why: string };
  /** Further comments with the same tag: two runs began at the same time. */
  readonly surplus: readonly number[];
};

/**
 * What is to be done so that one comment per tag says what the latest run found. Only comments by `self` count: a
 * marker that somebody else wrote is text. `wanted`: there is something to say; a comment that stands is brought up to
 * date even so.
 */
export function planComment(
  standing: readonly Standing[],
  next: { readonly marker: Marker; readonly text: string },
  { self, mode, wanted }: { readonly self: string; readonly mode: Mode; readonly wanted: boolean },
): CommentPlan {
  const own = standing.flatMap(({ id, author, body }) => {
    const found = author === self ? readMarker(body) : null;
    return found?.marker.tag === next.marker.tag ? [{ id, ...found }] : [];
  });
  const nothing = (id: number | null, why: string): CommentPlan => ({
    step: { do: 'nothing', id, why },
    surplus: [],
  });
  const newer = own.find(({ marker }) => Date.parse(marker.at) > Date.parse(next.marker.at));
  if (newer) return nothing(newer.id, 'A newer run has commented already.');
  const same = own.find(
    ({ marker, text }) => marker.head === next.marker.head && alike(text) === alike(next.text),
  );
  if (same && (mode === 'new' || own.length === 1)) return nothing(same.id, 'It says the same already.');
  const [current, ...others] = own;
  if (mode === 'update' && current)
    return { step: { do: 'update', id: current.id }, surplus: others.map(({ id }) => id) };
  return wanted ? { step: { do: 'create' }, surplus: [] } : nothing(null, 'There is nothing to say.');
}

/** Servers may write line ends their own way. */
const alike = (text: string): string => text.replace(/\r\n/g, '\n').trim();

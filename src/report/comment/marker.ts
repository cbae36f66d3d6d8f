/** What a comment of ours says of itself, unseen, on its first line. */
export type Marker = {
  /** Which of our comments it is: there is one per tag. */
  readonly tag: string;
  /** Commit that was looked at; null: not known. */
  readonly head: string | null;
  /** When what started the run happened, as ISO 8601: a run that was started earlier never overwrites a later one. */
  readonly at: string;
};

export const tagPattern = /^[\w.-]{1,60}$/;

const line = /^<!-- promptops:([\w.-]{1,60}) head=([0-9a-f]{7,64}|unknown) at=([0-9TZ:.+-]{10,40}) -->\r?\n/;

export const writeMarker = ({ tag, head, at }: Marker): string =>
  `<!-- promptops:${tag} head=${head ?? 'unknown'} at=${at} -->\n`;

/** The marker a comment starts with, and what follows; null: it is none of ours. Who wrote it is for others to check. */
export function readMarker(body: string): { readonly marker: Marker; readonly text: string } | null {
  const found = line.exec(body);
  const [whole = '', tag = '', head, at = ''] = found ?? [];
  if (!found || Number.isNaN(Date.parse(at))) return null;
  return {
    marker: { tag, head: head === 'unknown' || head === undefined ? null : head, at },
    text: body.slice(whole.length),
  };
}

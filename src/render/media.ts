import type { Media } from './request.ts';

/** What a variable of a media kind may be: a base64 `data:` or an `https:` URL, or the media itself. */
export type MediaValue = string | Media;

type MediaKind = 'image' | 'audio' | 'file';

/** Why a value is no picture, sound or document, to follow its name; null when it is one. */
export function mediaProblem(kind: MediaKind, value: unknown): string | null {
  const media = readMedia(value);
  if (media === null) return `must be { mediaType, base64 }, a base64 "data:" URL or an "https:" URL`;
  if ('url' in media || kind === 'file' || media.mediaType.startsWith(`${kind}/`)) return null;
  return `must be ${kind === 'image' ? 'an image' : 'audio'}, not "${media.mediaType}"`;
}

/** The media a variable stands for; null when it stands for none. */
export function readMedia(value: unknown): Media | null {
  if (typeof value === 'string') return readAddress(value);
  if (typeof value !== 'object' || value === null) return null;
  const { mediaType, base64, name, url } = value as Readonly<Record<string, unknown>>;
  if (typeof url === 'string') return readAddress(url);
  if (typeof mediaType !== 'string' || !isMediaType(mediaType)) return null;
  if (typeof base64 !== 'string' || !isBase64(base64)) return null;
  return typeof name === 'string' ? { mediaType, base64, name } : { mediaType, base64 };
}

function readAddress(address: string): Media | null {
  if (/^https:\/\/[^/\s]/i.test(address)) return { url: address };
  const comma = address.indexOf(',');
  const head = /^data:([^,;]+)((?:;[^,;]+)*);base64$/i.exec(address.slice(0, Math.max(comma, 0)));
  const base64 = address.slice(comma + 1);
  if (!head?.[1] || !isMediaType(head[1]) || !isBase64(base64)) return null;
  return { mediaType: head[1], base64 };
}

const isMediaType = (text: string): boolean =>
  /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/i.test(text);

const isBase64 = (text: string): boolean =>
  text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

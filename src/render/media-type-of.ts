import type { MediaPart } from './request.ts';

const byExtension: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

/** The media type of what an address leads to, which some must be told: its extension is all there is to go by. */
export function mediaTypeOf(part: MediaPart & { readonly url: string }): string {
  const extension = /\.([a-z0-9]+)$/i.exec(new URL(part.url).pathname)?.[1]?.toLowerCase() ?? '';
  const guess = byExtension[extension];
  if (part.type === 'file') return guess ?? 'application/pdf';
  return guess?.startsWith(`${part.type}/`) ? guess : `${part.type}/*`;
}

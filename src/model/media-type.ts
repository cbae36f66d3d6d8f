import { posix } from 'node:path';

const byExtension: Readonly<Record<'image' | 'audio' | 'file', Readonly<Record<string, string>>>> = {
  image: {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    avif: 'image/avif',
    heic: 'image/heic',
    svg: 'image/svg+xml',
    bmp: 'image/bmp',
    tiff: 'image/tiff',
  },
  audio: {
    mp3: 'audio/mpeg',
    wav: 'audio/wav',
    ogg: 'audio/ogg',
    oga: 'audio/ogg',
    opus: 'audio/opus',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    aac: 'audio/aac',
    webm: 'audio/webm',
  },
  file: {
    pdf: 'application/pdf',
    txt: 'text/plain',
    md: 'text/markdown',
    csv: 'text/csv',
    html: 'text/html',
    json: 'application/json',
    xml: 'application/xml',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  },
};

/** Media type of a file by the end of its name; null when it is none of the input's kind. A `file` input takes anything. */
export function mediaTypeOf(path: string, kind: 'image' | 'audio' | 'file' | 'messages'): string | null {
  if (kind === 'messages') return null;
  const extension = posix.extname(path).slice(1).toLowerCase();
  const own = byExtension[kind];
  if (Object.hasOwn(own, extension)) return own[extension] ?? null;
  if (kind !== 'file') return null;
  return mediaTypeOf(path, 'image') ?? mediaTypeOf(path, 'audio') ?? 'application/octet-stream';
}

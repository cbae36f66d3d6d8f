import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { TarHeader } from 'modern-tar';
import { byCodePoint } from '../model/order.ts';
import {
  type ArchiveFiles,
  type ArchiveLimits,
  type ArchiveRead,
  archiveLimits,
  createCollector,
  readOrRefuse,
  refusal,
} from './archive-files.ts';

/** Where everything is undated and nobody's. */
const unowned = {
  mtime: new Date(0),
  mode: 0o644,
  uid: 0,
  gid: 0,
  uname: '',
  gname: '',
  type: 'file',
} as const;

/**
 * A tar of these files, the same bytes wherever it is made. Of its gzip only the content is the same: how well zlib
 * packs differs between versions of Node, so that no digest is taken of it.
 */
export async function packTgz(files: ArchiveFiles): Promise<Uint8Array> {
  const { packTar } = await import('modern-tar');
  const entries = [...files]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([name, body]) => ({ header: { ...unowned, name, size: body.length }, body }));
  const packed = gzipSync(await packTar(entries), { level: 9 });
  // Byte 9 names the operating system.
  packed[9] = 255;
  return packed;
}

/** The files of a gzipped tar that may come from anybody, links and folders excluded; nothing is written anywhere. */
export const unpackTgz = (packed: Uint8Array, limits: ArchiveLimits = archiveLimits): Promise<ArchiveRead> =>
  readOrRefuse(async () => {
    const { maxPackedBytes } = limits;
    if (packed.length > maxPackedBytes)
      throw refusal('archive/too-large', `It is larger than ${maxPackedBytes} bytes.`);
    const tar = gunzip(packed, limits);
    const collector = createCollector(limits);
    const { unpackTar } = await import('modern-tar');
    // The filter sees a header before its content is copied.
    const filter = (header: TarHeader) => announced(header, collector);
    const entries = await unpackTar(tar, { strict: true, filter }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error) throw error;
      throw refusal('archive/unreadable', `Its tar is damaged: ${String((error as Error).message)}`);
    });
    for (const { header, data } of entries) collector.add(header.name, data ?? new Uint8Array());
    return collector.files;
  });

/** Whether it is a file, whose name and size are in order; anything but a file or a folder is refused. */
function announced(
  { name, size, type = 'file' }: TarHeader,
  collector: ReturnType<typeof createCollector>,
): boolean {
  if (type === 'directory') return false;
  if (type !== 'file') throw refusal('archive/not-a-file', `"${name}" is a ${type}.`);
  collector.announce(name, size);
  return true;
}

/** Stops at the limit, before the rest is unpacked. */
function gunzip(packed: Uint8Array, { maxBytes, maxRatio, freeBytes }: ArchiveLimits): Uint8Array {
  const maxOutputLength = Math.min(maxBytes, Math.max(freeBytes, packed.length * maxRatio));
  try {
    return gunzipSync(packed, { maxOutputLength, finishFlush: constants.Z_FINISH });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw refusal(
        'archive/too-large',
        `It unpacks to more than ${maxOutputLength} bytes from ${packed.length}.`,
      );
    }
    throw refusal('archive/unreadable', 'It is no gzip, or it is damaged.');
  }
}

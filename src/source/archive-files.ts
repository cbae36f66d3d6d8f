import { PromptopsError } from '../errors.ts';

/** Files of an archive or a folder: bytes by relative path with `/`, sorted by code point. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** What an archive is refused for; each is a check that `verify` lists. */
export type ArchiveCheck =
  | 'archive/unreadable' // no gzip, no tar, cut short, or nothing that is known
  | 'archive/unsafe-path' // absolute, with "..", or a name that not every system takes for the same file
  | 'archive/not-a-file' // a link, a device, a pipe
  | 'archive/duplicate' // two entries of one name, whatever the case of its letters
  | 'archive/too-large'; // more bytes or entries than are read

export type ArchiveProblem = { readonly check: ArchiveCheck; readonly message: string };

/** How much is read of what somebody else packed. */
export type ArchiveLimits = {
  /** Bytes of the packed file, and of all that is in it. */
  readonly maxPackedBytes: number;
  readonly maxBytes: number;
  /** How many times larger than its gzip a tar may be; below `freeBytes` nobody counts. */
  readonly maxRatio: number;
  readonly freeBytes: number;
  readonly maxFiles: number;
};

const mebibyte = 1_048_576;

/** Far above a bundle of 10,000 prompts, far below what a machine holds. */
export const archiveLimits: ArchiveLimits = {
  maxPackedBytes: 128 * mebibyte,
  maxBytes: 512 * mebibyte,
  maxRatio: 200,
  freeBytes: 16 * mebibyte,
  maxFiles: 100_000,
};

/** The files, or why they are refused: nothing of a refused archive is used. */
export type ArchiveRead =
  | { readonly files: ArchiveFiles; readonly problem: null }
  | { readonly files: null; readonly problem: ArchiveProblem };

/** Takes entries one by one and throws what `readOrRefuse` turns into a problem. */
export function createCollector({ maxBytes, maxFiles }: ArchiveLimits) {
  const files = new Map<string, Uint8Array>();
  const taken = new Set<string>();
  let bytes = 0;
  return {
    files: files as ArchiveFiles,
    /** Before its content is read. */
    announce(path: string, size: number): void {
      refuseUnsafe(path);
      const folded = path.normalize('NFC').toLowerCase();
      if (taken.has(folded)) throw refusal('archive/duplicate', `"${path}" is in it twice.`);
      taken.add(folded);
      bytes += size;
      if (taken.size > maxFiles) throw refusal('archive/too-large', `It holds more than ${maxFiles} files.`);
      if (bytes > maxBytes) throw refusal('archive/too-large', `It holds more than ${maxBytes} bytes.`);
    },
    add(path: string, content: Uint8Array): void {
      files.set(path, content);
    },
  };
}

/** Names that one system reads as another file than the next: a drive, a stream, a trailing dot, a reserved name. */
const foreign = /[\\:*?"<>|\x00-\x1f\x7f\ufffd]|[ .](\/|$)|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)/i;

function refuseUnsafe(path: string): void {
  const segments = path.split('/');
  const isOdd = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!isOdd && !foreign.test(path) && path.length <= 512) return;
  throw refusal('archive/unsafe-path', `"${path}" is no relative path that every system reads alike.`);
}

/** Exit code 1 where nobody turns it into a problem. */
export const refusal = (check: ArchiveCheck, message: string): PromptopsError =>
  new PromptopsError('refused-bundle', message, { cause: { check, message } satisfies ArchiveProblem });

/** Runs a reader; a refusal becomes the problem, anything else is thrown on. */
export async function readOrRefuse(read: () => ArchiveFiles | Promise<ArchiveFiles>): Promise<ArchiveRead> {
  try {
    return { files: await read(), problem: null };
  } catch (error) {
    if (!(error instanceof PromptopsError) || error.code !== 'refused-bundle') throw error;
    return { files: null, problem: error.cause as ArchiveProblem };
  }
}

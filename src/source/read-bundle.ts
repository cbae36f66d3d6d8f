import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import {
  type ArchiveFiles,
  type ArchiveProblem,
  archiveLimits,
  createCollector,
  readOrRefuse,
  refusal,
} from './archive-files.ts';
import { diskError, lookAt } from './disk.ts';
import { unpackJson } from './json-bundle.ts';
import { readBounded, withRegularFile } from './regular-file.ts';
import { unpackTgz } from './tar.ts';

/** What stands beside a bundle and is no part of it: an envelope a line. */
export const attestationsName = 'attestations.jsonl';

/** A bundle as it was found, not checked yet against its manifest; or why it is not read at all. */
export type FoundBundle =
  | { readonly files: ArchiveFiles; readonly attestations: string | null; readonly problem: null }
  | { readonly files: null; readonly attestations: null; readonly problem: ArchiveProblem };

/** Where in a folder or archive a bundle may stand: at the top, or in an npm package. */
const places = ['', 'bundle/', 'package/bundle/'] as const;

/**
 * Reads a bundle from a folder, a `.tgz` or a `.json`, or out of the npm package it is in, with the attestations beside it. It may
 * come from anybody: what is unsafe about it is a problem with the name of the check. Throws `not-found`.
 */
export async function readBundleAt(cwd: string, named: string): Promise<FoundBundle> {
  const found = statSync(path.resolve(cwd, named), { throwIfNoEntry: false });
  if (!found) {
    throw new PromptopsError('not-found', `There is no bundle at "${named}".`, {
      hint: 'Name the folder, the .tgz or the .json that "promptops publish" wrote.',
    });
  }
  // What the user named may be a link; what is in a bundle may not.
  const at = realpathSync.native(path.resolve(cwd, named));
  const read = found.isDirectory() ? await readOrRefuse(() => readFolder(at)) : await readPacked(at, named);
  if (read.problem) return { ...read, attestations: null };
  const place = places.find((prefix) => read.files.has(`${prefix}manifest.json`)) ?? '';
  const inside = read.files.get(`${place.replace(/bundle\/$/, '')}${attestationsName}`);
  const beside = found.isDirectory() ? undefined : readSmall(besideName(at));
  const evidence = inside ?? beside;
  return {
    files: filesIn(read.files, place),
    attestations: evidence ? new TextDecoder().decode(evidence) : null,
    problem: null,
  };
}

/** `support-1.4.0.tgz` → `support-1.4.0.attestations.jsonl`. */
export const besideName = (file: string): string =>
  `${file.replace(/\.(tgz|tar\.gz|json)$/, '')}.${attestationsName}`;

/** The files below a prefix, without it; of those at the top the attestations are none. */
function filesIn(files: ArchiveFiles, prefix: string): ArchiveFiles {
  const own = [...files].flatMap(([name, bytes]) =>
    name.startsWith(prefix) && name !== attestationsName ? [[name.slice(prefix.length), bytes] as const] : [],
  );
  return new Map(own.sort(([a], [b]) => byCodePoint(a, b)));
}

/** How a JSON object starts, and no gzip does. */
const brace = 0x7b;

async function readPacked(file: string, named: string) {
  const { maxPackedBytes } = archiveLimits;
  const bytes = withRegularFile(file, named, (descriptor, { size }) =>
    size > maxPackedBytes ? null : readBounded(descriptor, size, maxPackedBytes, named),
  );
  if (bytes?.[0] === brace) return readOrRefuse(() => unpackJson(bytes, archiveLimits));
  if (bytes) return unpackTgz(bytes);
  return readOrRefuse(() => {
    throw refusal('archive/too-large', `"${named}" is larger than ${maxPackedBytes} bytes.`);
  });
}

/** Links are not followed: a bundle has none. */
function readFolder(top: string): ArchiveFiles {
  const collector = createCollector(archiveLimits);
  const visit = (folder: string, prefix: string): void => {
    for (const entry of listFolder(folder)) {
      const [file, name] = [path.join(folder, entry.name), `${prefix}${entry.name}`];
      if (entry.isDirectory()) {
        visit(file, `${name}/`);
        continue;
      }
      if (!entry.isFile()) throw refusal('archive/not-a-file', `"${name}" is a link, a device or a pipe.`);
      collector.announce(name, lookAt(file)?.size ?? 0);
      collector.add(name, readFile(file, name));
    }
  };
  visit(top, '');
  return collector.files;
}

function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw diskError('read', folder, error);
  }
}

function readFile(file: string, name: string): Uint8Array {
  const bytes = withRegularFile(file, name, (descriptor, { size }) =>
    readBounded(descriptor, size, archiveLimits.maxBytes, name),
  );
  if (bytes) return bytes;
  throw refusal('archive/unreadable', `"${name}" went away while it was read.`);
}

const maxAttestationBytes = 16 * 1_048_576;

/** A file that need not be there. */
function readSmall(file: string): Uint8Array | undefined {
  const read = (descriptor: number, { size }: Stats) =>
    readBounded(descriptor, size, maxAttestationBytes, file);
  return withRegularFile(file, file, read) ?? undefined;
}

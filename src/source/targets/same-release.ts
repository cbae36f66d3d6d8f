import { createHash } from 'node:crypto';
import type { FoundBundle } from '../read-bundle.ts';
import type { Found, Release } from './target.ts';

/** Whether what was read is the release, byte for byte; or what it is instead. */
export function sameRelease({ files, problem }: FoundBundle, release: Release): Found {
  if (problem) return { other: problem.message };
  const manifest = files.get('manifest.json');
  if (!manifest) return { other: 'no bundle' };
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  if (digest !== release.digest) return { other: digest };
  const damaged = [...release.files].find(([name, bytes]) => !isEqual(files.get(name), bytes));
  return damaged ? { other: `${digest}, with another "${damaged[0]}"` } : 'same';
}

const isEqual = (found: Uint8Array | undefined, bytes: Uint8Array): boolean =>
  found !== undefined && Buffer.from(found.buffer, found.byteOffset, found.length).equals(bytes);

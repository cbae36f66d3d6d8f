import { createHash } from 'node:crypto';
import { PromptopsError } from '../../src/errors.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** A snapshot in memory that also counts how it was asked: `reads` holds the paths of each `read` call. */
export type MemorySnapshot = Snapshot & { readonly reads: readonly (readonly string[])[] };

/** A snapshot over `{path: text}`, with the manners of the real ones: sorted lists, missing files absent, a size limit. */
export function snapshotOf(files: Readonly<Record<string, string | Uint8Array>>): MemorySnapshot {
  const bytes = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  const reads: (readonly string[])[] = [];
  return {
    ref: null,
    commit: null,
    reads,
    async list(folders) {
      const below = (path: string) =>
        folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
      return [...bytes.keys()].filter(below).sort(byCodePoint);
    },
    async identify(paths) {
      const found = paths.flatMap((path) => {
        const content = bytes.get(path);
        return content ? [[path, blobId(content)] as const] : [];
      });
      return new Map(found);
    },
    async read(paths, maxBytes = Number.POSITIVE_INFINITY) {
      reads.push([...paths]);
      const found = new Map<string, Uint8Array>();
      for (const path of paths) {
        const content = bytes.get(path);
        if (!content) continue;
        if (content.length > maxBytes) throw new PromptopsError('too-large', `"${path}" is too large.`);
        found.set(path, content);
      }
      return found;
    },
    async *stream(path) {
      const content = bytes.get(path);
      if (!content) throw new PromptopsError('not-found', `There is no file "${path}".`);
      for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
    },
    async close() {},
  };
}

/** By code point, as the snapshots sort: UTF-8 bytes have the same order. */
const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const blobId = (content: Uint8Array) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

import { readSync, statSync } from 'node:fs';
import { PromptopsError } from '../errors.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formatRecording, formatRecordingLine, isShard, parseRecording } from '../recordings/format.ts';
import type { Recording, RecordingStore } from '../recordings/recording.ts';
import { mergeInteractions } from '../recordings/slot.ts';
import { writeAtomically } from './disk.ts';
import { withLock } from './lock.ts';
import { createResolver, type Resolver, readBounded, withRegularFile } from './regular-file.ts';
import type { Root } from './root.ts';
import { indexShard, mergeShard, type Span } from './shard.ts';
import { writablePath } from './write-path.ts';

/** Where the recording of a case stands, relative to the project root: recordings/format.ts knows, given the prompt's file. */
export type RecordingPath = (prompt: string, caseId: string) => string;

const maxFileBytes = 64 << 20;
const maxShardBytes = 1 << 30;

/** Recordings kept parsed: a case asks for its own several times, for repeats, turns and models, all close together. */
const maxParsed = 64;

/** Recordings as files of the worktree. Files written by other processes are seen at the next read. */
export function fileRecordingStore(root: Root, recordingPath: RecordingPath): RecordingStore {
  const resolve = createResolver(root);
  const parsed = new Map<string, Stamped<Recording>>();
  const shards = new Map<string, Stamped<ReadonlyMap<string, Span>>>();
  return {
    async read(prompt, caseId) {
      const path = recordingPath(prompt, caseId);
      const recording = isShard(path)
        ? readRow(resolve, shards, path, caseId)
        : readCached(resolve, parsed, path, maxParsed, (bytes) =>
            parseRecording(path, bytes.toString('utf8')),
          );
      return recording && { ...recording, prompt, case: caseId };
    },
    async write(recording) {
      const path = recordingPath(recording.prompt, recording.case);
      const file = writablePath(root, path);
      await withLock(root, path, () => writeAtomically(file, merged(resolve, path, recording), path));
    },
  };
}

/** Recordings at a commit, read from git's objects. They cannot be written. */
export function snapshotRecordingStore(snapshot: Snapshot, recordingPath: RecordingPath): RecordingStore {
  const shards = new Map<string, Promise<IndexedShard | null>>();
  return {
    async read(prompt, caseId) {
      const path = recordingPath(prompt, caseId);
      const text = isShard(path) ? await rowOf(snapshot, shards, path, caseId) : await textOf(snapshot, path);
      return text === null ? null : { ...parseRecording(path, text), prompt, case: caseId };
    },
    async write({ prompt, case: caseId }) {
      const place = snapshot.ref === null ? 'this snapshot' : `"${snapshot.ref}"`;
      const message = `The recording of "${prompt}", case "${caseId}", cannot be written: ${place} is read-only.`;
      throw new PromptopsError('usage', message, { hint: 'Record in the worktree, without a ref.' });
    },
  };
}

type Stamped<Value> = { readonly stamp: string; readonly value: Value };

/** What stands in a file, parsed again only when the file changed. The oldest is dropped beyond `most`. */
function readCached<Value>(
  resolve: Resolver,
  cache: Map<string, Stamped<Value>>,
  path: string,
  most: number,
  parse: (bytes: Buffer) => Value,
): Value | null {
  const file = resolve(path);
  const found = file === null ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  if (file === null || !found) return null;
  const stamp = [found.ino, found.size, found.mtimeNs].join(' ');
  const held = cache.get(path);
  if (held?.stamp === stamp) return held.value;
  const bytes = readBytes(file, path);
  if (bytes === null) return null;
  const value = parse(bytes);
  cache.delete(path);
  cache.set(path, { stamp, value });
  if (cache.size > most)
    for (const oldest of [...cache.keys()].slice(0, cache.size - most)) cache.delete(oldest);
  return value;
}

function readBytes(file: string, path: string): Buffer | null {
  const most = isShard(path) ? maxShardBytes : maxFileBytes;
  const bytes = withRegularFile(file, path, (descriptor, { size }) =>
    readBounded(descriptor, size, most, path),
  );
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Of a shard only the places of its lines stay in memory; a row is read when it is asked for. */
function readRow(
  resolve: Resolver,
  shards: Map<string, Stamped<ReadonlyMap<string, Span>>>,
  path: string,
  caseId: string,
): Recording | null {
  const span = readCached(resolve, shards, path, Number.POSITIVE_INFINITY, (bytes) =>
    indexShard(path, bytes),
  )?.get(caseId);
  const file = span === undefined ? null : resolve(path);
  if (span === undefined || file === null) return null;
  const line = Buffer.alloc(span.length);
  withRegularFile(file, path, (descriptor) => readSync(descriptor, line, 0, line.length, span.at));
  return parseRecording(path, line.toString('utf8'));
}

/** The whole file with the new answers in it, read afresh: called while the lock is held. */
function merged(resolve: Resolver, path: string, recording: Recording): string {
  const file = resolve(path);
  const bytes = file === null ? null : readBytes(file, path);
  const { case: id, interactions } = recording;
  if (!isShard(path)) {
    const old = bytes === null ? [] : parseRecording(path, bytes.toString('utf8')).interactions;
    return formatRecording({ ...recording, interactions: mergeInteractions(old, interactions) });
  }
  const span = bytes === null ? undefined : indexShard(path, bytes).get(id);
  const line = span && bytes?.toString('utf8', span.at, span.at + span.length);
  const old = line === undefined ? [] : parseRecording(path, line).interactions;
  const fresh = { ...recording, interactions: mergeInteractions(old, interactions) };
  return mergeShard(path, bytes, new Map([[id, formatRecordingLine(fresh)]]));
}

type IndexedShard = { readonly bytes: Buffer; readonly rows: ReadonlyMap<string, Span> };

/** Shards at a ref kept in memory: rows come in any order, and a blob cannot be read in parts. */
const maxShards = 256;

async function rowOf(
  snapshot: Snapshot,
  shards: Map<string, Promise<IndexedShard | null>>,
  path: string,
  caseId: string,
): Promise<string | null> {
  const held = shards.get(path) ?? readShard(snapshot, path);
  shards.set(path, held);
  if (shards.size > maxShards) for (const oldest of [...shards.keys()].slice(0, 1)) shards.delete(oldest);
  const shard = await held;
  const span = shard?.rows.get(caseId);
  return (span && shard?.bytes.toString('utf8', span.at, span.at + span.length)) ?? null;
}

async function readShard(snapshot: Snapshot, path: string): Promise<IndexedShard | null> {
  const bytes = (await snapshot.read([path], maxShardBytes)).get(path);
  if (!bytes) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: buffer, rows: indexShard(path, buffer) };
}

async function textOf(snapshot: Snapshot, path: string): Promise<string | null> {
  const bytes = (await snapshot.read([path], maxFileBytes)).get(path);
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null;
}

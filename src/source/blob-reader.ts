import type { ChildProcess } from 'node:child_process';
import { gitError, spawnGit } from './git.ts';

/** Bytes of a blob; or why there are none. */
export type Blob = Uint8Array | 'missing' | 'too-large';

/** One long-lived `git cat-file --batch`: ten thousand blobs cost one process. */
export type BlobReader = {
  read(id: string, maxBytes: number): Promise<Blob>;
  close(): Promise<void>;
};

type Waiting = {
  readonly maxBytes: number;
  readonly resolve: (blob: Blob) => void;
  readonly reject: (error: unknown) => void;
};

/** Starts nothing before the first read. Between reads it does not keep the process alive. */
export function createBlobReader(repository: string): BlobReader {
  let child: ChildProcess | null = null;
  let failure: unknown = null;
  const waiting: Waiting[] = [];
  let asked = '';
  /** All that is asked in one turn goes out in one write. */
  const ask = (id: string) => {
    if (asked === '') queueMicrotask(send);
    asked += `${id}\n`;
  };
  const send = () => {
    child?.stdin?.write(asked);
    asked = '';
  };
  const fail = (error: unknown) => {
    failure ??= gitError(error);
    for (const each of waiting.splice(0)) each.reject(failure);
  };
  const answer = (blob: Blob) => {
    waiting.shift()?.resolve(blob);
    if (waiting.length === 0 && child) holdOpen(child, false);
  };
  return {
    read: (id, maxBytes) =>
      new Promise<Blob>((resolve, reject) => {
        if (failure !== null) return reject(failure);
        child ??= startBatch(
          repository,
          batchParser(answer, () => waiting[0]?.maxBytes ?? 0),
          fail,
        );
        waiting.push({ maxBytes, resolve, reject });
        if (waiting.length === 1) holdOpen(child, true);
        ask(id);
      }),
    async close() {
      failure ??= gitError(new Error('the snapshot is closed'));
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const running = child;
      holdOpen(running, true);
      const ended = new Promise((resolve) => running.once('close', resolve));
      running.stdin?.end();
      await ended;
    },
  };
}

function startBatch(
  repository: string,
  feed: (piece: Buffer) => void,
  fail: (error: unknown) => void,
): ChildProcess {
  const started = spawnGit(repository, ['cat-file', '--batch']);
  let said = '';
  started.stderr?.on('data', (piece) => {
    said += String(piece).slice(0, 2_000);
  });
  // What cannot be written any more is told by the end of the process.
  started.stdin?.on('error', () => {});
  started.once('error', fail);
  started.once('close', () => fail(new Error(said.trim() || 'git cat-file ended early')));
  started.stdout?.on('data', feed);
  return started;
}

/** Node's pipes are sockets and can be told not to keep the event loop alive; their types do not say so. */
function holdOpen(child: ChildProcess, hold: boolean): void {
  const handles: unknown[] = [child, child.stdin, child.stdout, child.stderr];
  for (const handle of handles as { ref?(): void; unref?(): void }[]) {
    if (hold) handle?.ref?.();
    else handle?.unref?.();
  }
}

/** Reads `<id> <type> <size>\n<bytes>\n` and `<id> missing\n` from pieces cut anywhere; large blobs are passed over, not kept. */
function batchParser(done: (blob: Blob) => void, maxBytes: () => number): (piece: Buffer) => void {
  let header = '';
  let body: { readonly bytes: Buffer | null; filled: number; readonly size: number } | null = null;
  const takeBody = (piece: Buffer, at: number): number => {
    if (body === null) return at;
    // One byte more: the line break behind the blob.
    const end = Math.min(piece.length, at + body.size + 1 - body.filled);
    if (body.bytes) piece.copy(body.bytes, body.filled, at, Math.min(end, at + body.size - body.filled));
    body.filled += end - at;
    if (body.filled > body.size) {
      const { bytes } = body;
      body = null;
      done(bytes ?? 'too-large');
    }
    return end;
  };
  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      if (body !== null) {
        at = takeBody(piece, at);
        continue;
      }
      const line = piece.indexOf(10, at);
      header += piece.toString('latin1', at, line < 0 ? piece.length : line);
      if (line < 0) return;
      at = line + 1;
      const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(header)?.[1];
      header = '';
      if (size === undefined) done('missing');
      else
        body = {
          bytes: Number(size) > maxBytes() ? null : Buffer.allocUnsafe(Number(size)),
          filled: 0,
          size: Number(size),
        };
    }
  };
}

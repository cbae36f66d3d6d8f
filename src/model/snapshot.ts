/**
 * The files of a project at one moment: the worktree, the index or a commit look the same from here on.
 * Lazy: nothing is read before it is asked for. Paths are relative to the project root, written with `/`; a path
 * may climb out of the project (`../shared/x.hbs`) but never out of the repository (`unsafe-path`).
 */
export interface Snapshot {
  /** The ref as the user wrote it; null is the worktree. */
  readonly ref: string | null;
  /** Object id of the commit; null for worktree and index. */
  readonly commit: string | null;
  /** Files below these folders (each `''`, or a folder without trailing slash), sorted by code point. A missing folder has none. */
  list(folders: readonly string[]): Promise<readonly string[]>;
  /** Git blob id of each file, without reading it where git knows it. Missing files are absent. */
  identify(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Bytes of each file, in one batch. Missing files are absent; a link out of the repository or a device throws `unsafe-path`, a file over `maxBytes` `too-large`. */
  read(paths: readonly string[], maxBytes?: number): Promise<ReadonlyMap<string, Uint8Array>>;
  /** A file in pieces, for datasets larger than memory. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** Ends what runs behind it (a `git cat-file` process). */
  close(): Promise<void>;
  /**
   * The files that say what is demanded and allowed, in place of this snapshot's own: a change must not loosen what it
   * is held to. Absent: it speaks for itself.
   */
  readonly policy?: Snapshot;
}

/** Where prices, traffic, accepted findings, approvals and judges are read. */
export const policyOf = (snapshot: Snapshot): Snapshot => snapshot.policy ?? snapshot;

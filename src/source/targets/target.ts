import type { ArchiveFiles } from '../archive-files.ts';

/** A version of a bundle on its way to where applications find it. */
export type Release = {
  readonly name: string;
  readonly version: string;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  readonly files: ArchiveFiles;
  /** Envelopes, one a line; empty: nothing is attested. */
  readonly attestations: string;
  /** The annotated tag it is known by, and the id of the tag's object; null: it is not made yet. */
  readonly tag: string;
  readonly object: string | null;
};

/** What stands at a place: nothing, this very release, or another one of the same version. */
export type Found = 'nothing' | 'same' | { readonly other: string };

/**
 * A place that releases are published to: one file each. `put` shows the whole release at once or nothing of it, and
 * may be called again after any failure; what another release stands on is never replaced.
 */
export type Target = {
  readonly target: TargetName;
  /** Where a release stands there, for people. */
  place(release: Release): string;
  find(release: Release): Promise<Found>;
  put(release: Release): Promise<void>;
};

export const targetNames = ['dir', 'tgz', 'json', 'git', 'npm'] as const;
export type TargetName = (typeof targetNames)[number];

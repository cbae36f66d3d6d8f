import type { VersionBump } from '../bundle/next-version.ts';
import type { GateVerdict } from '../gate/judge-tests.ts';
import type { TargetName } from '../source/targets/target.ts';
import type { ReportHead } from './report-head.ts';

/** What `promptops publish` returns and `--format json` prints. */
export type PublishReport = ReportHead<
  'publish',
  /** `incomplete`: a target failed, and running it again goes on. */
  'published' | 'unchanged' | 'planned' | 'refused' | 'incomplete'
> & {
  readonly dryRun: boolean;
  readonly bundles: readonly PublishedBundle[];
  readonly notes: readonly string[];
};

export type PublishedBundle = {
  readonly bundle: string;
  readonly version: string;
  /** The annotated tag that says so. */
  readonly tag: string;
  /** `sha256:…` of its manifest. */
  readonly digest: string;
  /** It was published before, and nothing of it changed. */
  readonly unchanged: boolean;
  /** null: it is the first version. */
  readonly previous: { readonly version: string; readonly digest: string; readonly commit: string } | null;
  /** What the changes since then ask for; null: there is nothing before it, or nothing changed. */
  readonly bump: VersionBump | null;
  /** Why the version is lower than that. */
  readonly reason: string | null;
  readonly prompts: readonly PublishedPrompt[];
  /** Ids of prompts that were in the version before. */
  readonly left: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Signed statements that stand beside it. */
  readonly attestations: number;
  readonly gates: readonly GateVerdict[];
  /** Why it is not published; empty: nothing speaks against it. */
  readonly refusals: readonly Refusal[];
  readonly targets: readonly PublishedTarget[];
};

export type PublishedPrompt = {
  readonly prompt: string;
  readonly version: string;
  /** null: it is new in the bundle. */
  readonly previous: string | null;
  readonly digest: string;
  readonly bump: VersionBump;
};

export type Refusal = {
  readonly check: 'prompts' | 'lint' | 'gate' | 'evidence' | 'version' | 'target';
  readonly message: string;
  readonly hint: string | null;
};

export type PublishedTarget = {
  readonly target: TargetName;
  /** Where it stands: a path, a remote and a tag, a package and its version. */
  readonly place: string;
  /** `there`: it was there before; `waiting`: not reached, as something before it failed. */
  readonly state: 'done' | 'there' | 'planned' | 'failed' | 'waiting';
  /** What went wrong, with details; empty otherwise. */
  readonly problem: readonly string[];
};

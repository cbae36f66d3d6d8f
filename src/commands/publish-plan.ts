import { buildBundle, bundleDigest, type ReleasedPrompt, releasedPrompts } from '../bundle/build-bundle.ts';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { type NextVersions, nextVersions, type Versions } from '../bundle/next-version.ts';
import type { PackedFile } from '../bundle/pack-prompt.ts';
import type { PlannedBundle } from '../bundle/plan-bundles.ts';
import { refuseFaults } from '../evals/faults.ts';
import { judgeDiff } from '../gate/judge-diff.ts';
import type { GateVerdict } from '../gate/judge-tests.ts';
import type { Finding } from '../model/finding.ts';
import { globMatcher } from '../model/glob.ts';
import { tagOf } from '../source/release-tags.ts';
import type { Context } from './context.ts';
import { evidenceRefusals, type PublishEvidence } from './publish-evidence.ts';
import type { PublishGround } from './publish-ground.ts';
import {
  type ChangesSince,
  changesSincePrevious,
  type PastReleases,
  type PreviousRelease,
  readPastReleases,
} from './publish-previous.ts';
import type { Refusal } from './publish-report.ts';

/** One bundle as it would be published. */
export type ReleasePlan = Made & {
  readonly name: string;
  readonly tag: string;
  readonly previous: PreviousRelease | null;
  readonly reason: string | null;
  readonly gates: readonly GateVerdict[];
  readonly refusals: readonly Refusal[];
};

/** The bytes of a version, and what led to it. */
type Made = {
  readonly version: string;
  readonly bump: NextVersions['bump'];
  readonly prompts: readonly ReleasedPrompt[];
  readonly files: BundleFiles;
  readonly digest: string;
  /** What changed since the previous version; null: nothing did, it is that version byte for byte. */
  readonly since: ChangesSince | null;
};

export type PlanAsked = {
  readonly as: string | null;
  readonly reason: string | null;
  readonly evidence: PublishEvidence;
  /** Of the whole project, those that fail. */
  readonly findings: readonly Finding[];
};

/** What a bundle would be published as, and all that speaks against it. Writes nothing. */
export async function planRelease(
  ground: PublishGround,
  { name, ids: members }: PlannedBundle,
  packed: ReadonlyMap<string, PackedFile>,
  asked: PlanAsked,
  context: Context,
): Promise<ReleasePlan> {
  const files = members.flatMap((id) => packed.get(id) ?? []).filter(({ isReleased }) => isReleased);
  refuseFaults(files.flatMap(({ faults }) => faults));
  const past = await readPastReleases(ground, name);
  const { previous } = past;
  const isAgain = asked.as === null || asked.as === previous?.version;
  const made = (isAgain ? makeAgain(name, files, previous) : null) ?? (await makeNext());
  const about = { name, tag: tagOf(name, made.version), previous };
  if (made.since === null)
    return { ...made, ...about, reason: previous?.reason ?? null, gates: [], refusals: [] };
  const gates = judgeDiff(made.since.counting, ground.config.gates, null, matches);
  const digests = new Map(made.prompts.map(({ id, digest }) => [id, digest]));
  const refusals = [
    ...(files.length === 0 ? [emptyBundle(name)] : []),
    ...lintRefusals(asked.findings, digests),
    ...gates.filter(({ level, passed }) => level === 'block' && !passed).map(gateRefusal),
    ...evidenceRefusals({ ...made, name }, asked.evidence, ground),
    ...takenVersion(made.version, past),
  ];
  return { ...made, ...about, reason: asked.reason, gates, refusals };

  async function makeNext(): Promise<Made> {
    const ids = files.map(({ id }) => id);
    const since = previous
      ? await changesSincePrevious(ground, previous.commit, new Set(ids), context)
      : { bumps: new Map(), counting: [] };
    const before = previous && { version: previous.version, prompts: previous.versions };
    const next = nextVersions({ ...asked, previous: before, ids, changes: since.bumps });
    return { bump: next.bump, since, ...build(name, next, files) };
  }
}

const matches = (scope: string, prompt: string): boolean => globMatcher(scope)(prompt);

function build(
  name: string,
  versions: Versions,
  files: readonly PackedFile[],
): Pick<Made, 'version' | 'prompts' | 'files' | 'digest'> {
  const { version } = versions;
  const prompts = releasedPrompts(files, versions);
  const built = buildBundle({ name, version, prompts });
  return { version, prompts, files: built, digest: bundleDigest(built) };
}

/** The previous version, where building it from this commit makes the same bytes; null where it does not. */
function makeAgain(
  name: string,
  files: readonly PackedFile[],
  previous: PreviousRelease | null,
): Made | null {
  if (!previous || Object.keys(previous.versions).length !== files.length) return null;
  if (files.some(({ id }) => !Object.hasOwn(previous.versions, id))) return null;
  const built = build(name, { version: previous.version, prompts: previous.versions }, files);
  return built.digest === previous.digest ? { ...built, bump: null, since: null } : null;
}

const emptyBundle = (name: string): Refusal => ({
  check: 'prompts',
  message: `Bundle "${name}" has no prompt but drafts.`,
  hint: 'Set "status: active" under "metadata" of a prompt, or correct "bundles" in promptops.yaml.',
});

/** Errors in the prompts of a bundle, and in what belongs to no prompt. */
function lintRefusals(
  findings: readonly Finding[],
  digests: ReadonlyMap<string, string>,
): readonly Refusal[] {
  const own = findings.filter(({ prompt }) => prompt === null || digests.has(prompt));
  const shown = own.slice(0, 5).map(
    ({ id, message, path, range }): Refusal => ({
      check: 'lint',
      message: `${message} (${id}, ${path}:${range.line})`,
      hint: `promptops explain ${id}`,
    }),
  );
  if (own.length <= 5) return shown;
  return [...shown, { check: 'lint', message: `${own.length - 5} more errors.`, hint: 'promptops lint' }];
}

const gateRefusal = ({ scope, want, got, message }: GateVerdict): Refusal => ({
  check: 'gate',
  message: `The gate over "${scope}" wants ${want}, and there is a ${got} change.`,
  hint: message ?? 'See it with "promptops diff", and accept it in promptops.approvals.yaml.',
});

function takenVersion(version: string, { tags }: PastReleases): readonly Refusal[] {
  const taken = tags.get(version);
  if (!taken) return [];
  return [
    {
      check: 'version',
      message: `"${taken.tag}" exists, with something else in it.`,
      hint: taken.reached
        ? 'Choose another version with --as <version>.'
        : `It stands on ${taken.commit.slice(0, 10)}, which is not in this branch: merge it, or choose another version with --as <version>.`,
    },
  ];
}

import { writeReleaseMessage } from '../bundle/release-message.ts';
import { PromptopsError } from '../errors.ts';
import { createTag, deleteTag } from '../source/release-tags.ts';
import type { Found, Release, Target } from '../source/targets/target.ts';
import type { Context } from './context.ts';
import type { PublishGround } from './publish-ground.ts';
import type { ReleasePlan } from './publish-plan.ts';
import type { PublishedTarget, Refusal } from './publish-report.ts';

/** A plan with what stands at its targets already. */
export type Placed = {
  readonly plan: ReleasePlan;
  /** Envelopes as JSON: made now, or when it was tagged. */
  readonly attestations: readonly string[];
  readonly release: Release;
  readonly found: readonly Found[];
};

/** Looks at every target, before anything is written anywhere. */
export async function lookAtTargets(
  plan: ReleasePlan,
  attested: readonly string[],
  targets: readonly Target[],
): Promise<Placed> {
  const { name, version, digest, files, tag, previous, since } = plan;
  const isAgain = since === null && previous !== null;
  const attestations = isAgain ? previous.attestations : attested;
  const release: Release = {
    name,
    version,
    digest,
    files,
    tag,
    attestations: attestations.map((line) => `${line}\n`).join(''),
    object: isAgain ? previous.object : null,
  };
  const found: Found[] = [];
  for (const target of targets) found.push(await target.find(release));
  return { plan, attestations, release, found };
}

/** Where another release of the same version stands: it is never replaced. */
export const targetRefusals = ({ release, found }: Placed, targets: readonly Target[]): readonly Refusal[] =>
  targets.flatMap((target, index) => {
    const there = found[index];
    if (typeof there !== 'object') return [];
    return [
      {
        check: 'target' as const,
        message: `"${target.place(release)}" is another ${release.version}: ${there.other}.`,
        hint: 'Choose another version with --as <version>, or move away what stands there.',
      },
    ];
  });

/** What would happen at each target. */
export const plannedTargets = (
  { release, found }: Placed,
  targets: readonly Target[],
): readonly PublishedTarget[] =>
  targets.map((target, index) => ({
    target: target.target,
    place: target.place(release),
    state: found[index] === 'same' ? 'there' : 'planned',
    problem: [],
  }));

/**
 * Makes the tag, then goes from target to target; the first that fails ends it, and whoever runs it again goes on
 * there. The tag claims the version: it is made in one step, and taken back where a remote does not take it.
 */
export async function publishRelease(
  { repository, commit }: PublishGround,
  placed: Placed,
  targets: readonly Target[],
  { signal }: Pick<Context, 'signal'>,
): Promise<readonly PublishedTarget[]> {
  const { plan, found } = placed;
  const isNew = placed.release.object === null;
  const object =
    placed.release.object ??
    (await createTag(repository, { tag: plan.tag, commit, message: messageOf(placed) }));
  const release = { ...placed.release, object };
  const done: PublishedTarget[] = [];
  let isStopped = false;
  for (const [index, target] of targets.entries()) {
    const at = { target: target.target, place: target.place(release) };
    if (isStopped || signal.aborted) {
      done.push({ ...at, state: 'waiting', problem: [] });
      continue;
    }
    const problem = found[index] === 'same' ? [] : await tryPut(target, release);
    isStopped = problem.length > 0;
    done.push({ ...at, state: isStopped ? 'failed' : found[index] === 'same' ? 'there' : 'done', problem });
    if (isStopped && isNew && target.target === 'git') await deleteTag(repository, plan.tag, object);
  }
  return done;
}

/** What went wrong; empty: nothing. Our own bugs are thrown on. */
async function tryPut(target: Target, release: Release): Promise<readonly string[]> {
  try {
    await target.put(release);
    return [];
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
    return [error.message, ...error.details, ...(error.hint === null ? [] : [error.hint])];
  }
}

function messageOf({ plan, attestations }: Placed): string {
  const { name, version, digest, prompts, reason, since } = plan;
  const changed = since === null || since.bumps.size === 0 ? '' : `, ${since.bumps.size} changed`;
  return writeReleaseMessage({
    summary: `${name} ${version}: ${prompts.length} prompt${prompts.length === 1 ? '' : 's'}${changed}`,
    digest,
    versions: Object.fromEntries(prompts.map((prompt) => [prompt.id, prompt.version])),
    reason,
    attestations,
  });
}

import { type PackedFile, packFile } from '../bundle/pack-prompt.ts';
import { planBundles } from '../bundle/plan-bundles.ts';
import { uncheckedNotes } from '../bundle/unchecked-keywords.ts';
import { PromptopsError } from '../errors.ts';
import { withLock } from '../source/lock.ts';
import { readRepositoryAt } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import type { Target } from '../source/targets/target.ts';
import { build, tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { applyBaseline } from './lint-baseline.ts';
import { type LintedProject, lintProject } from './lint-project.ts';
import {
  lookAtTargets,
  type Placed,
  plannedTargets,
  publishRelease,
  targetRefusals,
} from './publish-apply.ts';
import { attest, type EvidenceOptions, openEvidence, type PublishEvidence } from './publish-evidence.ts';
import { openPublishGround, type PublishGround } from './publish-ground.ts';
import { type PlanAsked, planRelease, type ReleasePlan } from './publish-plan.ts';
import type { PublishedBundle, PublishedTarget, PublishReport, Refusal } from './publish-report.ts';
import { openTargets, type TargetOptions } from './publish-targets.ts';

export type PublishOptions = TargetOptions &
  EvidenceOptions & {
    /** Names; all bundles of the config when absent. */
    readonly bundle?: readonly string[];
    /** In place of the version that the changes ask for. */
    readonly as?: string;
    readonly reason?: string;
    readonly dryRun?: boolean;
  };

/**
 * Builds the bundles of the commit that is checked out, gives them their versions, and puts them where the targets are:
 * all of them or, where anything speaks against one, none.
 */
export const publishCommand: Command<PublishOptions, PublishReport> = async (options, context) => {
  const root = await findRoot(context.cwd);
  const ground = await openPublishGround(root);
  try {
    const publish = () => publishBundles(ground, options, context);
    return options.dryRun ? await publish() : await withLock(root, 'publish', publish);
  } finally {
    await ground.commits.close();
  }
};

async function publishBundles(
  ground: PublishGround,
  options: PublishOptions,
  context: Context,
): Promise<PublishReport> {
  const targets = await openTargets(ground, options, context);
  const evidence = await openEvidence(options, context);
  const linted = await lintAndPack(ground, context);
  const findings = await failingFindings(ground, linted);
  const plans = await planAll(ground, linted, { evidence, findings }, options, context);
  const placed: Placed[] = [];
  for (const plan of plans)
    placed.push(await lookAtTargets(plan, await attest(plan, evidence, ground, context), targets));
  const refusals = placed.map((each) => refusalsOf(each, targets));
  const isRefused = refusals.some((found) => found.length > 0);
  const isWritten = !isRefused && !options.dryRun;
  const states: (readonly PublishedTarget[])[] = [];
  for (const each of placed)
    states.push(
      isWritten ? await publishRelease(ground, each, targets, context) : plannedTargets(each, targets),
    );
  const bundles = placed.map((each, index) =>
    publishedBundle(each, refusals[index] ?? [], states[index] ?? []),
  );
  return {
    kind: 'publish',
    schemaVersion: 1,
    tool,
    ...outcomeOf(bundles, isRefused, options, context),
    source: await readRepositoryAt(ground.root, ground.commit),
    dryRun: options.dryRun ?? false,
    bundles,
    notes: [
      ...draftNotes(linted.packed),
      ...uncheckedNotes(plans.flatMap(({ prompts }) => prompts)),
      ...evidenceNotes(bundles, evidence),
    ],
  };
}

/** Where the version itself is taken, its targets say the same again. */
const refusalsOf = (placed: Placed, targets: readonly Target[]): readonly Refusal[] =>
  placed.plan.refusals.some(({ check }) => check === 'version')
    ? placed.plan.refusals
    : [...placed.plan.refusals, ...targetRefusals(placed, targets)];

async function planAll(
  ground: PublishGround,
  { layout, packed }: LintedProject,
  known: Pick<PlanAsked, 'evidence' | 'findings'>,
  { bundle, as, reason }: PublishOptions,
  context: Context,
): Promise<readonly ReleasePlan[]> {
  const planned = planBundles(ground.config, layout.ids, bundle);
  if (as !== undefined && planned.length > 1) {
    throw new PromptopsError(
      'usage',
      `"--as ${as}" is the version of one bundle, and there are ${planned.length}.`,
      {
        hint: `Name it: promptops publish --bundle ${planned[0]?.name} --as ${as}`,
      },
    );
  }
  const byId = new Map(packed.map((file) => [file.id, file]));
  const asked: PlanAsked = { ...known, as: as ?? null, reason: reason ?? null };
  const plans: ReleasePlan[] = [];
  for (const each of planned) plans.push(await planRelease(ground, each, byId, asked, context));
  return plans;
}

/** Reads every prompt of the commit once, and keeps of it what lint finds and what goes into bundles. */
function lintAndPack({ root, commits, commit }: PublishGround, context: Context): Promise<LintedProject> {
  const scope = { select: [], changes: null };
  // Beside the built program alone there are threads.
  const apart = build === null ? null : { root, select: [], commit };
  return lintProject(commits.at(commit), scope, context, { store: null, apart, pack: packFile });
}

/** What makes `lint` fail of the commit, as its baseline accepts it. */
async function failingFindings({ root, commits, commit }: PublishGround, linted: LintedProject) {
  const snapshot = commits.at(commit);
  const { findings } = await applyBaseline({ root, snapshot }, linted, { isPartial: false });
  return findings.filter(({ level }) => level === 'error');
}

function publishedBundle(
  { plan, attestations }: Placed,
  refusals: readonly Refusal[],
  targets: readonly PublishedTarget[],
): PublishedBundle {
  const { previous, prompts, since } = plan;
  const before = previous?.versions ?? {};
  const now = new Set(prompts.map(({ id }) => id));
  return {
    bundle: plan.name,
    version: plan.version,
    tag: plan.tag,
    digest: plan.digest,
    unchanged: since === null,
    previous: previous && { version: previous.version, digest: previous.digest, commit: previous.commit },
    bump: plan.bump,
    reason: plan.reason,
    prompts: prompts.map(({ id, version, digest }) => ({
      prompt: id,
      version,
      previous: before[id] ?? null,
      digest,
      bump: since?.bumps.get(id) ?? 'none',
    })),
    left: Object.keys(before).filter((id) => !now.has(id)),
    files: plan.files.size,
    bytes: [...plan.files.values()].reduce((sum, { length }) => sum + length, 0),
    attestations: attestations.length,
    gates: plan.gates,
    refusals,
    targets,
  };
}

function outcomeOf(
  bundles: readonly PublishedBundle[],
  isRefused: boolean,
  { dryRun }: PublishOptions,
  { signal }: Context,
): Pick<PublishReport, 'verdict' | 'exitCode'> {
  const states = bundles.flatMap(({ targets }) => targets.map(({ state }) => state));
  if (isRefused) return { verdict: 'refused', exitCode: 1 };
  if (states.some((state) => state === 'failed' || state === 'waiting')) {
    const stopped = signal.reason === 'SIGTERM' ? 143 : 130;
    return { verdict: 'incomplete', exitCode: signal.aborted ? stopped : 3 };
  }
  const isNew = bundles.some(({ unchanged }) => !unchanged);
  if (dryRun && (isNew || states.includes('planned'))) return { verdict: 'planned', exitCode: 0 };
  return { verdict: isNew || states.includes('done') ? 'published' : 'unchanged', exitCode: 0 };
}

function draftNotes(files: readonly PackedFile[]): readonly string[] {
  const drafts = files.filter(({ isReleased }) => !isReleased).map(({ id }) => id);
  return drafts.length === 0 ? [] : [`Drafts are not published: ${drafts.join(', ')}.`];
}

/** What was given as evidence and is kept nowhere. */
function evidenceNotes(
  bundles: readonly PublishedBundle[],
  { reports, signer }: PublishEvidence,
): readonly string[] {
  const old = bundles
    .filter(({ unchanged }) => unchanged)
    .map(({ bundle, version }) => `${bundle} ${version}`);
  const isGiven = reports.length > 0 || signer !== null;
  return [
    ...(signer === null && reports.length > 0
      ? ['Nothing is attested, as nobody signs: name a key with --key, or in PROMPTOPS_SIGNING_KEY.']
      : []),
    ...(isGiven && old.length > 0 ? [`Attested when it was tagged, and not again: ${old.join(', ')}.`] : []),
  ];
}

import { faultsOfAssertions } from '../evals/prepare.ts';
import { faultsOfRows } from '../evals/row-faults.ts';
import type { RecordingFact } from '../lint/facts.ts';
import { gatherFacts } from '../lint/gather-facts.ts';
import { createLinter, type LintedPrompt, type Linter } from '../lint/lint.ts';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { openLayout, type ProjectLayout } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { takeTurn } from '../model/turn.ts';
import { endpointFaults } from '../providers/endpoint-faults.ts';
import { everything, type Reach, reachOf } from './affected.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';
import type { LintScope } from './lint-scope.ts';

export type LintedProject = {
  readonly layout: ProjectLayout;
  readonly prompts: readonly LintedPrompt[];
  readonly findings: readonly Finding[];
};

/** Prompts that are in memory at one time. */
const promptsAtOnce = 64;

/** Lints the prompts of a scope, some at a time: what is left of each is its findings. */
export async function lintProject(
  snapshot: Snapshot,
  { select, changes }: Pick<LintScope, 'select' | 'changes'>,
  context: Context,
): Promise<LintedProject> {
  const layout = await openLayout(snapshot, select);
  const reach = changes ? await reachOf(snapshot, changes) : everything;
  const places = layout.places.filter(reach.may);
  const linter = createLinter(layout);
  const ground: Ground = { layout, snapshot, linter, reach, moment: momentOf(context) };
  const prompts: LintedPrompt[] = [];
  for (let at = 0; at < places.length; at += promptsAtOnce) {
    prompts.push(...(await lintSome(places.slice(at, at + promptsAtOnce), ground)));
    await takeTurn();
  }
  return { layout, prompts, findings: await finish(prompts, ground) };
}

type Ground = {
  readonly layout: ProjectLayout;
  readonly snapshot: Snapshot;
  readonly linter: Linter;
  readonly reach: Reach;
  readonly moment: ReturnType<typeof momentOf>;
};

/** What is neither in the files nor in the program. */
const momentOf = ({ env, now }: Context) => ({ today: now().toISOString().slice(0, 10), ci: isCI(env) });

async function lintSome(places: readonly PromptPlace[], ground: Ground): Promise<readonly LintedPrompt[]> {
  const { layout, snapshot, linter, reach, moment } = ground;
  const prompts = (await layout.read(places, snapshot)).filter(reach.reaches);
  const project = { ...layout, prompts };
  const [assertions, facts] = await Promise.all([
    faultsOfAssertions(project),
    gatherFacts(project, snapshot, moment),
  ]);
  const byPath = groupBy(assertions, ({ at }) => at.path);
  const linted: LintedPrompt[] = [];
  for (const prompt of prompts) {
    const rows = await faultsOfRows({ ...layout, prompts: [prompt] }, snapshot);
    const recordings = await factsOfRecordings(prompt, ground);
    const faults = [...((prompt.tests && byPath.get(prompt.tests.path)) ?? []), ...rows];
    linted.push(linter.prompt(prompt, { faults, facts: { ...facts, recordings } }));
  }
  return linted;
}

/** Where nothing is recorded, nothing is loaded. */
async function factsOfRecordings(
  prompt: PromptFile,
  { layout, snapshot }: Ground,
): Promise<readonly RecordingFact[]> {
  if (!layout.recordings.has(prompt.path)) return [];
  const { factsOfRecordings } = await import('./recording-facts.ts');
  return factsOfRecordings(prompt, layout, snapshot);
}

/** The findings of the prompts and of the project as a whole. */
async function finish(prompts: readonly LintedPrompt[], ground: Ground): Promise<readonly Finding[]> {
  const { layout, snapshot, linter, moment } = ground;
  const isWhole = prompts.length === layout.ids.length;
  const gathered = await gatherFacts({ ...layout, prompts: [] }, snapshot, moment);
  const facts = { ...gathered, recordings: isWhole ? await orphansOf(ground) : [] };
  const part = linter.project({ faults: endpointFaults(layout), facts });
  return linter.finish([part, ...prompts], facts, isWhole);
}

/** Who asks for some prompts has no concern with recordings that belong to none. */
async function orphansOf({ layout, snapshot }: Ground): Promise<readonly RecordingFact[]> {
  if (layout.recordings.size === 0) return [];
  const { orphansOf } = await import('./recording-facts.ts');
  return orphansOf(layout, snapshot);
}

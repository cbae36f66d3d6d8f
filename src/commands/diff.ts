import { diffProjects, type ProjectDiff } from '../diff/diff-projects.ts';
import type { Renders } from '../diff/renders.ts';
import { buildDiffReport, type DiffReport, type Problem, problemsOf, rankChanges } from '../diff/report.ts';
import { breaksPrefix } from '../diff/rules/cache-prefix.ts';
import { type DiffDemand, judgeDiff } from '../gate/judge-diff.ts';
import type { Gate } from '../model/gates.ts';
import { globMatcher } from '../model/glob.ts';
import { noPrompts } from '../model/no-prompts.ts';
import { byCodePoint } from '../model/order.ts';
import { openLayout, type Project } from '../model/project.ts';
import { tool } from '../version.ts';
import { readApprovals } from './approvals.ts';
import { type ComparedProjects, type ComparisonOptions, withComparison } from './comparison.ts';
import type { Command, Context } from './context.ts';
import { gatherDiffFacts } from './diff-facts.ts';
import { joinRenders, nothingRendered, renderPrompts } from './diff-renders.ts';

export type DiffOptions = ComparisonOptions & {
  readonly failOn?: DiffDemand;
  readonly exitCode?: boolean;
};

/** What changed between two versions of the prompts, and whom it concerns. */
export const diffCommand: Command<DiffOptions, DiffReport> = async (options, context) => {
  const compare = namesBundle(options) ? (await import('./diff-bundle.ts')).withBundle : withComparison;
  return compare(context, options, async (compared) => {
    await requirePrompts(compared);
    return compareSides(compared, { ...options, gates: compared.head.project.config.gates }, context);
  });
};

/** Nothing differs in a folder that is no project: that must not look like one where all is well. */
async function requirePrompts({ base, head, pairs }: ComparedProjects): Promise<void> {
  const isFound = [base, head].some(({ project }) => project.configFile || project.prompts.length > 0);
  if (isFound || (pairs?.known ?? []).length > 0) return;
  const layouts = await Promise.all([head, base].map(({ snapshot }) => openLayout(snapshot)));
  const [layout] = layouts;
  if (layout && layouts.every(({ places }) => places.length === 0)) throw noPrompts(layout);
}

type Demands = Pick<DiffOptions, 'failOn' | 'exitCode'> & { readonly gates: readonly Gate[] };

/** The difference of two sides that are read already, held to gates. */
export async function compareSides(
  compared: ComparedProjects,
  { gates, failOn, exitCode = false }: Demands,
  context: Context,
): Promise<DiffReport> {
  const { base, head, comparison, source } = compared;
  const { diff, renders } = await compareAll(compared, context);
  const { approvals, faults } = await readApprovals(head);
  const changes = rankChanges(diff, approvals);
  const counting = changes.filter(({ excused }) => excused === null);
  return buildDiffReport({
    diff,
    changes,
    gates: judgeDiff(counting, gates, failOn ?? null, (scope, prompt) => globMatcher(scope)(prompt)),
    renders,
    compared: { before: comparison.baseName, after: comparison.headName },
    problems: [
      ...unreadable('before', base.project),
      ...unreadable('after', head.project),
      ...problemsOf('after', null, faults),
    ],
    tool,
    source: await source,
    exitCode,
    notes: comparison.notes,
  });
}

/** How the two sides differ, and what that renders: found out now, or known from an earlier comparison. */
async function compareAll(
  compared: ComparedProjects,
  context: Context,
): Promise<{ readonly diff: ProjectDiff; readonly renders: Renders }> {
  const { base, head, pairs } = compared;
  const found = await diffProjects(base.project, head.project, await gatherDiffFacts(compared, context));
  const rendered = new Map(await renderPrompts(compared, found.prompts, pairs?.rendering));
  await pairs?.save();
  const isBroken = found.prompts.some(({ changes }) => changes.some(breaksPrefix));
  const { prompts, changes } = isBroken
    ? await (await import('./diff-lost-cache.ts')).priceBrokenPrefixes(found, compared)
    : found;
  const known = (pairs?.known ?? []).flatMap(({ diff, ...own }) => (diff ? [{ diff, own }] : []));
  for (const { diff, own } of known) rendered.set(diff.prompt, own);
  const all = [...prompts, ...known.map(({ diff }) => diff)].sort((a, b) => byCodePoint(a.prompt, b.prompt));
  const inOrder = all.map(({ prompt }) => [prompt, rendered.get(prompt) ?? nothingRendered] as const);
  return { diff: { prompts: all, changes }, renders: joinRenders(new Map(inOrder)) };
}

/** A ref never starts so: the word is kept for what is published. */
const namesBundle = ({ base, head }: DiffOptions): boolean =>
  [base, head].some((name) => name?.startsWith('bundle:'));

function unreadable(side: Problem['side'], { faults, prompts }: Project): readonly Problem[] {
  return [
    ...problemsOf(side, null, faults),
    ...prompts.flatMap(({ id, faults: own, tests }) =>
      problemsOf(side, id, [...own, ...(tests?.faults ?? [])]),
    ),
  ];
}

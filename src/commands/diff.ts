import { diffProjects } from '../diff/diff-projects.ts';
import { buildDiffReport, type DiffReport, type FailOn, type Problem, problemsOf } from '../diff/report.ts';
import type { Project } from '../model/project.ts';
import { tool } from '../version.ts';
import { type ComparisonOptions, withComparison } from './comparison.ts';
import type { Command } from './context.ts';
import { gatherDiffFacts } from './diff-facts.ts';

export type DiffOptions = ComparisonOptions & {
  readonly failOn?: FailOn;
  readonly exitCode?: boolean;
};

/** What changed between two versions of the prompts, and whom it concerns. */
export const diffCommand: Command<DiffOptions, DiffReport> = (options, context) =>
  withComparison(context, options, async (compared) => {
    const { base, head, comparison, source } = compared;
    return buildDiffReport({
      diff: await diffProjects(base.project, head.project, await gatherDiffFacts(compared, context)),
      compared: { before: comparison.baseName, after: comparison.headName },
      problems: [...unreadable('before', base.project), ...unreadable('after', head.project)],
      tool,
      source: await source,
      failOn: options.failOn ?? null,
      exitCode: options.exitCode ?? false,
      notes: comparison.notes,
    });
  });

function unreadable(side: Problem['side'], { faults, prompts }: Project): readonly Problem[] {
  return [
    ...problemsOf(side, null, faults),
    ...prompts.flatMap(({ id, faults: own }) => problemsOf(side, id, own)),
  ];
}

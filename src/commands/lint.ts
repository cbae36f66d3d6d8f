import { faultsOfAssertions } from '../evals/prepare.ts';
import { lint } from '../lint/lint.ts';
import { buildLintReport, type LintReport } from '../lint/report.ts';
import { readRepository } from '../source/repository.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { gatherFacts } from './lint-facts.ts';
import { withProject } from './open-project.ts';

export type LintOptions = {
  readonly paths?: readonly string[];
  readonly ref?: string;
  readonly maxWarnings?: number;
  /** Errors only. */
  readonly quiet?: boolean;
};

/** Checks prompts and their tests. Every fault of a linted file is a finding; broken files never hide the others. */
export const lintCommand: Command<LintOptions, LintReport> = (options, context) =>
  withProject(context, { ref: options.ref, select: options.paths }, async ({ root, project }) => {
    const [faults, facts] = await Promise.all([faultsOfAssertions(project), gatherFacts(project, context)]);
    const findings = lint({ project, faults, facts });
    return buildLintReport({
      project,
      findings: options.quiet ? findings.filter(({ level }) => level === 'error') : findings,
      tool,
      source: await readRepository(root),
      maxWarnings: options.maxWarnings ?? null,
    });
  });

import { PromptopsError } from '../errors.ts';
import { faultsOfAssertions } from '../evals/prepare.ts';
import { faultsOfRows } from '../evals/row-faults.ts';
import { lint } from '../lint/lint.ts';
import { buildLintReport, type FixNote, type LintReport } from '../lint/report.ts';
import type { Project } from '../model/project.ts';
import { endpointFaults } from '../providers/endpoint-faults.ts';
import { patchOf } from '../source/patch.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { type FixedProject, fixProject } from './fix-project.ts';
import { applyBaseline } from './lint-baseline.ts';
import { type LintConfigReport, lintConfig } from './lint-config.ts';
import { gatherFacts } from './lint-facts.ts';
import { type LintScope, readScope, type ScopeOptions } from './lint-scope.ts';
import { type OpenedProject, type ReportedProject, withProject } from './open-project.ts';

export type LintOptions = ScopeOptions & {
  readonly maxWarnings?: number;
  /** Errors only. */
  readonly quiet?: boolean;
  /** Mend what can be mended safely. */
  readonly fix?: boolean;
  /** With `fix` or `writeBaseline`: write nothing. */
  readonly dryRun?: boolean;
  /** Accept today's findings. */
  readonly writeBaseline?: boolean;
  /** False: report what the baseline accepts as well. */
  readonly baseline?: boolean;
  /** Say how each rule is set for this file, and lint nothing. */
  readonly printConfig?: string;
};

/** What `promptops lint` does: it checks, or says how it would check. */
export const lintCommand: Command<LintOptions, LintReport | LintConfigReport> = (options, context) =>
  options.printConfig === undefined
    ? lintFiles(options, context)
    : lintConfig(options.printConfig, context, options.ref ?? null);

/** Checks prompts and their tests. Every fault of a linted file is a finding; broken files never hide the others. */
export const lintFiles: Command<Omit<LintOptions, 'printConfig'>, LintReport> = async (options, context) => {
  refuseMisuse(options);
  const scope = await readScope(options, context);
  return withProject(context, { ref: scope.target, load: scope.load }, (opened) =>
    lintOpened(opened, scope, options, context),
  );
};

/** What would be ignored, or would write where nothing can be written, is refused. */
function refuseMisuse(options: LintOptions): void {
  const { paths = [], ref, since, staged, fix, dryRun, writeBaseline, baseline } = options;
  const writes = fix ? '--fix' : writeBaseline ? '--write-baseline' : null;
  const refuse = (message: string, hint: string): never => {
    throw new PromptopsError('usage', message, { hint });
  };
  if (writes && ref !== undefined) {
    refuse(`"${writes}" writes files, and "--ref ${ref}" reads a commit.`, 'Leave one of them out.');
  }
  if (staged && ref !== undefined) {
    refuse(`"--staged" reads the index, and "--ref ${ref}" a commit.`, 'Leave one of them out.');
  }
  if (staged && writes)
    refuse(`"${writes}" writes files, and "--staged" reads the index.`, 'Leave one of them out.');
  if (dryRun && !writes) refuse('"--dry-run" alone has nothing to write.', 'promptops lint --fix --dry-run');
  if (writeBaseline && baseline === false) {
    refuse('"--write-baseline" and "--no-baseline" contradict each other.', 'Leave one of them out.');
  }
  if (writeBaseline && (paths.length > 0 || since !== undefined)) {
    refuse('A baseline is written for the whole project.', 'promptops lint --write-baseline');
  }
}

async function lintOpened(
  opened: ReportedProject,
  scope: LintScope,
  options: LintOptions,
  context: Context,
): Promise<LintReport> {
  const lintProject = async (project: Project) => {
    const { snapshot } = opened;
    const [assertions, rows, facts] = await Promise.all([
      faultsOfAssertions(project),
      faultsOfRows(project, snapshot),
      gatherFacts(project, snapshot, context),
    ]);
    return lint({ project, faults: [...assertions, ...rows, ...endpointFaults(project)], facts });
  };
  refuseNothing(opened.project, scope);
  const { dryRun = false, paths = [] } = options;
  const fixed = options.fix ? await fixProject(opened, scope.load, lintProject) : null;
  const fixes = fixed && (await writeFixes(opened, fixed, dryRun));
  // A dry run leaves the files as they are, and so the findings are those of today.
  const project = fixed && !dryRun ? fixed.project : opened.project;
  const all = fixed && !dryRun ? fixed.findings : await lintProject(opened.project);
  const isPartial = paths.length > 0 || scope.changes !== null;
  const { findings, baseline, notes } = await applyBaseline(opened, project, all, { ...options, isPartial });
  return buildLintReport({
    project,
    findings,
    quiet: options.quiet ?? false,
    tool,
    source: { ...(await opened.source), base: scope.changes?.base ?? null },
    maxWarnings: options.maxWarnings ?? null,
    notes: [...scope.notes(project), ...notes],
    fixes,
    baseline,
  });
}

/** A misspelt folder in the config must not look like a project without a finding. */
function refuseNothing({ ids, config, faults }: Project, { changes }: LintScope): void {
  if (ids.length > 0 || faults.length > 0 || changes !== null) return;
  throw new PromptopsError('not-found', `There is no prompt below "${config.promptRoots.join('", "')}".`, {
    hint: 'Correct "prompts" in promptops.yaml, or make a first one: promptops new <name>',
  });
}

/** Writes all changed files or none. */
async function writeFixes(
  { root }: OpenedProject,
  { changes, fixed }: FixedProject,
  dryRun: boolean,
): Promise<FixNote> {
  const files = [...changes].map(([path, { after: content }]) => ({ path, content }));
  await applyPlan(root, { files, onExisting: 'replace' }, { dryRun });
  const patches = [...changes].map(async ([path, { before, after }]) => ({
    path,
    patch: await patchOf(path, before, after),
  }));
  const mended = fixed.map(({ id, message, path, range, fix }) => ({
    id,
    message,
    path,
    range,
    what: fix?.what ?? '',
  }));
  return { dryRun, fixed: mended, files: await Promise.all(patches) };
}

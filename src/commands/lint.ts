import { PromptopsError } from '../errors.ts';
import { buildLintReport, type FixNote, type LintReport } from '../lint/report.ts';
import { noPrompts } from '../model/no-prompts.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { patchOf } from '../source/patch.ts';
import { applyPlan } from '../source/plan.ts';
import { build, tool } from '../version.ts';
import { cacheStoreOf } from './cache-store.ts';
import type { Command, Context } from './context.ts';
import { type FixedProject, fixProject } from './fix-project.ts';
import { applyBaseline } from './lint-baseline.ts';
import { type LintConfigReport, lintConfig } from './lint-config.ts';
import { lintProject } from './lint-project.ts';
import { type LintScope, readScope, type ScopeOptions } from './lint-scope.ts';
import type { Apart } from './lint-threads.ts';
import { type OpenedFiles, type Sourced, withFiles } from './open-project.ts';

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
  /** False: lint everything anew, and keep nothing for the next run. */
  readonly cache?: boolean;
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
  return withFiles(context, scope.target, (opened) => lintOpened(opened, scope, options, context));
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
  opened: OpenedFiles & Sourced,
  scope: LintScope,
  options: LintOptions,
  context: Context,
): Promise<LintReport> {
  const store = options.cache === false ? null : cacheStoreOf(opened.root, 'lint');
  const lint = (snapshot: Snapshot, apart: Apart | null = null) =>
    lintProject(snapshot, scope, context, { store, apart, pack: null });
  const found = await lint(opened.snapshot, apartOf(opened, scope));
  refuseNothing(found.layout, scope);
  const { dryRun = false, paths = [] } = options;
  const fixed = options.fix ? await fixProject(opened, found, lint) : null;
  const fixes = fixed && (await writeFixes(opened, fixed, dryRun));
  // A dry run leaves the files as they are, and so the findings are those of today.
  const linted = fixed && !dryRun ? fixed.linted : found;
  const isPartial = paths.length > 0 || scope.changes !== null;
  const { findings, baseline, notes } = await applyBaseline(opened, linted, { ...options, isPartial });
  const { layout, prompts } = linted;
  return buildLintReport({
    project: layout,
    prompts,
    findings,
    quiet: options.quiet ?? false,
    tool,
    source: { ...(await opened.source), base: scope.changes?.base ?? null },
    maxWarnings: options.maxWarnings ?? null,
    notes: [...scope.notes(prompts.length, layout.ids.length), ...notes],
    fixes,
    baseline,
  });
}

/** Threads read files on disk or of a commit, and stand beside the built program alone. */
const apartOf = (
  { root, snapshot: { commit } }: OpenedFiles,
  { target, select, changes }: LintScope,
): Apart | null =>
  build === null || changes !== null || (target !== null && commit === null)
    ? null
    : { root, select, commit };

function refuseNothing(layout: ProjectLayout, { changes }: LintScope): void {
  const { ids, faults } = layout;
  if (ids.length === 0 && faults.length === 0 && changes === null) throw noPrompts(layout);
}

/** Writes all changed files or none. */
async function writeFixes(
  { root }: OpenedFiles,
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

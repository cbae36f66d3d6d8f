import type { ReportSource } from '../evals/report.ts';
import type { Fault } from '../model/fault.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { projectSelectors } from '../source/selector.ts';
import { readSnapshot, type SnapshotTarget } from '../source/snapshot.ts';
import type { Context } from './context.ts';

/** The files of a project, none of them read yet. */
export type OpenedFiles = { readonly root: Root; readonly snapshot: Snapshot };

export type OpenedProject = OpenedFiles & { readonly project: Project };

/** Where the files come from, as every report says. */
export type Sourced = { readonly source: Promise<ReportSource> };

export type ReportedProject = OpenedProject & Sourced;

export type Opening = {
  /** As `readSnapshot` takes it; the worktree when absent. */
  readonly ref?: SnapshotTarget | undefined;
  readonly select?: readonly string[] | undefined;
};

/** The project around `context.cwd` at a ref (null: the worktree), with the selected prompts parsed. */
export async function openProject(
  { cwd }: Context,
  { ref = null, select = [] }: Opening,
): Promise<OpenedProject> {
  const root = await findRoot(cwd);
  const snapshot = await readSnapshot(root, ref);
  try {
    const project = await loadProject(snapshot, { select: projectSelectors(root, cwd, select) });
    return { root, snapshot, project };
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

/** Selectors as the project knows them, of what was typed in the working folder. */
export const selectorsOf = async (
  { cwd }: Context,
  words: readonly string[] = [],
): Promise<readonly string[]> => projectSelectors(await findRoot(cwd), cwd, words);

/** Runs `use` over the files of a project at a ref and closes what stands behind them, whatever happens. */
export async function withFiles<Result>(
  context: Context,
  ref: Opening['ref'],
  use: (opened: OpenedFiles & Sourced) => Promise<Result>,
): Promise<Result> {
  const root = await findRoot(context.cwd);
  // Asked first, so that git answers while the files are read.
  const source = readRepository(root);
  const snapshot = await readSnapshot(root, ref ?? null);
  try {
    return await use({ root, snapshot, source: atCommit(source, snapshot.commit) });
  } finally {
    await snapshot.close();
  }
}

/** The same with the selected prompts parsed. */
export const withProject = <Result>(
  context: Context,
  { ref, select = [] }: Opening,
  use: (opened: ReportedProject) => Promise<Result>,
): Promise<Result> =>
  withFiles(context, ref, async (opened) => {
    const selectors = projectSelectors(opened.root, context.cwd, select);
    return use({ ...opened, project: await loadProject(opened.snapshot, { select: selectors }) });
  });

/** Of files of a commit, that commit is the source, whatever is checked out. */
const atCommit = async (source: Promise<ReportSource>, commit: string | null): Promise<ReportSource> =>
  commit === null ? source : { ...(await source), head: commit, dirty: false };

/** Everything that stops these prompts from being run: faults of the config, the prompts and, if asked, their tests. */
export function faultsOf(
  project: Pick<Project, 'faults'>,
  prompts: readonly PromptFile[],
  withTests: boolean,
): readonly Fault[] {
  return [
    ...project.faults,
    ...prompts.flatMap((prompt) => [...prompt.faults, ...(withTests ? (prompt.tests?.faults ?? []) : [])]),
  ];
}

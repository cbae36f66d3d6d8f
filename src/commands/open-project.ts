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

export type OpenedProject = { readonly root: Root; readonly snapshot: Snapshot; readonly project: Project };

/** The same with where its files come from, as every report says. */
export type ReportedProject = OpenedProject & { readonly source: Promise<ReportSource> };

export type Opening = {
  /** As `readSnapshot` takes it; the worktree when absent. */
  readonly ref?: SnapshotTarget | undefined;
  readonly select?: readonly string[] | undefined;
  /** How the project is loaded, when not whole or by `select`. */
  readonly load?: ((snapshot: Snapshot) => Promise<Project>) | undefined;
};

/** The project around `context.cwd` at a ref (null: the worktree), with the selected prompts parsed. */
export async function openProject(context: Context, opening: Opening): Promise<OpenedProject> {
  return openAt(await findRoot(context.cwd), context, opening);
}

/** Selectors as the project knows them, of what was typed in the working folder. */
export const selectorsOf = async (
  { cwd }: Context,
  words: readonly string[] = [],
): Promise<readonly string[]> => projectSelectors(await findRoot(cwd), cwd, words);

async function openAt(
  root: Root,
  { cwd }: Context,
  { ref = null, select: words = [], load }: Opening,
): Promise<OpenedProject> {
  const snapshot = await readSnapshot(root, ref);
  try {
    const select = projectSelectors(root, cwd, words);
    const project = await (load ? load(snapshot) : loadProject(snapshot, { select }));
    return { root, snapshot, project };
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

/**
 * Runs `use` over an opened project and closes what stands behind it, whatever happens. `source` is asked first, so
 * that git answers while the files are read.
 */
export async function withProject<Result>(
  context: Context,
  opening: Opening,
  use: (opened: ReportedProject) => Promise<Result>,
): Promise<Result> {
  const root = await findRoot(context.cwd);
  const source = readRepository(root);
  const opened = await openAt(root, context, opening);
  try {
    return await use({ ...opened, source: atCommit(source, opened.snapshot.commit) });
  } finally {
    await opened.snapshot.close();
  }
}

/** Of files of a commit, that commit is the source, whatever is checked out. */
const atCommit = async (source: Promise<ReportSource>, commit: string | null): Promise<ReportSource> =>
  commit === null ? source : { ...(await source), head: commit, dirty: false };

/** Everything that stops these prompts from being run: faults of the config, the prompts and, if asked, their tests. */
export function faultsOf(
  project: Project,
  prompts: readonly PromptFile[],
  withTests: boolean,
): readonly Fault[] {
  return [
    ...project.faults,
    ...prompts.flatMap((prompt) => [...prompt.faults, ...(withTests ? (prompt.tests?.faults ?? []) : [])]),
  ];
}

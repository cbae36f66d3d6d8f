import { PromptopsError } from '../errors.ts';
import { planRun } from '../evals/plan.ts';
import { allPending } from '../evals/resume.ts';
import { selectAll } from '../evals/selection.ts';
import { createTally, type Tally } from '../evals/tally.ts';
import { sumUsd } from '../meter/money.ts';
import { recordingsFolder } from '../model/layout.ts';
import { loadProject } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { providerFaults } from '../providers/provider-faults.ts';
import type { Point } from '../report/page/data.ts';
import { readHistory } from '../source/history.ts';
import { readJournal } from '../source/journal-file.ts';
import { readRepository } from '../source/repository.ts';
import type { Root } from '../source/root.ts';
import { listRuns } from '../source/runs.ts';
import type { Context } from './context.ts';
import { judgesOf } from './judges.ts';
import { withFiles } from './open-project.ts';
import { askerOf } from './test-ask.ts';
import { connectProviders } from './test-providers.ts';

/** The last runs here that judged something, oldest first, each recomputed from its journal. */
export async function readRuns(root: Root, most: number): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const id of most === 0 ? [] : listRuns(root).slice(-most)) {
    const tally = createTally(0);
    for await (const row of readJournal(root, id)) tally.add(row);
    if (tally.run && tally.jobs > 0) points.push(pointOf(tally, { id, about: '', at: tally.run.startedAt }));
  }
  return points;
}

type Past = { readonly prompts: ReadonlySet<string>; readonly most: number };

/**
 * The pass rate of some prompts at the last commits that touched them, oldest first: their cases as they stood there,
 * answered by the recordings of that commit alone. Nobody is asked, no script runs, nothing is written.
 */
export async function readCommits(
  root: Root,
  { prompts, most }: Past,
  context: Context,
): Promise<{ readonly points: readonly Point[]; readonly notes: readonly string[] }> {
  const [points, notes]: [Point[], string[]] = [[], []];
  const { head } = await readRepository(root);
  if (head === null || most === 0 || prompts.size === 0) return { points, notes };
  const paths = await withFiles(context, head, async ({ snapshot }) => pathsOf(snapshot, prompts));
  const commits = paths.length === 0 ? [] : await readHistory(root, head, paths, most);
  for (const { id, subject: about, date: at } of commits.toReversed()) {
    context.signal.throwIfAborted();
    try {
      const tally = await replayAt(id, prompts, context);
      if (tally.jobs > 0) points.push(pointOf(tally, { id, about, at }));
    } catch (error) {
      if (!(error instanceof PromptopsError)) throw error;
      notes.push(`Commit ${id.slice(0, 10)} is left out of the history: ${error.message}`);
    }
  }
  return { points, notes };
}

/** More prompts than this are looked for by the folders they stand in: git takes no longer list. */
const maxPaths = 200;

async function pathsOf(snapshot: Snapshot, prompts: ReadonlySet<string>): Promise<readonly string[]> {
  const { prompts: files, config } = await loadProject(snapshot, { only: ({ id }) => prompts.has(id) });
  if (files.length > maxPaths) return config.promptRoots;
  return files.flatMap(({ path, tests }) => [path, recordingsFolder(path), ...(tests ? [tests.path] : [])]);
}

/** What the cases of some prompts come to at a commit. */
const replayAt = (commit: string, prompts: ReadonlySet<string>, context: Context): Promise<Tally> =>
  withFiles(context, commit, async (opened) => {
    const { snapshot } = opened;
    const project = await loadProject(snapshot, { only: ({ id }) => prompts.has(id) });
    const faults = [...project.faults, ...(await providerFaults(project))];
    const selection = { ...selectAll, mayBeEmpty: true };
    const plan = await planRun({ ...project, faults }, snapshot, selection, judgesOf(snapshot));
    const { concurrency, timeout } = project.config.test;
    const run = {
      id: commit,
      plan,
      opened: { ...opened, project },
      replay: 'strict',
      concurrency,
      timeout,
      env: {},
      baseline: null,
      budget: undefined,
      onRefresh: undefined,
    } as const;
    const quiet = { ...context, emit: () => {} };
    const providers = connectProviders(run, quiet);
    const tally = createTally(0);
    const journal = { path: '', append: tally.add, close: () => {} };
    try {
      await askerOf(run, { providers, journal, context: quiet })({ plan, pending: allPending() });
    } finally {
      await providers.close();
    }
    return tally;
  });

function pointOf(tally: Tally, about: Pick<Point, 'id' | 'about' | 'at'>): Point {
  const { passed, failed, errored } = tally.totals();
  const summaries = tally.summaries();
  return {
    ...about,
    passed,
    failed,
    errored,
    costUsd: sumUsd(summaries.map(({ costUsd }) => costUsd)),
    prompts: summaries.map(({ prompt, model, ...each }) => ({
      prompt,
      model,
      passed: each.passed,
      failed: each.failed,
    })),
  };
}

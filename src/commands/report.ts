import { PromptopsError } from '../errors.ts';
import type { TestReport } from '../evals/report.ts';
import { createTally } from '../evals/tally.ts';
import type { History } from '../report/page/data.ts';
import { digestJournal, readJournal } from '../source/journal-file.ts';
import { findRoot, type Root } from '../source/root.ts';
import { latestRun, listRuns, noRun, readRunFile, runPath } from '../source/runs.ts';
import { tool } from '../version.ts';
import type { CiReport } from './ci-report.ts';
import type { Command, Context } from './context.ts';
import type { ReportHead } from './report-head.ts';
import { readCommits, readRuns } from './report-history.ts';
import { readSavedReport } from './saved-report.ts';

export type ReportOptions = {
  /** Id of a run here, or a saved report; absent: the last run. */
  readonly run?: string;
  /** So many runs and commits of history; 0: none. */
  readonly history?: number;
  /** For the command line: what is drawn is shown in a browser. */
  readonly open?: boolean;
};

/** A saved report and how it came there: what a page is drawn of. */
export type PageReport = ReportHead<'page', 'drawn'> & {
  readonly shown: TestReport | CiReport;
  readonly history: History;
  readonly notes: readonly string[];
};

const defaultHistory = 10;
/** More than this no page holds: what passed beyond it is left out, and the page says so. */
const maxCases = 50_000;

/** Puts a saved report beside the runs and commits before it. */
export const reportCommand: Command<ReportOptions, PageReport> = async (
  { run: name, history: most = defaultHistory },
  context,
) => {
  const root = await findRoot(context.cwd);
  const saved = await savedReport(root, name, context);
  const run = saved.kind === 'ci' ? saved.parts.test : saved;
  const whole = run ? await withAllCases(root, run, context) : { report: null, notes: [] };
  const prompts = new Set(run?.prompts.map(({ prompt }) => prompt));
  const commits = await readCommits(root, { prompts, most }, context);
  return {
    kind: 'page',
    schemaVersion: 1,
    tool,
    verdict: 'drawn',
    exitCode: 0,
    source: saved.source,
    shown:
      saved.kind === 'ci'
        ? { ...saved, parts: { ...saved.parts, test: whole.report } }
        : (whole.report ?? saved),
    history: { runs: await readRuns(root, most), commits: commits.points },
    notes: [...whole.notes, ...commits.notes],
  };
};

async function savedReport(
  root: Root,
  name: string | undefined,
  { cwd }: Context,
): Promise<PageReport['shown']> {
  if (name !== undefined && !listRuns(root).includes(name)) {
    if (!/[./\\]/.test(name)) throw noRun(root, name);
    return (await readSavedReport(cwd, name, ['test', 'ci'])) as PageReport['shown'];
  }
  const id = name ?? latestRun(root);
  if (id === null)
    throw new PromptopsError('not-found', 'No run was started here yet.', {
      hint: 'Type "promptops test" first, or name a report that "--output json=<file>" wrote.',
    });
  if (readRunFile(root, id, 'report.json') === null)
    throw new PromptopsError('not-found', `Run "${id}" has no report: it did not end.`, {
      hint: `promptops test --resume ${id}`,
    });
  return (await readSavedReport(root.root, runPath(id, 'report.json'), ['test'])) as TestReport;
}

type Whole = { readonly report: TestReport; readonly notes: readonly string[] };

/** The cases that a report of many leaves out stand in its journal, where that is at hand and the one it speaks of. */
async function withAllCases(root: Root, report: TestReport, { note }: Context): Promise<Whole> {
  const { id, journal } = report.run;
  if (report.omitted === 0) return { report, notes: [] };
  const isHere = listRuns(root).includes(id);
  if (!isHere || `sha256:${(await digestJournal(root, id)).sha256}` !== journal.sha256) {
    const why = isHere ? 'is another one by now' : 'is not here';
    return { report, notes: [`Its journal ${why}: ${report.omitted} passed or skipped cases are left out.`] };
  }
  const tally = createTally(maxCases);
  for await (const row of readJournal(root, id, note)) tally.add(row);
  return { report: { ...report, ...tally.results() }, notes: [] };
}

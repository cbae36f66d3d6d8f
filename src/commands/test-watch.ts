import { type ExitCode, exitCodeOf, PromptopsError, worstExit } from '../errors.ts';
import type { TestReport } from '../evals/report.ts';
import { recordedPrompt } from '../model/layout.ts';
import { byCodePoint } from '../model/order.ts';
import { findRoot } from '../source/root.ts';
import { type FileWatch, watchFiles } from '../source/watch-files.ts';
import { ownerOf } from './affected.ts';
import type { Context } from './context.ts';
import { openProject, selectorsOf } from './open-project.ts';
import { testCommand } from './test.ts';
import { reachedBy } from './test-changed.ts';
import type { TestOptions } from './test-setup.ts';

/** One run of many. */
export type Round = {
  /** A report, or what is wrong with what the user wrote. */
  readonly result: TestReport | PromptopsError;
  /** The worst of this run and of those in which prompts did not pass that were not run again since. */
  readonly exitCode: ExitCode;
  /** Ids of those prompts, sorted. */
  readonly standing: readonly string[];
};

/** A command that goes on until it is interrupted. */
export type Watch<Options> = (options: Options, context: Context) => AsyncIterable<Round>;

type WatchOptions = TestOptions & { readonly plan?: boolean; readonly watch?: true };

/**
 * Runs the tests, then again those of prompts that a changed file reaches, whenever files have changed, until the signal
 * is aborted. What cannot be run is told, and tried again with the next change. `maxCost` is for all rounds together.
 */
export const watchTests: Watch<WatchOptions> = async function* (given, context) {
  const options = stillOptions(given);
  const files = await watchFiles(await findRoot(context.cwd), context.signal);
  const earlier = new Map<string, ExitCode>();
  let due: Due | null = { ids: null };
  // What has changed since it could last be run; null: everything is to be run.
  let touched: readonly string[] | null = null;
  let last: Round['result'] | null = null;
  let spent = 0;
  try {
    while (!context.signal.aborted) {
      if (due) {
        const isFirst: boolean = last === null;
        last = await run(roundOptions(options, touched, spent), context, isFirst);
        if (!(last instanceof PromptopsError))
          [touched, spent] = [[], spent + Number(last.totals.costUsd ?? 0)];
        yield roundOf(last, earlier, due.ids);
      }
      const changed = await nextChanges(files, last);
      if (changed === null) return;
      due = await dueAfter(changed, last, { options, context, files });
      if (due && touched) touched = [...new Set([...touched, ...changed])].sort(byCodePoint);
    }
  } finally {
    await files.close();
  }
};

/** Recordings that a run writes are no reason for another. */
async function nextChanges(
  files: FileWatch,
  last: Round['result'] | null,
): Promise<readonly string[] | null> {
  const replay = last === null || last instanceof PromptopsError ? null : last.run.replay;
  const isWriting = replay === 'record' || replay === 'refresh';
  const changed = await files.next();
  return changed && [...changed].filter((path) => !isWriting || recordedPrompt(path) === null);
}

/** Refuses what stands against watching, before anything is run. */
function stillOptions({ watch: _, plan, ...options }: WatchOptions): TestOptions {
  const against = [
    [plan, '--plan', 'asks nobody'],
    [options.ref, '--ref', 'reads a commit, which does not change'],
    [options.resume, '--resume', 'goes on with one run'],
    [options.update, '--update', 'asks before it writes'],
  ] as const;
  const found = against.find(([value]) => value !== undefined && value !== false);
  if (!found) return options;
  const [, flag, why] = found;
  throw new PromptopsError(
    'usage',
    `"--watch" runs the files as they stand again and again; "${flag}" ${why}.`,
    {
      hint: 'Leave one of them out.',
    },
  );
}

const roundOptions = (
  options: TestOptions,
  touched: readonly string[] | null,
  spent: number,
): TestOptions => ({
  ...options,
  ...(touched === null ? {} : { touched }),
  ...(options.maxCost === undefined ? {} : { maxCost: Math.max(0, options.maxCost - spent) }),
});

type Ground = { readonly options: TestOptions; readonly context: Context; readonly files: FileWatch };

/** A run is due. `ids`: the prompts that are selected; null: it cannot be told. */
type Due = { readonly ids: ReadonlySet<string> | null };

/** Whether a run is due after files have changed; null: what is tested is not made of them. */
async function dueAfter(
  changed: readonly string[],
  last: Round['result'] | null,
  { options, context, files }: Ground,
): Promise<Due | null> {
  const isBroken = last instanceof PromptopsError;
  try {
    const select = await selectorsOf(context, options.prompts);
    const opened = await openProject(context, { select });
    try {
      const { prompts } = opened.project;
      files.add(prompts.flatMap(({ path, reads }) => [path, ...reads]).filter(isAbove));
      const reached = await reachedBy(opened, { base: null, paths: new Set(changed) });
      // A file that could not be read may have been taken away.
      if (reached.length === 0 && !(isBroken && changed.some((path) => ownerOf(path) !== null))) return null;
      context.note(changedLine(changed, reached.length));
      return { ids: new Set(prompts.map(({ id }) => id)) };
    } finally {
      await opened.snapshot.close();
    }
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
    // Told once: a log that is kept in the project changes with whatever is told.
    return isBroken && error.message === last.message ? null : { ids: null };
  }
}

const isAbove = (path: string): boolean => path.startsWith('../');

const maxNamed = 3;

function changedLine(paths: readonly string[], prompts: number): string {
  const more = paths.length > maxNamed ? ` and ${paths.length - maxNamed} more` : '';
  return `Changed: ${paths.slice(0, maxNamed).join(', ')}${more}. Testing ${prompts} prompt${prompts === 1 ? '' : 's'}.`;
}

/** What a change of files can mend is no reason to end; a command line that fits no project at the start is. */
async function run(options: TestOptions, context: Context, isFirst: boolean): Promise<Round['result']> {
  try {
    return await testCommand(options, context);
  } catch (error) {
    const isMendable = error instanceof PromptopsError && exitCodeOf(error) === 2;
    if (!isMendable || (isFirst && (error.code === 'usage' || error.code === 'not-found'))) throw error;
    return error;
  }
}

/** Enters what did not pass into `earlier`, and takes out what did or is there no more. */
function roundOf(
  result: Round['result'],
  earlier: Map<string, ExitCode>,
  ids: ReadonlySet<string> | null,
): Round {
  if (result instanceof PromptopsError) {
    const exitCode = worstExit([exitCodeOf(result), ...earlier.values()]);
    return { result, exitCode, standing: [...earlier.keys()].sort(byCodePoint) };
  }
  for (const id of earlier.keys()) if (ids && !ids.has(id)) earlier.delete(id);
  for (const { prompt } of result.prompts) earlier.delete(prompt);
  const standing = [...earlier.keys()].sort(byCodePoint);
  const own = result.exitCode as ExitCode;
  const exitCode = worstExit([own, ...earlier.values()]);
  for (const { prompt, failed, errored } of result.prompts)
    if (own !== 0 && failed + errored > 0) earlier.set(prompt, own);
  return { result, exitCode, standing };
}

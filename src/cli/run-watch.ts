import path from 'node:path';
import type { Context } from '../commands/context.ts';
import type { Watch } from '../commands/test-watch.ts';
import { type ExitCode, PromptopsError } from '../errors.ts';
import { formatError } from './error-text.ts';
import { print } from './output.ts';
import { openProgress, type ProgressSink } from './progress.ts';
import { catchSignals } from './signals.ts';
import { describeTerminal } from './terminal.ts';
import { type CommandLine, writeReport } from './write-report.ts';

/**
 * Runs a command again and again and writes the report of each round, until it is interrupted. While it waits an
 * interruption stops nothing, and the exit code is what the last round said; in a round it is that of the signal.
 */
export async function runWatch(line: CommandLine, process: NodeJS.Process): Promise<ExitCode> {
  if (line.format !== 'terminal') {
    throw new PromptopsError('usage', `"--watch" has no end, and a report of format "${line.format}" has.`, {
      hint: `Write one with each round: --output ${line.format}=<file>`,
    });
  }
  const cwd = line.directory === null ? process.cwd() : path.resolve(process.cwd(), line.directory);
  const terminal = describeTerminal(process.env, process, line.color);
  let progress: ProgressSink = openProgress(process.stderr, terminal.live);
  let isWaiting = false;
  const signals = catchSignals(process, (text) => {
    if (!isWaiting) progress.note(text);
  });
  const context: Context = {
    cwd,
    env: process.env,
    now: () => new Date(),
    signal: signals.signal,
    emit: (event) => {
      isWaiting = false;
      progress.emit(event);
    },
    note: (text) => progress.note(text),
  };
  let exitCode: ExitCode = 0;
  try {
    // The page of commands pairs each spec with the options its command reads.
    const watch = (await line.spec.watch?.()) as Watch<unknown> | undefined;
    if (!watch) throw new Error(`"${line.spec.name}" cannot be watched.`);
    for await (const round of watch(line.options, context)) {
      await progress.close();
      exitCode = round.exitCode;
      if (round.result instanceof PromptopsError) await print(process.stderr, formatError(round.result));
      else await writeReport(round.result, line, { cwd, process, ...terminal });
      progress = openProgress(process.stderr, terminal.live);
      if (signals.signal.aborted) break;
      isWaiting = true;
      if (round.standing.length > 0)
        progress.note(`Did not pass before and was not run again: ${round.standing.join(', ')}.`);
      progress.note('Watching for changes. Ctrl-C ends.');
    }
    return exitCode;
  } finally {
    await progress.close();
    signals.release();
  }
}

import path from 'node:path';
import type { Command, Context } from '../commands/context.ts';
import { type ExitCode, worstExit } from '../errors.ts';
import type { Report } from '../report/report.ts';
import { openProgress } from './progress.ts';
import { catchSignals } from './signals.ts';
import { describeTerminal } from './terminal.ts';
import { type CommandLine, writeReport } from './write-report.ts';

/** Runs one command: context in, report out, every requested format written. */
export async function runCommand(line: CommandLine, process: NodeJS.Process): Promise<ExitCode> {
  if (line.options['watch'] === true) {
    const { runWatch } = await import('./run-watch.ts');
    return runWatch(line, process);
  }
  const { color, columns } = describeTerminal(process.env, process, line.color);
  return withContext(line, process, process.stderr, async (context, closeProgress) => {
    const report = await makeReport(line, context);
    await closeProgress();
    const { cwd, env, note } = context;
    await writeReport(report, line, { cwd, process, color, columns });
    if (report.kind === 'page') {
      const { showPage } = await import('./show-page.ts');
      await showPage(report, line, { cwd, env, note });
    }
    return report.exitCode as ExitCode;
  });
}

/** The page of commands pairs each spec with the options its command reads. */
export async function makeReport(line: CommandLine, context: Context): Promise<Report> {
  const command = (await line.spec.load()) as Command<unknown, Report>;
  return command(line.options, context);
}

/** What a command may know of the world, for as long as `act` takes; progress and notes go to `stream`. */
export async function withContext(
  line: CommandLine,
  process: NodeJS.Process,
  stream: NodeJS.WriteStream,
  act: (context: Context, closeProgress: () => Promise<void>) => Promise<ExitCode>,
): Promise<ExitCode> {
  const terminal = describeTerminal(process.env, process, line.color);
  const progress = openProgress(stream, terminal.live && line.format === 'terminal');
  const signals = catchSignals(process, progress.note);
  const context: Context = {
    cwd: line.directory === null ? process.cwd() : path.resolve(process.cwd(), line.directory),
    env: process.env,
    now: () => new Date(),
    signal: signals.signal,
    emit: progress.emit,
    note: progress.note,
    confirm: async (question) => {
      // A view that redraws itself and a question do not share a terminal.
      await progress.close();
      const { confirm } = await import('./confirm.ts');
      return confirm(process, question);
    },
  };
  try {
    return worstExit([await act(context, progress.close), ...signals.exit()]);
  } finally {
    await progress.close();
    signals.release();
  }
}

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
  const cwd = line.directory === null ? process.cwd() : path.resolve(process.cwd(), line.directory);
  const terminal = describeTerminal(process.env, process, line.color);
  const progress = openProgress(process, terminal.live && line.format === 'terminal');
  const signals = catchSignals(process, progress.note);
  const context: Context = {
    cwd,
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
    // The page of commands pairs each spec with the options its command reads.
    const command = (await line.spec.load()) as Command<unknown, Report>;
    const report = await command(line.options, context);
    await progress.close();
    await writeReport(report, line, { cwd, process, color: terminal.color, columns: terminal.columns });
    if (report.kind === 'page') {
      const { showPage } = await import('./show-page.ts');
      await showPage(report, line, { cwd, env: process.env, note: progress.note });
    }
    return worstExit([report.exitCode as ExitCode, ...signals.exit()]);
  } catch (error) {
    await progress.close();
    throw error;
  } finally {
    signals.release();
  }
}

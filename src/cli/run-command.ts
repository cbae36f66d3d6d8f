import path from 'node:path';
import type { Command, Context } from '../commands/context.ts';
import { type ExitCode, worstExit } from '../errors.ts';
import { formatReport } from '../report/formats/registry.ts';
import type { Report } from '../report/report.ts';
import { print } from './output.ts';
import type { Invocation } from './program.ts';
import { openProgress } from './progress.ts';
import { catchSignals } from './signals.ts';
import { describeTerminal } from './terminal.ts';

type CommandLine = Extract<Invocation, { type: 'command' }>;

/** Runs one command: context in, report out, every requested format written. */
export async function runCommand(line: CommandLine, process: NodeJS.Process): Promise<ExitCode> {
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
    return worstExit([report.exitCode as ExitCode, ...signals.exit()]);
  } catch (error) {
    await progress.close();
    throw error;
  } finally {
    signals.release();
  }
}

async function writeReport(
  report: Report,
  { format, outputs }: CommandLine,
  { cwd, process, color, columns }: { cwd: string; process: NodeJS.Process; color: boolean; columns: number },
): Promise<void> {
  // What was paid for is shown before a file can refuse it.
  await print(process.stdout, await formatReport(report, format, { color, columns }));
  if (outputs.length === 0) return;
  const { writeOutputFile } = await import('../source/output-file.ts');
  for (const { format: fileFormat, file } of outputs) {
    await writeOutputFile(cwd, file, await formatReport(report, fileFormat, { color: false, columns: 100 }));
  }
}

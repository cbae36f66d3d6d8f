import { formatInPieces } from '../report/formats/registry.ts';
import type { Report } from '../report/report.ts';
import { print } from './output.ts';
import type { Invocation } from './program.ts';
import { columnsOf } from './terminal.ts';

/** A command as it was typed. */
export type CommandLine = Extract<Invocation, { type: 'command' }>;

/** Prints a report and writes the files of `--output`. */
export async function writeReport(
  report: Report,
  { format, outputs }: CommandLine,
  { cwd, process, color, columns }: { cwd: string; process: NodeJS.Process; color: boolean; columns: number },
): Promise<void> {
  // What was paid for is shown before a file can refuse it.
  await print(process.stdout, await formatInPieces(report, format, { color, columns, page: readPage }));
  if (outputs.length === 0) return;
  const { writeOutputFile } = await import('../source/output-file.ts');
  for (const { format: fileFormat, file } of outputs) {
    const style = { color: false, columns: columnsOf(process.env, null), page: readPage };
    await writeOutputFile(cwd, file, await formatInPieces(report, fileFormat, style));
  }
}

const readPage = async (): Promise<string> => (await import('../source/package-files.ts')).readPage();

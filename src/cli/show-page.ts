import path from 'node:path';
import type { PageReport } from '../commands/report.ts';
import { formatReport } from '../report/formats/registry.ts';
import { openFile } from '../source/open-file.ts';
import { readPage } from '../source/package-files.ts';
import { writePageFile } from '../source/page-file.ts';
import type { CommandLine } from './write-report.ts';

type World = {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
};

/** Writes the page of a report where neither `--output` nor stdout has it already, and with `--open` shows it. */
export async function showPage(
  report: PageReport,
  { options, outputs, format }: CommandLine,
  { cwd, env, note }: World,
): Promise<void> {
  const named = outputs.find((output) => output.format === 'html');
  const isPrinted = format === 'html' && options['open'] !== true;
  if (!named && isPrinted) return;
  const style = { color: false, columns: 100, page: readPage };
  const file = named
    ? path.resolve(cwd, named.file)
    : await writePageFile(cwd, await formatReport(report, 'html', style));
  note(`Page: ${path.relative(cwd, file)}`);
  if (options['open'] !== true || (await openFile(file, env))) return;
  note('There is no program here that opens it; open the file in a browser.');
}

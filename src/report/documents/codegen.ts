import type { CodegenReport } from '../../commands/codegen.ts';
import { bad, code, counted, type Document, good, line, muted, plain, strong } from '../document.ts';

/** Whether the types are what they should be, and how to get at them. */
export function codegenDocument(report: CodegenReport): Document {
  const { verdict, check, dryRun, path, prompts, changed } = report;
  const isWritten = changed && !check && !dryRun;
  const what = isWritten ? 'written' : changed ? 'not what it should be' : 'as it should be';
  const again = ['promptops codegen', path, ...(report.bundle === null ? [] : ['--bundle', report.bundle])];
  return {
    title: `promptops codegen: ${verdict}`,
    blocks: [
      line(
        report.exitCode === 0 ? good('✔ ') : bad('✖ '),
        strong(path),
        plain(`  ${what}`),
        muted(`  types of ${counted(prompts.length, 'prompt')}`),
      ),
      ...(changed && !isWritten ? [line(muted('To write it:  '), code(again.join(' ')))] : []),
      ...report.notes.map((note) => line(muted(note))),
    ],
  };
}

import type { InitReport } from '../../commands/init.ts';
import { code, type Document, good, group, type Line, line, muted, plain, strong } from '../document.ts';

/** What was written, what was left alone, and what to type next. */
export function initDocument(report: InitReport): Document {
  const verb = report.dryRun ? 'Would create' : 'Created';
  const added = report.extended.map(
    ({ path, lines }): Line => [good('+ '), plain(path), muted(`  ${lines.join('  ')}`)],
  );
  return {
    title: 'promptops init',
    blocks: [
      ...group(
        verb,
        report.created.map((path): Line => [good('+ '), plain(path)]),
      ),
      ...group(report.dryRun ? 'Would add lines to' : 'Added lines to', added),
      ...group(
        'Kept, they were there',
        report.kept.map((path): Line => [muted('= '), muted(path)]),
      ),
      ...(report.verdict === 'unchanged' ? [line(plain('Nothing to do: every file is there.'))] : []),
      {
        type: 'section',
        title: [strong('Next')],
        blocks: [{ type: 'list', items: report.next.map((text) => [code(text)]) }],
      },
    ],
  };
}

import type { FmtReport } from '../../commands/fmt.ts';
import {
  type Block,
  bad,
  code,
  counted,
  type Document,
  good,
  group,
  type Line,
  line,
  muted,
  plain,
  strong,
  warn,
} from '../document.ts';

/** Which files were laid out anew, or would be, and which were left alone. */
export function fmtDocument(report: FmtReport): Document {
  const { changed, left, check, dryRun, verdict } = report;
  const isWritten = !check && !dryRun;
  const items = changed.map(({ path }): Line => [isWritten ? good('✔ ') : warn('! '), plain(path)]);
  const alone = left.map(({ path, problem }): Line => [bad('✖ '), plain(path), muted(`  ${problem}`)]);
  return {
    title: `promptops fmt: ${verdict}`,
    blocks: [
      ...group(isWritten ? 'Laid out' : 'Would lay out', items),
      ...group('Left alone', alone),
      ...(dryRun ? changed.map(({ patch }): Block => ({ type: 'patch', text: `\n${patch}` })) : []),
      ...(items.length + alone.length > 0 ? [line(plain(''))] : []),
      line(
        verdict === 'passed' ? good('✔ passed') : bad('✖ failed'),
        strong(`  ${counted(changed.length, 'file')} ${isWritten ? 'changed' : 'would change'}`),
        muted(`  of ${report.files}`),
      ),
      ...(check && changed.length > 0 ? [line(muted('To lay them out:  '), code('promptops fmt'))] : []),
    ],
  };
}

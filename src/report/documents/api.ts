import type { ApiReport } from '../../commands/api.ts';
import {
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

/** Which signatures were written anew, or are not what they should be. */
export function apiDocument({
  verdict,
  check,
  dryRun,
  path,
  prompts,
  changed,
  ...report
}: ApiReport): Document {
  const isWritten = !check && !dryRun;
  const items = changed.map(
    ({ prompt, what }): Line => [isWritten ? good('✔ ') : warn('! '), plain(prompt), muted(`  ${what}`)],
  );
  return {
    title: `promptops api: ${verdict}`,
    blocks: [
      ...group(isWritten ? `Written to ${path}` : `Not what it should be, in ${path}`, items),
      ...(items.length > 0 ? [line(plain(''))] : []),
      line(
        report.exitCode === 0 ? good('✔ passed') : bad('✖ failed'),
        strong(`  ${counted(changed.length, 'signature')} ${isWritten ? 'changed' : 'would change'}`),
        muted(`  of ${counted(prompts, 'prompt')}`),
      ),
      ...(isWritten || changed.length === 0 ? [] : [line(muted('To write it:  '), code('promptops api'))]),
    ],
  };
}

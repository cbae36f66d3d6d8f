import type { ExampleFiles, ExplainReport } from '../../commands/explain.ts';
import {
  type Block,
  bad,
  code,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  strong,
  warn,
} from '../document.ts';

/** A rule's page: what, why, how to mend it, how to silence it, a good and a bad example. */
export function explainDocument({ rule, silence, good: goods, bad: bads }: ExplainReport): Document {
  return {
    title: `Rule ${rule.id}`,
    blocks: [
      line(
        strong(rule.id),
        plain('  '),
        rule.level === 'error' ? bad('error') : warn('warning'),
        muted(`  preset ${rule.preset}`),
      ),
      line(plain(rule.summary)),
      section('Why', [line(plain(rule.why))]),
      section('Mend it', [line(plain(rule.fix))]),
      section('Silence it', [line(plain(silence))]),
      ...bads.slice(0, 1).map((files) => section('Bad', fileBlocks(files), bad('✖ '))),
      ...goods.slice(0, 1).map((files) => section('Good', fileBlocks(files), good('✔ '))),
    ],
  };
}

const section = (title: string, blocks: readonly Block[], ...mark: Line): Block => ({
  type: 'section',
  title: [...mark, strong(title)],
  blocks,
});

const fileBlocks = (files: ExampleFiles): readonly Block[] =>
  files.flatMap(({ path, text }) => [line(code(path)), { type: 'code' as const, text, language: 'yaml' }]);

import type { ExplainChangeReport } from '../../commands/explain-change.ts';
import type { ExampleFiles } from '../../model/example-project.ts';
import { type Block, code, type Document, line, muted, plain, prose, strong } from '../document.ts';
import { levelSpan } from './change-level.ts';

/** The page of a kind of change: what, for whom, why, what to do, and an example of it. */
export function explainChangeDocument({ change, examples }: ExplainChangeReport): Document {
  const { id, level, audience, bump, summary, why, advice } = change;
  const [example] = examples;
  return {
    title: `Change ${id}`,
    blocks: [
      line(
        strong(id),
        plain('  '),
        levelSpan(level),
        muted(`  ${audience}  ${bump === 'none' ? 'no bump' : `bump ${bump}`}`),
      ),
      line(prose(summary)),
      section('Why', [line(prose(why))]),
      section('What to do', [line(prose(advice))]),
      ...(example
        ? [section('Before', fileBlocks(example.before)), section('After', fileBlocks(example.after))]
        : []),
    ],
  };
}

const section = (title: string, blocks: readonly Block[]): Block => ({
  type: 'section',
  title: [strong(title)],
  blocks: blocks.length > 0 ? blocks : [line(muted('nothing'))],
});

const fileBlocks = (files: ExampleFiles): readonly Block[] =>
  files.flatMap(({ path, text }) => [line(code(path)), { type: 'code' as const, text, language: 'yaml' }]);

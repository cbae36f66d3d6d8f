import type { ExplainFindingReport } from '../../commands/explain-finding.ts';
import { type Block, type Document, line, muted, plain, prose, strong } from '../document.ts';
import { severitySpan } from './severity.ts';

/** The page of a finding of `ci`: what, why, what to do. */
export function explainFindingDocument({ finding }: ExplainFindingReport): Document {
  const { id, level, summary, why, fix } = finding;
  return {
    title: `Finding ${id}`,
    blocks: [
      line(strong(id), plain('  '), severitySpan(level), muted('  found by promptops ci')),
      line(prose(summary)),
      section('Why', why),
      section('What to do', fix),
    ],
  };
}

const section = (title: string, text: string): Block => ({
  type: 'section',
  title: [strong(title)],
  blocks: [line(prose(text))],
});

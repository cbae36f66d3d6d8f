import type { CostReport } from '../../commands/cost.ts';
import type { ExplainedTerm } from '../../cost/report.ts';
import { type Block, type Line, line, muted, plain, strong } from '../document.ts';
import { grouped, showUsd } from '../money-text.ts';

/** The formula, then each term with its source. */
export function explainedBlocks({ explained }: CostReport): readonly Block[] {
  if (explained === null) return [];
  return [
    line(
      strong(explained.prompt),
      muted('  cost = [(in − cacheable)·P(in) + hit·cacheable·P(read) + (1−hit)·cacheable·P(write)'),
    ),
    line(
      muted('         + out·P(out) + fixed] · ((1−batchShare) + batchShare·batchFactor) · (1 + retryRate)'),
    ),
    ...explained.markets.map(
      ({ market, locale, terms }): Block => ({
        type: 'section',
        title: [
          strong(market ?? 'Every call'),
          muted(locale === null ? '  base text' : `  locale ${locale}`),
        ],
        blocks: [
          {
            type: 'table',
            columns: [
              { title: 'Term', align: 'left' },
              { title: 'Value', align: 'right' },
              { title: 'Confidence', align: 'left' },
              { title: 'Source', align: 'left' },
            ],
            rows: terms.map(termRow),
          },
        ],
      }),
    ),
  ];
}

const termRow = ({ term, value, unit, source, confidence }: ExplainedTerm): readonly Line[] => [
  [term.startsWith('=') ? strong(term) : plain(term)],
  [plain(show(value, unit))],
  [muted(confidence)],
  [plain(source)],
];

function show(value: string, unit: ExplainedTerm['unit']): string {
  if (!/^-?\d/.test(value)) return value;
  switch (unit) {
    case 'usd':
      return showUsd(value);
    case 'usd per million tokens':
      return `$${value}/M`;
    case 'usd per thousand calls':
      return `$${value}/1k`;
    case 'tokens':
    case 'calls':
      return grouped(Math.round(Number(value)));
    case 'share':
    case 'factor':
      return value;
  }
}

import { Chalk, type ChalkInstance } from 'chalk';
import type { Block, Column, Document, Line, Span, Tone } from '../document.ts';
import { breakCommands, showUnseen } from '../inert.ts';
import { type DiffRow, diffTexts } from '../text-diff.ts';
import { type TextWidth, widthFor } from './text-width.ts';

export type Style = { readonly color: boolean; readonly columns: number };

type Pen = { readonly chalk: ChalkInstance; readonly columns: number; readonly width: TextWidth };

/** Draws a document for a terminal of that many columns; without colour it is plain text. */
export async function drawTerminal(document: Document, { color, columns }: Style): Promise<string> {
  const pen: Pen = {
    chalk: new Chalk({ level: color ? 1 : 0 }),
    columns: Math.max(20, columns),
    width: await widthFor(document),
  };
  return `${breakCommands(document.blocks.flatMap((block) => drawBlock(block, pen, 0)).join('\n'))}\n`;
}

function drawBlock(block: Block, pen: Pen, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  switch (block.type) {
    case 'line':
      return showLine(block.spans, pen)
        .split('\n')
        .map((row) => pad + row);
    case 'list':
      return block.items.map((item) => `${pad}${showLine(item, pen).split('\n').join(`\n${pad}  `)}`);
    case 'table':
      return drawTable(block.columns, block.rows, pen, indent);
    case 'code':
      return showUnseen(block.text)
        .replace(/\n$/, '')
        .split('\n')
        .map((row) => `${pad}${pen.chalk.dim('│')} ${row}`);
    case 'difference':
      return diffTexts(block.expected, block.actual).map((row) => pad + showDiffRow(row, pen));
    case 'patch':
      return drawPatch(block.text, pen);
    case 'section':
      return [
        '',
        pad + showLine(block.title, pen),
        ...block.blocks.flatMap((inner) => drawBlock(inner, pen, indent + 2)),
      ];
  }
}

/** At the margin, so that it can be copied to `git apply`. */
const drawPatch = (text: string, { chalk }: Pen): readonly string[] =>
  showUnseen(text)
    .replace(/\n$/, '')
    .split('\n')
    .map((row) => {
      if (/^(?:---|\+\+\+) /.test(row)) return chalk.bold(row);
      return row.startsWith('-') ? chalk.red(row) : row.startsWith('+') ? chalk.green(row) : row;
    });

const showLine = (spans: Line, pen: Pen): string => spans.map((span) => paint(span, pen)).join('');

function paint({ text, tone }: Span, { chalk }: Pen): string {
  const looks: Record<Tone, ChalkInstance> = {
    plain: chalk.reset,
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    muted: chalk.dim,
    strong: chalk.bold,
    code: chalk.cyan,
  };
  const shown = showUnseen(text);
  return tone === 'plain' ? shown : looks[tone](shown);
}

function showDiffRow(row: DiffRow, { chalk }: Pen): string {
  if (row.kind === 'gap') return chalk.dim(`  … ${row.rows} more ${row.rows === 1 ? 'line' : 'lines'}`);
  const [sign, look] =
    row.kind === 'same'
      ? ([' ', chalk.dim] as const)
      : row.kind === 'removed'
        ? (['-', chalk.red] as const)
        : (['+', chalk.green] as const);
  const text = row.pieces
    .map((piece) => (piece.changed ? look.inverse(showUnseen(piece.text)) : look(showUnseen(piece.text))))
    .join('');
  return `${look(sign)} ${text}`;
}

/** Columns as wide as their widest cell; where the terminal is too narrow those that may shrink end in `…`. */
function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Line[])[],
  pen: Pen,
  indent: number,
): readonly string[] {
  const early = columns.findLastIndex(({ optional }) => optional === true);
  const spare = early === -1 ? columns.findLastIndex(({ optional }) => optional) : early;
  const titles: readonly Line[] = columns.map(({ title }) => [{ text: title, tone: 'muted' }]);
  const all = columns.some(({ title }) => title !== '') ? [titles, ...rows] : rows;
  const widths = columns.map((_, index) => Math.max(...all.map((row) => lineWidth(row[index] ?? [], pen))));
  const least = widths.map((width, index) => (columns[index]?.shrinks ? Math.min(width, narrowest) : width));
  if (spare !== -1 && tableWidth(least) > pen.columns - indent) {
    const without = <Item>(items: readonly Item[]): readonly Item[] => items.toSpliced(spare, 1);
    return drawTable(without(columns), rows.map(without), pen, indent);
  }
  const fitted = fitWidths(widths, columns, pen.columns - indent - 2 * (columns.length - 1));
  return all.map((row) => {
    const cells = row.map((cell, index) => {
      const width = fitted[index] ?? 0;
      const cut = cutLine(cell, width, pen);
      const fill = ' '.repeat(Math.max(0, width - lineWidth(cut, pen)));
      return columns[index]?.align === 'right' ? fill + showLine(cut, pen) : showLine(cut, pen) + fill;
    });
    return ' '.repeat(indent) + cells.join('  ').trimEnd();
  });
}

const tableWidth = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + 2, -2);

const lineWidth = (spans: Line, { width }: Pen): number =>
  spans.reduce((sum, { text }) => sum + width(showUnseen(text)), 0);

const narrowest = 6;

/** Takes what is too much from the widest column that may shrink, one character at a time; those that give way first, first. */
function fitWidths(widths: readonly number[], columns: readonly Column[], room: number): readonly number[] {
  const fitted = [...widths];
  const widestOf = (may: (shrinks: Column['shrinks']) => boolean): number =>
    fitted.reduce<number>(
      (best, width, index) =>
        may(columns[index]?.shrinks) && width > Math.max(narrowest, fitted[best] ?? 0) ? index : best,
      -1,
    );
  for (let over = fitted.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const first = widestOf((shrinks) => shrinks === 'first');
    const index = first === -1 ? widestOf((shrinks) => shrinks !== undefined) : first;
    if (index === -1) break;
    fitted[index] = (fitted[index] ?? 0) - 1;
  }
  return fitted;
}

function cutLine(spans: Line, width: number, pen: Pen): Line {
  if (lineWidth(spans, pen) <= width) return spans;
  const kept: Span[] = [];
  let room = width - 1;
  for (const { text, tone } of spans) {
    let part = '';
    for (const character of showUnseen(text)) {
      const next = pen.width(character);
      if (next > room) return [...kept, { text: `${part}…`, tone }];
      part += character;
      room -= next;
    }
    kept.push({ text: part, tone });
  }
  return kept;
}

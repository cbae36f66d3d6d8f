import { type Block, counted, type Document, muted } from '../document.ts';
import { drawFoldedSection, drawMarkdownBlock, drawMarkdownTitle, joinBlocks } from '../formats/markdown.ts';

export type Room = {
  /** Of the whole text, as `sizeOf` measures. */
  readonly most: number;
  readonly sizeOf: (text: string) => number;
};

/** Items of a list or rows of a table that stay where there is too little room for all; the first step that fits is taken. */
const lengths = [500, 100, 30, 10];

/** Characters of a detail section that stand open; a longer one opens at a click. */
const mostOpen = 600;

function draw(block: Block): string {
  const text = drawMarkdownBlock(block);
  const isFolded = block.type === 'section' && block.detail && text.length > mostOpen;
  return isFolded ? drawFoldedSection(block) : text;
}

/**
 * A document as markdown that fits. Where it does not, whole detail sections go, the last one first; then long lists
 * and tables end early; then the other sections go. Nothing is cut in the middle, and what was left out is said.
 */
export function fitMarkdown(document: Document, { most, sizeOf }: Room): string {
  const title = drawMarkdownTitle(document);
  const size = (blocks: readonly Block[]): number =>
    blocks.reduce((sum, block) => sum + sizeOf(draw(block)) + 2, sizeOf(title) + noteRoom);
  let { blocks } = document;
  const dropLast = (drop: (block: Block) => boolean): void => {
    let over = size(blocks) - most;
    blocks = blocks
      .toReversed()
      .filter((block) => {
        if (over <= 0 || !drop(block)) return true;
        over -= sizeOf(draw(block)) + 2;
        return false;
      })
      .toReversed();
  };
  dropLast((block) => block.type === 'section' && block.detail === true);
  for (const length of lengths)
    if (size(blocks) > most) blocks = blocks.map((block) => shorten(block, length));
  dropLast(({ type }) => type === 'section');
  dropLast(() => true);
  const dropped = document.blocks.length - blocks.length;
  const texts = blocks.map(draw);
  return `${joinBlocks([title, ...texts, ...(dropped > 0 ? [noteOf(dropped)] : [])])}\n`;
}

const noteRoom = 120;

const noteOf = (dropped: number): string =>
  `… ${counted(dropped, 'section')} left out: too long for this place. The whole report has them.`;

function shorten(block: Block, length: number): Block {
  switch (block.type) {
    case 'section':
      return { ...block, blocks: block.blocks.map((inner) => shorten(inner, length)) };
    case 'list': {
      const more = block.items.length - length;
      if (more <= 0) return block;
      return { ...block, items: [...block.items.slice(0, length), [muted(`… and ${more} more`)]] };
    }
    case 'table': {
      const more = block.rows.length - length;
      if (more <= 0) return block;
      const widest = Math.max(
        0,
        block.columns.findIndex(({ shrinks }) => shrinks),
      );
      const row = block.columns.map((_, index) => (index === widest ? [muted(`… and ${more} more`)] : []));
      return { ...block, rows: [...block.rows.slice(0, length), row] };
    }
    default:
      return block;
  }
}

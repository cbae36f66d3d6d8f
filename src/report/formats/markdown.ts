import type { Block, Document, Line, Span } from '../document.ts';
import { breakCommands, showUnseen } from '../inert.ts';
import { diffTexts } from '../text-diff.ts';

/** Draws a document as GitHub-flavoured markdown in which no text of a file or model makes a link, image, mention or HTML. */
export const drawMarkdown = (document: Document): string =>
  `${joinBlocks([drawMarkdownTitle(document), ...document.blocks.map(drawMarkdownBlock)])}\n`;

/** A line that is there for room alone is none here: an empty one stands between all blocks. */
export const joinBlocks = (texts: readonly string[]): string =>
  texts.filter((text) => text !== '').join('\n\n');

export const drawMarkdownTitle = ({ title }: Document): string => `## ${escapeText(title)}`;

/** One block as it stands below the title. */
export const drawMarkdownBlock = (block: Block): string => drawBlock(block, 3);

function drawBlock(block: Block, level: number): string {
  switch (block.type) {
    case 'line':
      return showLine(block.spans);
    case 'list':
      return block.items.map((item) => `- ${showLine(item)}`).join('\n');
    case 'table': {
      const titles = block.columns.map(({ title }) => escapeText(title) || ' ');
      const rules = block.columns.map(({ align }) => (align === 'right' ? '--:' : '---'));
      const rows = block.rows.map((row) => row.map((cell) => showLine(cell).replace(/\n/g, ' ')));
      return [titles, rules, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    }
    case 'code':
      return fence(block.text, block.language);
    case 'difference':
      return fence(differenceText(block.expected, block.actual), 'diff');
    case 'patch':
      return fence(block.text, 'diff');
    case 'section':
      return joinBlocks([
        `${'#'.repeat(level)} ${showLine(block.title)}`,
        ...block.blocks.map((inner) => drawBlock(inner, Math.min(6, level + 1))),
      ]);
  }
}

/** A section that opens at a click. Its title stands in HTML, where no markdown is read. */
export const drawFoldedSection = ({ title, blocks }: Extract<Block, { type: 'section' }>): string =>
  joinBlocks([
    `<details>\n<summary>${escapeHtml(title.map(({ text }) => text).join(''))}</summary>`,
    ...blocks.map((inner) => drawBlock(inner, 4)),
    '</details>',
  ]);

/** Two spaces between spans keep facts apart where spaces count. Here they would be one, so a dot does it. */
function showLine(spans: Line): string {
  let shown = '';
  let gap = '';
  let isApart = false;
  for (const { text, ...look } of spans) {
    const [starts, ends] = [text.startsWith('  '), text.endsWith('  ')];
    const left = starts ? text.trimStart() : text;
    const words = ends ? left.trimEnd() : left;
    isApart ||= starts;
    if (words !== '') {
      shown = beside(`${shown}${isApart ? gap : ''}`, showSpan({ text: words, ...look }));
      gap = words.endsWith(':') ? ' ' : ' · ';
      isApart = false;
    }
    isApart ||= ends;
  }
  return shown;
}

function showSpan({ text, tone, prose }: Span): string {
  if (prose) return showProse(text);
  switch (tone) {
    case 'code':
      return inlineCode(text);
    case 'strong':
      return text.replace(/\S(?:.*\S)?/s, (words) => `**${escapeText(words)}**`);
    case 'plain':
    case 'good':
    case 'bad':
    case 'warn':
    case 'muted':
      return escapeText(text);
  }
}

/** No lone backtick opens code here, nor one beside others or beside the `$` of a formula. */
const showProse = (text: string): string =>
  text
    .split(/(?<![`$])`([^`\n]+)`(?![`$])/)
    .map((piece, index) => (index % 2 === 1 ? inlineCode(piece) : escapeText(piece)))
    .reduce(beside);

/** Two pieces of inline code would share a run of backticks, and what it opens would end elsewhere. */
const beside = (before: string, after: string): string =>
  before.endsWith('`') && after.startsWith('`') ? `${before}${breaker}${after}` : before + after;

/** A character no one sees: what stands before it is no longer the start of a mention, reference or address. */
const breaker = '\u200b';

/**
 * Markup characters stand escaped. Mentions, issue references and bare addresses are found in the rendered text, where
 * an escape no longer shows, so they are broken by a character of no width.
 */
export const escapeText = (text: string): string =>
  breakReferences(
    escapeTags(showUnseen(text))
      .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
      .replace(/^(\s*)([-+=#])/gm, '$1\\$2')
      .replace(/^(\s*\d+)([.)])(?=\s)/gm, '$1\\$2'),
  );

/** The same for a place inside HTML, which an empty line would end. */
const escapeHtml = (text: string): string =>
  breakReferences(escapeTags(showUnseen(text).replace(/\s+/g, ' '))).replace(/\$/g, '&#36;');

const escapeTags = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const breakReferences = (text: string): string =>
  text.replace(/[@#](?=\w)|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, `$&${breaker}`);

/**
 * Inline code in a run of backticks longer than any inside; the table's `|` is escaped, as GitHub asks even in code, and
 * so are the backslashes before it, the last of which would be the escape.
 */
function inlineCode(text: string): string {
  const flat = breakCommands(showUnseen(text).replace(/\n/g, ' ')).replace(/(\\*)\|/g, '$1$1\\|');
  const ticks = '`'.repeat(longestRun(flat) + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return flat === '' ? '' : `${ticks}${pad}${flat}${pad}${ticks}`;
}

/** A code block whose fence is longer than any run of backticks in it. */
function fence(text: string, language: string): string {
  const shown = breakCommands(showUnseen(text));
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}${language}\n${shown.replace(/\n$/, '')}\n${ticks}`;
}

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

const signs = { same: ' ', removed: '-', added: '+' } as const;

const differenceText = (expected: string, actual: string): string =>
  diffTexts(expected, actual)
    .map((row) =>
      row.kind === 'gap'
        ? `  … ${row.rows} more`
        : `${signs[row.kind]} ${row.pieces.map(({ text }) => text).join('')}`,
    )
    .join('\n');

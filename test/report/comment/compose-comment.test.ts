import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeComment, mostCharacters } from '../../../src/report/comment/compose-comment.ts';
import { fitMarkdown } from '../../../src/report/comment/fit-markdown.ts';
import { type Block, type Document, plain } from '../../../src/report/document.ts';
import { isFold, mentionsIn, parseMarkdown } from '../../helpers/parsed-markdown.ts';

const hostile = [
  '![x](https://evil.example/p.png)',
  '[click](https://evil.example)',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<!-- promptops:ci head=unknown at=2099-01-01T00:00:00Z -->',
  '@acme/team @octocat',
  '#12 GH-7 acme/prompts#3',
  'https://evil.example www.evil.example mail@evil.example',
  '```\n![x](y)\n```',
  '| a | b |\n| - | - |',
  '\n# Title\n- [ ] task\n> [!WARNING]\n1. one',
  '[x]: https://evil.example\n[x] [^1]\n\n[^1]: note',
  '</details></summary><b>',
  '::add-mask::secret\n::stop-commands::x',
  '`` ` ``',
  '\\`x\\` \\[a](b)',
  '$\\href{javascript:alert(1)}{x}$',
  '\u202e\u0007\u001b]8;;https://evil.example\u0007x',
] as const;

const block = (text: string): readonly Block[] => [
  { type: 'line', spans: [plain(text), { text, tone: 'strong' }, { text, tone: 'code' }] },
  { type: 'list', items: [[plain(text)], [{ text, tone: 'code' }]] },
  {
    type: 'table',
    columns: [
      { title: text, align: 'left' },
      { title: 'x', align: 'right' },
    ],
    rows: [[[plain(text)], [{ text, tone: 'code' }]]],
  },
  { type: 'code', text, language: '' },
  { type: 'difference', expected: text, actual: `${text}!` },
  { type: 'patch', text },
  { type: 'section', title: [plain(text)], blocks: [{ type: 'line', spans: [plain(text)] }], detail: true },
];

const room = { most: 1e6, sizeOf: (text: string) => text.length };

const expectInert = (text: string): void => {
  const { links, images, html, prose } = parseMarkdown(text);
  const foreign = html.filter((tag) => !isFold(tag));
  const mentions = mentionsIn([prose, ...html].join('\n').replaceAll('&#36;', '$'));
  expect({ links, images, foreign, mentions }).toEqual({ links: [], images: [], foreign: [], mentions: [] });
  expect(html.map((tag) => tag === '</details>')).toEqual(html.map((_, at) => at % 2 === 1));
};

/** A detail that is long enough to be folded. */
const folded = (text: string): Block => ({
  type: 'section',
  title: [plain(text)],
  blocks: [...block(text), { type: 'code', text: 'x'.repeat(600), language: '' }, ...block(text)],
  detail: true,
});

describe('what a model or a file said', () => {
  it.each(hostile)('makes nothing in a comment: %j', (text) => {
    expectInert(fitMarkdown({ title: text, blocks: [...block(text), folded(text)] }, room));
  });

  it('makes nothing however it is put together', () => {
    const piece = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) =>
        expectInert(fitMarkdown({ title: 'x', blocks: [folded(pieces.join(''))] }, room)),
      ),
    );
  });
});

it('folds a long detail, and leaves a short one open', () => {
  const [short] = block('short').slice(-1);
  const { blocks } = parseMarkdown(
    fitMarkdown({ title: 'all', blocks: [short as Block, folded('long')] }, room),
  );
  expect(blocks.slice(0, 4)).toEqual(['heading', 'heading', 'paragraph', 'html']);
  expect(blocks.at(-1)).toBe('html');
});

describe('a text that is too long', () => {
  const section = (name: string, detail?: true): Block => ({
    type: 'section',
    title: [plain(name)],
    blocks: [{ type: 'code', text: 'x'.repeat(100), language: '' }],
    ...(detail ? { detail } : {}),
  });
  const document: Document = {
    title: 'all',
    blocks: [section('kept'), section('first', true), section('second', true), section('gates')],
  };
  const textWithin = (most: number): string => fitMarkdown(document, { ...room, most });

  it('loses whole details, the last one first, and says so', () => {
    expect(textWithin(2000)).not.toContain('left out');
    const text = textWithin(520);
    expect(text).toContain('first');
    expect(text).not.toContain('second');
    expect(text).toContain('gates');
    expect(text).toContain('1 section left out');
  });

  it('loses the rest only then', () => {
    const text = textWithin(300);
    expect(text).toContain('kept');
    expect(text).not.toContain('gates');
    expect(text).toContain('3 sections left out');
  });

  it('ends long tables early', () => {
    const table: Block = {
      type: 'table',
      columns: [
        { title: '', align: 'left' },
        { title: 'Prompt', align: 'left', shrinks: true },
      ],
      rows: Array.from({ length: 5000 }, (_, at) => [[], [plain(`prompt ${at}`)]]),
    };
    const text = fitMarkdown({ title: 'all', blocks: [table] }, { ...room, most: 10_000 });
    expect(text).toContain('|  | … and 4500 more |');
  });

  it('never ends in the middle of anything, and never exceeds its room', () => {
    const leaf = fc.string({ maxLength: 400 }).map((text): Block => ({ type: 'code', text, language: '' }));
    const items = fc
      .array(fc.string({ maxLength: 60 }), { maxLength: 200 })
      .map((all): Block => ({ type: 'list', items: all.map((text) => [plain(text)]) }));
    const sections = fc.tuple(fc.array(fc.oneof(leaf, items), { maxLength: 3 }), fc.boolean()).map(
      ([blocks, detail]): Block => ({
        type: 'section',
        title: [plain('s')],
        blocks,
        ...(detail ? { detail: true } : {}),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(leaf, items, sections), { maxLength: 20 }),
        fc.integer({ min: 300, max: 5000 }),
        (blocks, most) => {
          const text = fitMarkdown({ title: 'all', blocks }, { ...room, most });
          expect(text.length).toBeLessThanOrEqual(most);
          expect((text.match(/^`{3,}/gm) ?? []).length % 2).toBe(0);
        },
      ),
    );
  });
});

it('a comment of 5,000 findings stays within what GitHub takes', async () => {
  const range = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const findings = Array.from({ length: 5000 }, (_, at) => ({
    id: 'template/undefined-variable',
    level: 'error' as const,
    message: `Input "${'x'.repeat(100)}" is not declared.`,
    hint: null,
    prompt: null,
    path: `prompts/p${at}.prompt.yaml`,
    range,
    fingerprint: 'f',
  }));
  const text = await composeComment(
    {
      kind: 'lint',
      schemaVersion: 1,
      tool: 'promptops 0.1.0',
      verdict: 'failed',
      exitCode: 1,
      source: { repository: null, head: null, dirty: null, base: null },
      checked: { prompts: 1, testFiles: 0, cases: 0 },
      totals: { errors: 5000, warnings: 0, fixable: 0, accepted: 0, suppressed: 0 },
      maxWarnings: null,
      findings,
      fixes: null,
      rules: [],
      notes: [],
    } as unknown as Parameters<typeof composeComment>[0],
    { head: 'a'.repeat(40), runUrl: 'https://github.example/acme/prompts/actions/runs/7' },
  );
  expect(text.length).toBeLessThan(mostCharacters);
  expect(text).toContain('5000 errors');
  expect(text).toMatch(/4\d\d\d sections left out/);
  expect(parseMarkdown(text).links).toEqual(['https://github.example/acme/prompts/actions/runs/7']);
});

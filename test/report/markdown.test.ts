import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, type Line, line, muted, plain, prose, strong } from '../../src/report/document.ts';
import { drawMarkdown } from '../../src/report/formats/markdown.ts';
import { mentionsIn, parseMarkdown } from '../helpers/parsed-markdown.ts';

const lines: readonly (readonly [what: string, spans: Line, markdown: string])[] = [
  ['one space as it is', [plain('a '), strong('b')], 'a **b**'],
  ['a dot where the next begins with two', [plain('a'), strong('  b')], 'a · **b**'],
  ['a dot where one ends with two', [strong('a  '), plain('b')], '**a** · b'],
  ['one dot for several', [plain('a  '), plain('  '), muted(''), plain('  b')], 'a · b'],
  ['none after a colon', [strong('Next:  '), code('promptops ci')], '**Next:** `promptops ci`'],
  ['none at the edges', [plain('  '), plain('  a  ')], 'a'],
  ['what is typed as code', [prose('Run `a --b *` and `c`.', 'muted')], 'Run `a --b *` and `c`.'],
  ['a hint after a message', [plain('No `x`.'), prose('  Set `y`', 'muted')], 'No \\`x\\`. · Set `y`'],
  ['lone backticks as they are', [prose('a` b ``c`` $`d`$')], 'a\\` b \\`\\`c\\`\\` \\$\\`d\\`\\$'],
  ['spaces within a text', [plain('a  b')], 'a  b'],
];

describe('a line in markdown', () => {
  it.each(lines)('has %s', (_, spans, markdown) => {
    expect(drawMarkdown({ title: 't', blocks: [line(...spans)] })).toBe(`## t\n\n${markdown}\n`);
  });

  it('leaves no room where there is nothing', () => {
    const blocks = [line(plain('a')), line(plain('')), line(plain('b'))];
    expect(drawMarkdown({ title: 't', blocks })).toBe('## t\n\na\n\nb\n');
  });

  it('makes nothing but code of prose, whatever a file put in it', () => {
    const piece = fc.constantFrom(
      '`',
      '``',
      '$',
      '|',
      '\\',
      '\n',
      ' ',
      '*',
      '<b>',
      '@ada',
      '#12',
      '![x](y://z)',
      'a',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const span = fc.tuple(fc.constantFrom(prose, plain, code), text).map(([make, shown]) => make(shown));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), fc.boolean(), (spans, inTable) => {
        const columns = [{ title: 'a', align: 'left' } as const];
        const block = inTable ? { type: 'table' as const, columns, rows: [[spans]] } : line(...spans);
        const {
          links,
          images,
          html,
          prose: outside,
        } = parseMarkdown(drawMarkdown({ title: 't', blocks: [block] }));
        expect([...links, ...images, ...html, ...mentionsIn(outside)]).toEqual([]);
      }),
    );
  });
});

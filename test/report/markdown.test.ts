import { describe, expect, it } from 'vitest';
import { code, type Line, line, muted, plain, strong } from '../../src/report/document.ts';
import { drawMarkdown } from '../../src/report/formats/markdown.ts';

const lines: readonly (readonly [what: string, spans: Line, markdown: string])[] = [
  ['one space as it is', [plain('a '), strong('b')], 'a **b**'],
  ['a dot where the next begins with two', [plain('a'), strong('  b')], 'a · **b**'],
  ['a dot where one ends with two', [strong('a  '), plain('b')], '**a** · b'],
  ['one dot for several', [plain('a  '), plain('  '), muted(''), plain('  b')], 'a · b'],
  ['none after a colon', [strong('Next:  '), code('promptops ci')], '**Next:** `promptops ci`'],
  ['none at the edges', [plain('  '), plain('  a  ')], 'a'],
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
});

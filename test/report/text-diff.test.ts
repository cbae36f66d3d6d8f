import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffTexts } from '../../src/report/text-diff.ts';

const drawn = (expected: string, actual: string): readonly string[] =>
  diffTexts(expected, actual).map((row) => {
    if (row.kind === 'gap') return `… ${row.rows}`;
    const text = row.pieces.map((piece) => (piece.changed ? `[${piece.text}]` : piece.text)).join('');
    return `${{ same: ' ', removed: '-', added: '+' }[row.kind]}${text}`;
  });

it('marks the changed words of one line', () => {
  expect(drawn('after 30 days', 'after 60 days')).toEqual(['-after [30] days', '+after [60] days']);
});

it('draws lines with nothing in common whole', () => {
  expect(drawn('billing', 'shipping')).toEqual(['-billing', '+shipping']);
});

it('collapses equal lines far from a change', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n');
  expect(drawn(before, before.replace('g', 'G'))).toEqual(['… 4', ' e', ' f', '-g', '+G']);
});

it('keeps both sides: removed and same rows are the expected text, added and same the actual', () => {
  const line = fc.constantFrom('a', 'b', 'c d', 'c e', '');
  const text = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (expected, actual) => {
      const rows = diffTexts(expected, actual).filter((row) => row.kind !== 'gap');
      const side = (leaveOut: string): string =>
        rows
          .filter((row) => row.kind !== leaveOut)
          .map((row) => row.pieces.map((piece) => piece.text).join(''))
          .join('\n');
      if (diffTexts(expected, actual).some((row) => row.kind === 'gap')) return;
      expect(side('added')).toBe(expected);
      expect(side('removed')).toBe(actual);
    }),
  );
});

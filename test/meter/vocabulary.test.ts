import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packVocabulary, readVocabulary } from '../../src/meter/vocabulary.ts';

const token = fc.uint8Array({ minLength: 1, maxLength: 4 });
const tokens = fc.uniqueArray(token, {
  selector: (bytes) => bytes.join(),
  minLength: 1,
  maxLength: 300,
});

describe('a packed vocabulary', () => {
  it('finds the rank of each of its tokens, wherever it stands, and of nothing else', () => {
    fc.assert(
      fc.property(tokens, token, (known, other) => {
        const { rankOf } = readVocabulary(packVocabulary(known, /./gu));
        for (const [rank, bytes] of known.entries()) {
          const around = Buffer.concat([other, bytes, other]);
          expect(rankOf(around, other.length, other.length + bytes.length)).toBe(rank);
        }
        const rank = known.findIndex((bytes) => Buffer.compare(bytes, other) === 0);
        expect(rankOf(other, 0, other.length)).toBe(rank);
      }),
    );
  });

  it('keeps the pattern of pieces', () => {
    const { piecesOf } = readVocabulary(packVocabulary([Buffer.from('a')], / ?\p{L}+|[\p{N}\p{M}]|\s/gu));
    for (const [text, pieces] of [
      ['für  dich 12', ['für', ' ', ' dich', ' ', '1', '2']],
      ['for  you 12', ['for', ' ', ' you', ' ', '1', '2']],
    ] as const)
      expect(text.match(piecesOf(text))).toEqual(pieces);
  });
});

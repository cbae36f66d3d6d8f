import { describe, expect, it } from 'vitest';
import { didYouMean, findNearest } from '../../src/model/suggest.ts';

const words = [
  'assert',
  'model',
  'models',
  'messages',
  'support/reply',
  'support/triage',
  'icontains',
  'contains',
  'id',
  '--format',
];

describe('didYouMean', () => {
  it.each([
    ['asert', 'assert'],
    ['assret', 'assert'],
    ['ASSERT', 'assert'],
    ['modle', 'model'],
    ['model', 'models'],
    ['support/repl', 'support/reply'],
    ['suport/reply', 'support/reply'],
    ['support/rep', 'support/reply'],
    ['reply', 'support/reply'],
    ['mess', 'messages'],
    ['contans', 'contains'],
    ['di', 'id'],
    ['--formt', '--format'],
  ])('%s → %s', (typed, meant) => {
    expect(didYouMean(typed, words)).toBe(`Did you mean "${meant}"?`);
  });

  it.each(['', 'x', 'temperature', 'sup', 'cat', 'zz', 'a'.repeat(100_000)])('%s → nothing', (typed) => {
    const nearest = findNearest(typed, ['assert', 'model', 'id']);
    expect(nearest).toBeNull();
  });

  it('takes the first of equally near ones, whatever their order', () => {
    expect(findNearest('cart', ['card', 'care', 'cast'])).toBe(findNearest('cart', ['cast', 'care', 'card']));
  });
});

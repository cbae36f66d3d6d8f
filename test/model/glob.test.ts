import { expect, it } from 'vitest';
import { globMatcher } from '../../src/model/glob.ts';

it.each([
  ['support/**', 'support/a/b', true],
  ['support/*', 'support/a/b', false],
  ['**', 'a', true],
  ['{a,b}/c', 'b/c', true],
  ['+(a|b)', 'a', false],
])('%s and %s', (pattern, text, expected) => expect(globMatcher(pattern)(text)).toBe(expected));

it('answers in a list as it does alone', () => {
  const ids = ['a', 'b', 'c'];
  expect([ids.some(globMatcher('x')), ids.filter(globMatcher('b'))]).toEqual([false, ['b']]);
});

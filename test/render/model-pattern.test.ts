import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, it } from 'vitest';
import { findModelPattern } from '../../src/render/model-pattern.ts';
import { soaked } from '../helpers/soak.ts';

it.each([
  ['anthropic/claude-haiku-4-5', ['openai/*', 'anthropic/*'], 'anthropic/*'],
  ['anthropic/claude-haiku-4-5', ['*/*', 'anthropic/*', 'anthropic/claude-*'], 'anthropic/claude-*'],
  [
    'anthropic/claude-haiku-4-5',
    ['anthropic/claude-haiku-4-5', '*/claude-haiku-4-5'],
    'anthropic/claude-haiku-4-5',
  ],
  ['local/meta/llama', ['local/*'], null],
  ['local/meta/llama', ['local/**'], 'local/**'],
  ['openai/gpt-5', ['openai/gpt-?'], 'openai/gpt-?'],
  ['openai/gpt-5', [], null],
  ['a/xy', ['a/x*', 'a/*y'], 'a/x*'],
  ['a/xy', ['a/*y', 'a/x*'], 'a/x*'],
])('%s of %j: %s', (model, patterns, expected) => expect(findModelPattern(model, patterns)).toBe(expected));

it('matches as globs do', () => {
  const pieces = (words: string[]) =>
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
  fc.assert(
    fc.property(pieces(['a', 'b', '-', '/']), pieces(['a', 'b', '-', '/', '*', '?']), (model, pattern) => {
      // picomatch gives `**` its meaning between slashes alone, and takes an empty segment for none.
      fc.pre(!/\*\*|\/\/|^\/|\/$/.test(pattern) && !/\/\/|^\/|\/$/.test(model));
      const matches = picomatch(pattern, { dot: true, bash: false })(model);
      const ours = findModelPattern(model, [pattern]) === pattern;
      expect(ours).toBe(matches);
    }),
    { numRuns: soaked(3000) },
  );
});

it('takes no more than linear steps per character', () => {
  expect(findModelPattern('a'.repeat(5000), [`${'*a'.repeat(500)}b`])).toBeNull();
});

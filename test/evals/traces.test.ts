import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference, quote } from '../../src/evals/excerpt.ts';
import { hideTraces, notShown } from '../../src/evals/traces.ts';

const value = 'Zoë says\n"never print this" 5f1c';
const hide = hideTraces({ note: value });

describe('a sentence that quotes part of a sensitive value', () => {
  it.each([
    `The output is ${quote(value, 12)}.`,
    `expected ${quote(`fine ${value}`, 20)}, got "x"`,
    `Output differs ${firstDifference(`fine ${value}`, 'fine Zoë says nothing')}.`,
    `got ${JSON.stringify(JSON.stringify({ value }))}`,
    'got "5f1c"',
    'the end is "…print this\\" 5f1c"',
    'It says ZOË SAYS NEVER PRINT THIS.',
  ])('%s', (sentence) => expect(hide(sentence)).toBe(notShown));

  it.each([
    'The output is "[sensitive:note]".',
    'The output is [sensitive:note], not "fine [sensitive:note] at all".',
    'The answer ended with "length".',
    'Output differs at line 1, column 6: expected the end, got "this".',
    '',
  ])('%s shows nothing of it', (sentence) => {
    expect(hide(sentence)).toBe(sentence.includes('"this"') ? notShown : sentence);
  });

  it('leaves everything as it is where nothing is sensitive, or too short to be found', () => {
    expect(hideTraces({})(value)).toBe(value);
    expect(hideTraces({ age: '42' })('It is "42".')).toBe('It is "42".');
  });

  it('however it is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(letters, fc.nat(50), fc.integer({ min: 4, max: 60 }), (secret, from, length) => {
        const part = secret.slice(from, from + length);
        fc.pre(part.length >= 4);
        expect(hideTraces({ secret })(`expected "${part}…", got "z"`)).toBe(notShown);
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { diffExample } from './diff-example.ts';

const says = (text: string, head = '') =>
  `promptops: 1\n${head}messages: [{ id: ask, role: user, content: "${text}" }]\n`;
const project = (prompts: Readonly<Record<string, string>>) => ({
  files: Object.fromEntries(Object.entries(prompts).map(([id, text]) => [`prompts/${id}.prompt.yaml`, text])),
});
const long = 'Answer only from the articles, and say so where they are silent.';

it.each([
  [
    'an alias, whatever it says',
    { a: says(long) },
    { b: says('Hello', 'aliases: [a]\n') },
    [['b', 'a', 'renamed']],
  ],
  ['the digest', { a: says(long) }, { b: says(long) }, [['b', 'a', 'renamed']]],
  ['likeness', { a: says(long) }, { b: says(`${long} Be brief.`) }, [['b', 'a', 'renamed']]],
  [
    'the most alike of several',
    { a: says(long), c: says('Hello') },
    { b: says(`${long} Now.`), d: says('Hello!') },
    [
      ['b', 'a', 'renamed'],
      ['d', 'c', 'renamed'],
    ],
  ],
  [
    'its name in another folder',
    { 'x/a': says(long), 'x/b': says(`${long} Then.`) },
    { 'y/a': says(`${long} Then stop.`), 'y/b': says(`${long} Then go.`) },
    [
      ['y/a', 'x/a', 'renamed'],
      ['y/b', 'x/b', 'renamed'],
    ],
  ],
  [
    'its name among copies',
    { 'x/a': says(long), 'x/b': says(long) },
    { 'y/b': says(long), 'y/a': says(long) },
    [
      ['y/a', 'x/a', 'renamed'],
      ['y/b', 'x/b', 'renamed'],
    ],
  ],
  [
    'nothing',
    { a: says(long) },
    { b: `promptops: 1\ntools: [{ name: find }]\nmessages: [{ role: system, content: Go }]\n` },
    [
      ['a', null, 'removed'],
      ['b', null, 'added'],
    ],
  ],
  [
    'the id before all',
    { a: says(long), b: says('Hello') },
    { a: says('Hello'), b: says(long) },
    [
      ['a', null, 'changed'],
      ['b', null, 'changed'],
    ],
  ],
])('a prompt is known by %s', async (_, before, after, expected) => {
  const { prompts } = await diffExample({ before: project(before), after: project(after) });
  expect(prompts.map(({ prompt, from, state }) => [prompt, from, state])).toEqual(expected);
});

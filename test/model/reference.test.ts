import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../src/model/glob.ts';
import { byCodePoint } from '../../src/model/order.ts';
import { folderOf, resolveReference } from '../../src/model/reference.ts';

describe('resolveReference', () => {
  it.each([
    ['a/b.yaml', './c.yaml', 'a/c.yaml'],
    ['a/b.yaml', '../c.yaml', 'c.yaml'],
    ['a/b.yaml', '../../shared/c.yaml', '../shared/c.yaml'],
    ['b.yaml', 'c d/é.yaml', 'c d/é.yaml'],
  ])('from %s, %s is %s', (from, reference, path) => {
    expect(resolveReference(from, reference)).toEqual({ path, problem: null });
  });

  it.each([
    '',
    '/etc/passwd',
    'https://x.y/z',
    'file:///etc/passwd',
    '//host/x',
    'C:\\x',
    'c:/x',
    'a\\b',
    '~/x',
    'a\0b',
  ])('refuses %j', (reference) => {
    expect(resolveReference('a/b.yaml', reference)).toMatchObject({
      path: null,
      problem: expect.any(String),
    });
  });
});

it.each([
  ['prompts/', 'prompts'],
  ['./prompts', 'prompts'],
  ['.', ''],
  ['./', ''],
  ['a//b', 'a/b'],
  ['a\\b', 'a/b'],
])('folderOf(%j) is %j', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});

it('globs stay within a segment unless they say otherwise', () => {
  expect(globMatcher('a/*')('a/b')).toBe(true);
  expect(globMatcher('a/*')('a/b/c')).toBe(false);
  expect(globMatcher('a/**')('a/b/c')).toBe(true);
  expect(globMatcher('!a')('b')).toBe(false);
});

it('byCodePoint sorts as UTF-8 bytes do', () => {
  const words = ['b', '\u{1f600}', '\ufb33', 'a/b', 'a-b', 'a', 'é', 'Z'];
  const asBytes = [...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...words].sort(byCodePoint)).toEqual(asBytes);
});

import { expect, it } from 'vitest';
import { fingerprint } from '../../src/model/finding.ts';

it('fingerprint is 12 hex digits that each of its four parts changes', () => {
  const of = { rule: 'r', prompt: 'p', path: 'x', detail: 'd' };
  const first = fingerprint(of);
  expect(first).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprint({ ...of })).toBe(first);
  const others = [
    { ...of, rule: 's' },
    { ...of, prompt: null },
    { ...of, path: 'y' },
    { ...of, detail: '' },
  ].map(fingerprint);
  expect(new Set([first, ...others]).size).toBe(5);
});

import { expect, it } from 'vitest';
import { type DiffDemand, type DiffLevel, judgeDiff } from '../../src/gate/judge-diff.ts';
import type { Gate } from '../../src/model/gates.ts';

const matches = (scope: string, prompt: string) => scope === '**' || prompt.startsWith(scope);
const gate = (more: Partial<Gate>): Gate => ({ scope: '**', level: 'block', message: null, ...more });

it.each<[DiffDemand, DiffLevel | null, boolean]>([
  ['breaking', 'breaking', false],
  ['breaking', 'dangerous', true],
  ['dangerous', 'breaking', false],
  ['dangerous', 'dangerous', false],
  ['dangerous', 'safe', true],
  ['any', 'safe', false],
  ['any', null, true],
])('%s over %s passes: %s', (diff, level, passed) => {
  const found = level === null ? [] : [{ level, prompts: ['a'] }];
  expect(judgeDiff(found, [gate({ diff })], null, matches)[0]?.passed).toBe(passed);
  expect(judgeDiff(found, [], diff, matches)[0]).toMatchObject({ passed, level: 'block' });
});

it('looks at prompts in its scope, and at what concerns the whole project', () => {
  const gates = [gate({ scope: 'a', diff: 'breaking', level: 'warn' })];
  const passed = (prompts: readonly string[]) =>
    judgeDiff([{ level: 'breaking', prompts }], gates, null, matches)[0]?.passed;
  expect([passed(['b']), passed(['b', 'a']), passed([])]).toEqual([true, false, false]);
});

it('says nothing of gates that ask for something else', () => {
  expect(judgeDiff([], [gate({ passRate: 1 })], null, matches)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lint/rules/registry.ts';
import { lintExample } from './lint-example.ts';

const idsOf = async (...args: Parameters<typeof lintExample>) =>
  (await lintExample(...args)).map(({ id }) => id);

describe.each(rules)('$id', (rule) => {
  it.each(rule.examples.good)('accepts %j', async (example) => {
    expect(await idsOf(example, [rule.id])).toEqual([]);
  });
  it.each(rule.examples.bad)('rejects %j', async (example) => {
    expect(await idsOf(example, [rule.id])).toContain(rule.id);
  });
  it('has examples of both kinds, and places every finding inside its file', async () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    for (const example of rule.examples.bad) {
      for (const { range, message } of await lintExample(example, [rule.id])) {
        expect(range.line).toBeGreaterThan(0);
        expect(range.endLine > range.line || range.endColumn >= range.column, message).toBe(true);
        expect(message).toMatch(/^["A-Z0-9{]/);
      }
    }
  });
});

it('has one id per rule, each `group/name`', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z-]+$/);
});

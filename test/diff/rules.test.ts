import { describe, expect, it } from 'vitest';
import { changeKinds } from '../../src/diff/rules/registry.ts';
import { behaviorChanged } from '../../src/diff/rules/unnamed.ts';
import { changesOf, diffExample, sideOf } from './diff-example.ts';

describe.each(changeKinds.filter((kind) => kind !== behaviorChanged))('$id', (kind) => {
  it.each(kind.examples)('is found between %j', async (example) => {
    const { also = [], level = kind.level } = example;
    for (const side of [example.before, example.after]) {
      const { prompts, faults } = (await sideOf(side)).project;
      expect([...faults, ...prompts.flatMap((prompt) => prompt.faults)]).toEqual([]);
    }
    const changes = changesOf(await diffExample(example));
    expect([...new Set(changes.map(({ id }) => id))].sort()).toEqual([kind.id, ...also].sort());
    for (const change of changes) {
      expect(change.range.line).toBeGreaterThan(0);
      expect(change.fingerprint).toMatch(/^[0-9a-f]{12}$/);
      expect(change.message).toMatch(/^["A-Z].*\.$/s);
      if (change.id === kind.id) expect(change).toMatchObject({ level, audience: kind.audience });
    }
  });

  it.each(kind.examples)('is not found where nothing changed: %j', async ({ before, after }) => {
    expect(changesOf(await diffExample({ before, after: before }))).toEqual([]);
    expect(changesOf(await diffExample({ before: after, after }))).toEqual([]);
  });

  it('has an example', () => expect(kind.examples.length).toBeGreaterThan(0));
});

it('has one id per kind', () => {
  const ids = changeKinds.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
});

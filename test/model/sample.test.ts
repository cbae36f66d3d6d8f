import { describe, expect, it } from 'vitest';
import { createIdSet } from '../../src/model/id-set.ts';
import { sampleById } from '../../src/model/sample.ts';

async function sampled(ids: readonly string[], size: number, seed: number): Promise<string[]> {
  async function* items() {
    for (const id of ids) yield { id };
  }
  const taken: string[] = [];
  for await (const { id } of sampleById(items(), size, seed)) taken.push(id);
  return taken;
}

const ids = Array.from({ length: 500 }, (_, index) => `row-${index}`);

describe('sampleById', () => {
  it('takes the same ones for the same seed, in the order they came', async () => {
    const first = await sampled(ids, 50, 7);
    expect(first).toHaveLength(50);
    expect(await sampled(ids, 50, 7)).toEqual(first);
    expect(first).toEqual(ids.filter((id) => first.includes(id)));
    expect([...(await sampled([...ids].reverse(), 50, 7))].sort()).toEqual([...first].sort());
    expect(await sampled(ids, 50, 8)).not.toEqual(first);
  });

  it('grows by adding: a larger sample holds the smaller one, a new item pushes out at most one', async () => {
    const fifty = await sampled(ids, 50, 7);
    const sixty = await sampled(ids, 60, 7);
    expect(fifty.filter((id) => !sixty.includes(id))).toEqual([]);
    const after = await sampled([...ids, 'new'], 50, 7);
    expect(fifty.filter((id) => !after.includes(id)).length).toBeLessThanOrEqual(1);
  });

  it('takes all of fewer, and none of none', async () => {
    expect(await sampled(['a', 'b'], 5, 0)).toEqual(['a', 'b']);
    expect(await sampled([], 5, 0)).toEqual([]);
  });
});

it('createIdSet finds exactly the repeated ids among many', () => {
  const seen = createIdSet();
  for (let index = 0; index < 20_000; index += 1) expect(seen.add(`id-${index}`)).toBe(true);
  for (let index = 0; index < 20_000; index += 997) expect(seen.add(`id-${index}`)).toBe(false);
  expect(seen.add('')).toBe(true);
});

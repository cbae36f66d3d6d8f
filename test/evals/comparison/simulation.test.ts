import { describe, expect, it } from 'vitest';
import { brokenUnits, freshAnswers, judgeBroken } from '../../../src/evals/comparison/broken.ts';
import { compareUnits } from '../../../src/evals/comparison/compare.ts';
import type { Side, Unit } from '../../../src/evals/comparison/units.ts';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import { judgeRow, type RowVerdict } from '../../../src/gate/judge-comparison.ts';

/** How likely a case passes at the base and here; those of a cluster share their luck. */
type Chances = { readonly base: number; readonly head: number; readonly cluster?: string };

type World = { readonly chances: readonly Chances[]; readonly repeats: number; readonly same?: boolean };

function answer(chance: number, repeats: number, random: () => number): Side {
  const passed = Array.from({ length: repeats }, () => random() < chance).filter(Boolean).length;
  return { total: repeats, passed, score: passed, graded: false, errors: new Map() };
}

function unitsOf({ chances, repeats, same = false }: World, random: () => number): readonly Unit[] {
  // A bad day of a cluster's topic, on one side only: all its cases move together.
  const days = new Map<string, { readonly base: boolean; readonly head: boolean }>();
  return chances.map(({ base, head, cluster = null }, index) => {
    const day =
      cluster === null ? null : (days.get(cluster) ?? { base: random() < base, head: random() < head });
    if (cluster !== null && day) days.set(cluster, day);
    return {
      prompt: 'p',
      model: 'm',
      case: `c${index}`,
      cluster,
      critical: false,
      same,
      base: answer(day ? Number(day.base) : base, repeats, random),
      head: answer(day ? Number(day.head) : head, repeats, random),
      again: { base: answer(0, 0, random), head: answer(0, 0, random) },
      failed: new Set<string>(),
    };
  });
}

/** The whole decision as a run makes it, fresh answers to broken cases included. */
function verdictOf(world: World, random: () => number): RowVerdict {
  const units = unitsOf(world, random);
  const again = brokenUnits(units).map((unit) => {
    const { base = 0, head = 0 } = world.chances[units.indexOf(unit)] ?? {};
    const sides = { base: answer(base, freshAnswers, random), head: answer(head, freshAnswers, random) };
    return { ...unit, again: sides };
  });
  const broken = judgeBroken(again, () => false);
  const [row] = compareUnits(units);
  if (!row) throw new Error('Nothing was compared.');
  return judgeRow(row, 0.02, broken);
}

function share(wanted: RowVerdict, runs: number, world: (random: () => number) => World): number {
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    // Neighbouring seeds give neighbouring sequences: they are mixed first.
    const random = seededRandom(Math.floor(seededRandom(run)() * 2 ** 32));
    if (verdictOf(world(random), random) === wanted) found += 1;
  }
  return found / runs;
}

const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** As suites are: most cases pass nearly always, some are undecided. */
const mixed = (random: () => number): number => (random() < 0.8 ? 0.97 : 0.3 + 0.6 * random());

describe('no real change', () => {
  it.each([20, 50, 100, 200])('of %i cases is called a regression in at most 5 in 100 of 2,000 runs', (n) => {
    for (const chance of [() => 0.9, () => 0.7, mixed]) {
      const rate = share('regressed', 2000, (random) => ({
        repeats: 1,
        chances: many(n, () => {
          const p = chance(random);
          return { base: p, head: p };
        }),
      }));
      expect(rate).toBeLessThanOrEqual(0.05);
    }
  });

  it.each([20, 100])('of %i cases asked three times is no regression either', (n) => {
    const rate = share('regressed', 200, (random) => ({
      repeats: 3,
      chances: many(n, () => {
        const p = mixed(random);
        return { base: p, head: p };
      }),
    }));
    expect(rate).toBeLessThanOrEqual(0.05);
  });

  it('in clusters that rise and fall together is no regression either', () => {
    const rate = share('regressed', 500, () => ({
      repeats: 1,
      chances: many(100, (index) => ({ base: 0.8, head: 0.8, cluster: `topic ${index % 20}` })),
    }));
    expect(rate).toBeLessThanOrEqual(0.05);
  });

  it('is called so where the requests are the same', () => {
    const rate = share('unchanged', 100, (random) => ({
      same: true,
      repeats: 1,
      chances: many(30, () => ({ base: mixed(random), head: 0.5 })),
    }));
    expect(rate).toBe(1);
  });

  it('is proven by 150 cases that all pass, and not by five', () => {
    const passing = (n: number) => () => ({ repeats: 1, chances: many(n, () => ({ base: 1, head: 1 })) });
    expect(share('inconclusive', 1, passing(5))).toBe(1);
    expect(share('no-worse', 1, passing(150))).toBe(1);
  });
});

describe('a real change', () => {
  it('of five points over 100 cases asked three times is found in at least 70 % of runs', () => {
    const rate = share('regressed', 200, () => ({
      repeats: 3,
      chances: many(100, () => ({ base: 0.95, head: 0.9 })),
    }));
    expect(rate).toBeGreaterThanOrEqual(0.7);
  });

  it('of one case that always passed and never does now is found', () => {
    const rate = share('regressed', 100, () => ({
      repeats: 1,
      chances: many(50, (index) => ({ base: 0.98, head: index === 7 ? 0 : 0.98 })),
    }));
    expect(rate).toBeGreaterThanOrEqual(0.95);
  });

  it('for the better is an improvement', () => {
    const rate = share('improved', 100, () => ({
      repeats: 3,
      chances: many(100, () => ({ base: 0.75, head: 0.95 })),
    }));
    expect(rate).toBeGreaterThanOrEqual(0.95);
  });
});

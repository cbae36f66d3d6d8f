import { holm } from '../statistics/holm.ts';
import { mcnemar } from '../statistics/mcnemar.ts';
import { type Clustered, meanInterval } from '../statistics/mean-interval.ts';
import { passAtK, passHatK } from '../statistics/pass-at-k.ts';
import { signFlip } from '../statistics/sign-flip.ts';
import { tango } from '../statistics/tango.ts';
import { type Interval, round, wilson } from '../statistics/wilson.ts';
import type { Side, Unit } from './units.ts';

/** What two sides of a prompt on a model say of each other in one metric. */
export type Measured = {
  readonly prompt: string;
  readonly model: string;
  /** Share of answers that pass, or mean score where an assertion gives more than yes and no. */
  readonly metric: 'passed' | 'score';
  /** Cases with a verdict on both sides. */
  readonly paired: number;
  /** Answers a case has here. */
  readonly repeats: number;
  /** Every request and assertion is the same on both sides. */
  readonly same: boolean;
  /** 95 %. */
  readonly base: Interval | null;
  readonly head: Interval | null;
  /** Here less base, with its 90 % interval: the lower limit is what "no worse" looks at. */
  readonly delta: Interval | null;
  readonly test: 'mcnemar' | 'sign-flip' | null;
  /** One-sided, over all that is compared in the run (Holm). */
  readonly worse: number;
  readonly better: number;
  /** Where cases are asked several times: chances that one (pass@k) or all (pass^k) of that many answers pass. */
  readonly ofRepeats: { readonly base: OfRepeats; readonly head: OfRepeats } | null;
  /** Standard error of `delta`; null: too few cases. */
  readonly error: number | null;
};

export type OfRepeats = { readonly k: number; readonly any: number; readonly all: number };

type Metric = Measured['metric'];

/** One-sided 95 %. */
const z90 = 1.6448536269514722;

/**
 * Compares all that can be: prompt by prompt, model by model. A case is one piece of evidence however often it was
 * asked; cases of one cluster are one.
 */
export function compareUnits(units: Iterable<Unit>): readonly Measured[] {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) {
    if (unit.base.total === 0 || unit.head.total === 0) continue;
    const key = JSON.stringify([unit.prompt, unit.model]);
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  const measured = [...groups.values()].flatMap((group) => {
    const isGraded = group.some(({ base, head }) => base.graded || head.graded);
    const metrics: readonly Metric[] = isGraded ? ['passed', 'score'] : ['passed'];
    return metrics.map((metric) => measure(group, metric));
  });
  const worse = holm(measured.map((one) => one.worse));
  const better = holm(measured.map((one) => one.better));
  return measured.map((one, index) => ({
    ...one,
    worse: round(worse[index] ?? 1),
    better: round(better[index] ?? 1),
  }));
}

type Pair = { readonly base: number; readonly head: number; readonly cluster: string };

function measure(group: readonly Unit[], metric: Metric): Measured {
  const valueIn = (side: Side) => (metric === 'passed' ? side.passed : side.score) / side.total;
  const pairs = group.map((unit, index) => ({
    base: valueIn(unit.base),
    head: valueIn(unit.head),
    cluster: unit.cluster === null ? `case ${index}` : `cluster ${unit.cluster}`,
  }));
  const isClustered = new Set(pairs.map(({ cluster }) => cluster)).size < pairs.length;
  const isBinary = metric === 'passed' && group.every(({ base, head }) => base.total + head.total === 2);
  const [{ prompt = '', model = '' } = {}] = group;
  const sides = {
    base: sideInterval(pairs, 'base', metric, isClustered),
    head: sideInterval(pairs, 'head', metric, isClustered),
  };
  return {
    prompt,
    model,
    metric,
    paired: group.length,
    repeats: Math.max(...group.map(({ head }) => head.total)),
    ofRepeats: metric === 'passed' ? ofRepeats(group) : null,
    same: group.every(({ same }) => same),
    ...sides,
    ...(isBinary && !isClustered ? ofBinary(pairs) : ofClusters(pairs, `${prompt} ${model} ${metric}`)),
    error: differencesOf(pairs, 0.9)?.error ?? null,
  };
}

/** Over as many answers as every case has on both sides; each case estimates it from all of its own. */
function ofRepeats(group: readonly Unit[]): Measured['ofRepeats'] {
  const k = Math.min(...group.flatMap(({ base, head }) => [base.total, head.total]));
  if (k < 2) return null;
  const mean = (of: (unit: Unit) => number): number =>
    round(group.reduce((sum, unit) => sum + of(unit), 0) / group.length);
  const side = (name: 'base' | 'head'): OfRepeats => ({
    k,
    any: mean((unit) => passAtK(unit[name].total, unit[name].passed, k)),
    all: mean((unit) => passHatK(unit[name].total, unit[name].passed, k)),
  });
  return { base: side('base'), head: side('head') };
}

type Tested = Pick<Measured, 'delta' | 'test' | 'worse' | 'better'>;

function ofBinary(pairs: readonly Pair[]): Tested {
  const worse = pairs.filter(({ base, head }) => head < base).length;
  const better = pairs.filter(({ base, head }) => head > base).length;
  return {
    delta: tango({ pairs: pairs.length, worse, better }, z90),
    test: 'mcnemar',
    worse: mcnemar(worse, better),
    better: mcnemar(better, worse),
  };
}

function ofClusters(pairs: readonly Pair[], name: string): Tested {
  const sums = new Map<string, number>();
  for (const { base, head, cluster } of pairs) sums.set(cluster, (sums.get(cluster) ?? 0) + head - base);
  const flips = [...sums.values()];
  const seed = seedOf(name);
  return {
    delta: differencesOf(pairs, 0.9),
    test: 'sign-flip',
    worse: signFlip(flips, { seed }),
    better: signFlip(
      flips.map((sum) => -sum),
      { seed },
    ),
  };
}

/** Never narrower than if one case had gone from pass to fail: the same outcome in five cases proves nothing. */
function differencesOf(pairs: readonly Pair[], level: number): ReturnType<typeof meanInterval> {
  const differences = pairs.map(({ base, head, cluster }): Clustered => ({ value: head - base, cluster }));
  return within(meanInterval(differences, level, 1), -1);
}

/** Cut off where no share, and no difference of two, can lie. */
const within = <Found extends Interval>(interval: Found | null, least: -1 | 0): Found | null =>
  interval && { ...interval, low: Math.max(least, interval.low), high: Math.min(1, interval.high) };

function sideInterval(
  pairs: readonly Pair[],
  side: 'base' | 'head',
  metric: Metric,
  isClustered: boolean,
): Interval | null {
  const values = pairs.map((pair): Clustered => ({ value: pair[side], cluster: pair.cluster }));
  const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  if (metric === 'passed' && !isClustered) return wilson(mean, values.length);
  const interval = within(meanInterval(values, 0.95), 0);
  return interval && { value: interval.value, low: interval.low, high: interval.high };
}

/** The same draws for the same prompt and model (FNV-1a). */
function seedOf(name: string): number {
  let seed = 0x811c9dc5;
  for (const character of name) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seed >>> 0;
}

import { seededRandom } from './random.ts';

export type SignFlipOptions = {
  readonly seed: number;
  /** Up to this many differences that are not zero, every way to flip them is tried. */
  readonly exactUpTo?: number;
  readonly draws?: number;
};

/** Sums that differ by less are the same: they were added in another order. */
const same = 1e-9;

/**
 * The randomisation test of paired differences, one-sided: how likely a sum so low is when each difference might as
 * well have had the other sign (Fisher 1935, The Design of Experiments, 21). Exact for few differences; else
 * (1 + as low) / (draws + 1), which is never too small (Phipson and Smyth 2010). Flip whole clusters: one sum for each.
 */
export function signFlip(differences: readonly number[], options: SignFlipOptions): number {
  const { seed, exactUpTo = 12, draws = 10_000 } = options;
  const moved = differences.filter((difference) => Math.abs(difference) > same);
  const observed = sum(moved) + same;
  if (moved.length <= exactUpTo) return exact(moved, observed);
  const random = seededRandom(seed);
  let asLow = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    let total = 0;
    for (const difference of moved) total += random() < 0.5 ? difference : -difference;
    if (total <= observed) asLow += 1;
  }
  return (1 + asLow) / (draws + 1);
}

/** Goes through all signs in the order of a Gray code, so that each step flips one. */
function exact(moved: readonly number[], observed: number): number {
  const signs = moved.map(() => 1);
  const all = 2 ** moved.length;
  let total = sum(moved);
  let asLow = total <= observed ? 1 : 0;
  for (let step = 1; step < all; step += 1) {
    const flipped = Math.round(Math.log2(step & -step));
    signs[flipped] = -(signs[flipped] ?? 1);
    total += 2 * (signs[flipped] ?? 1) * (moved[flipped] ?? 0);
    if (total <= observed) asLow += 1;
  }
  return asLow / all;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

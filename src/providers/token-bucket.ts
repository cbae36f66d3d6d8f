/** A limit a minute. At any time at most a tenth of it in one burst, and never more than the limit in any 60 s. */
export type TokenBucket = {
  /** Milliseconds until `amount` may be taken; 0: now. */
  wait(amount: number, now: number): number;
  take(amount: number, now: number): void;
  /** Gives back what a call did not use, or takes what it used beyond its estimate. */
  settle(difference: number): void;
};

export function createTokenBucket(perMinute: number): TokenBucket {
  const capacity = Math.max(1, perMinute / 10);
  const perMs = Math.max(perMinute - capacity, perMinute / 2) / 60_000;
  let level = capacity;
  let at: number | null = null;
  const refill = (now: number): void => {
    level = Math.min(capacity, level + (at === null ? 0 : Math.max(0, now - at)) * perMs);
    at = now;
  };
  return {
    wait(amount, now) {
      refill(now);
      // A call larger than the bucket goes when the bucket is full and leaves a debt.
      const needed = Math.min(amount, capacity);
      // Rounding errors of the refill must not cost another wake-up.
      return level >= needed - 1e-6 ? 0 : Math.ceil((needed - level) / perMs);
    },
    take(amount, now) {
      refill(now);
      level -= amount;
    },
    settle(difference) {
      level = Math.min(capacity, level + difference);
    },
  };
}

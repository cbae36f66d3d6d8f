import { logChoose } from './log-gamma.ts';

/** Chance that at least one of `k` answers passes, of `passed` in `n` (Chen et al. 2021, arXiv:2107.03374). */
export const passAtK = (n: number, passed: number, k: number): number =>
  n - passed < k ? 1 : 1 - Math.exp(logChoose(n - passed, k) - logChoose(n, k));

/** Chance that all of `k` answers pass, of `passed` in `n` (Yao et al. 2024, τ-bench, arXiv:2406.12045). */
export const passHatK = (n: number, passed: number, k: number): number =>
  passed < k ? 0 : Math.exp(logChoose(passed, k) - logChoose(n, k));

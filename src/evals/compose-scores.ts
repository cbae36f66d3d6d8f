/** One assertion's part in a score. */
export type Part = {
  readonly score: number;
  readonly pass: boolean;
  readonly weight: number;
  readonly critical: boolean;
};

/**
 * Σ(score·weight) / Σweight over what has weight. With a threshold: passes when the score reaches it and no critical
 * part failed; without: when every part with weight passes. Weight 0 is measured, not gating; there must be a part
 * with weight.
 */
export function composeScores(
  parts: readonly Part[],
  threshold: number | null,
): { readonly score: number; readonly pass: boolean } {
  const counted = parts.filter(({ weight }) => weight > 0);
  const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
  const score = counted.reduce((sum, part) => sum + part.score * part.weight, 0) / weights;
  if (threshold === null) return { score, pass: counted.every(({ pass }) => pass) };
  const critical = counted.some((part) => part.critical && !part.pass);
  // Sums of decimals such as 0.7 + 0.2 + 0.1 fall a hair short of what was written.
  return { score, pass: score >= threshold - 1e-9 && !critical };
}

/** Enough digits to see the first two that are not zero: `$0.0021`, `$1.40`. */
export function shortUsd(usd: string): string {
  const value = Number(usd);
  if (value === 0) return '$0';
  const digits = Math.abs(value) >= 1 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(Math.abs(value))));
  return `$${value.toFixed(digits)}`;
}

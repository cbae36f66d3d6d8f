/** US dollars in units of 10^-12: exact sums, and a single token of the cheapest model is still a whole number. */
export type Money = bigint;

const decimals = 12;
const unitsPerDollar = 10n ** 12n;
const pattern = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,2}))?$/i;

/**
 * Dollars from a decimal text (`0.41`, `-3`, `2e-7`) or a finite number. Throws RangeError for anything else, and for
 * more than 12 decimals: an amount is never rounded silently.
 */
export function parseUsd(value: string | number): Money {
  const match = pattern.exec(String(value));
  if (!match) throw new RangeError(`"${value}" is not an amount of dollars.`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = decimals - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const scale = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && digits % scale !== 0n)
    throw new RangeError(`"${value}" has more than ${decimals} decimals.`);
  const units = shift < 0 ? digits / scale : digits * scale;
  return sign === '-' ? -units : units;
}

/** The exact decimal text: no rounding, no trailing zeros, never an exponent. */
export function formatUsd(money: Money): string {
  const units = money < 0n ? -money : money;
  const fraction = (units % unitsPerDollar).toString().padStart(decimals, '0').replace(/0+$/, '');
  return `${money < 0n ? '-' : ''}${units / unitsPerDollar}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Sum of decimal texts; null as soon as one is unknown. */
export function sumUsd(amounts: Iterable<string | null>): string | null {
  let total: Money = 0n;
  for (const amount of amounts) {
    if (amount === null) return null;
    total += parseUsd(amount);
  }
  return formatUsd(total);
}

/** Quotient of a non-negative sum, half up: the one rounding of a request's cost. */
export const divideHalfUp = (sum: bigint, by: bigint): bigint => (2n * sum + by) / (2n * by);

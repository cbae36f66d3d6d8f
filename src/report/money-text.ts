/** Dollars for people: cents where there are dollars, else enough digits that nothing looks free. signed on demand, `±0` where nothing differs. */
export function showUsd(usd: string, { signed = false } = {}): string {
  const isNegative = usd.startsWith('-');
  const value = Math.abs(Number(usd));
  if (signed && value === 0) return '±0';
  const sign = isNegative ? '−' : signed ? '+' : '';
  return `${sign}$${amount(value)}`;
}

function amount(value: number): string {
  if (value >= 1000) return grouped(Math.round(value));
  if (value >= 1 || value === 0) return value.toFixed(2);
  // Two digits that say something.
  return value.toFixed(Math.min(12, 1 - Math.floor(Math.log10(value))));
}

/** `1,234,567`. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `+19 %`, with a decimal below ten. */
export function showPercent(percent: number): string {
  const size = Math.abs(percent);
  return `${percent < 0 ? '−' : '+'}${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} %`;
}

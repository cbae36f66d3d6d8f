/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/**
 * How long the provider asks to wait, in milliseconds: `retry-after-ms`, else `Retry-After` in seconds or as a date.
 * null: it does not say, or not in a way that can be read.
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const ms = readNumber(headers['retry-after-ms']);
  if (ms !== null) return ms;
  const text = headers['retry-after']?.trim();
  if (!text) return null;
  const seconds = readNumber(text);
  if (seconds !== null) return seconds * 1000;
  // Date.parse takes almost anything for a date, "-1" as well; a header's begins with the day of the week.
  const date = /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** `1s`, `20ms`, `6m0s`, `1h2m3.5s`, or plain seconds, in milliseconds. */
export function readDuration(text: string): number | null {
  const seconds = readNumber(text);
  if (seconds !== null) return seconds * 1000;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let total = 0;
  let rest = text.trim();
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/.exec(rest);
    if (!part) return null;
    total += Number(part[1]) * (units[part[2] ?? ''] ?? 0);
    rest = rest.slice(part[0].length);
  }
  return text.trim() === '' ? null : total;
}

function readNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return null;
  return Number(text);
}

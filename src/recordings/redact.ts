/** Below this length a "key" is a placeholder such as `none` or `test`: replacing it everywhere would hide the report. */
const shortest = 8;

/** What stands where a secret stood. */
export const redacted = '[redacted]';

/**
 * Replaces every secret by `[redacted]`, by value: as it is, base64 (at any alignment, as in a Basic header), URL- and
 * JSON-encoded. Longest first, so that a key that contains another leaves nothing behind.
 */
export function createRedactor(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set([...secrets].filter((secret) => secret.length >= shortest).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const pattern = alternation(forms, 'g');
  return (text) => text.replace(pattern, redacted);
}

/** The same over a JSON value: every string and every key of it. */
export function redactDeep<Value>(value: Value, redact: (text: string) => string): Value {
  return mapStrings(value, redact) as Value;
}

/** `value` with every string (keys as well) passed through `map`; what does not change is not copied. */
export function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) {
    const mapped = value.map((item) => mapStrings(item, map));
    return mapped.some((item, index) => item !== value[index]) ? mapped : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const mapped = entries.map(([key, held]) => [map(key), mapStrings(held, map)] as const);
  const same = mapped.every(
    ([key, held], index) => key === entries[index]?.[0] && held === entries[index]?.[1],
  );
  return same ? value : Object.fromEntries(mapped);
}

/** One expression that finds any of these texts, the longest that fits. */
export function alternation(texts: Iterable<string>, flags: string): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(
    longestFirst.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    flags,
  );
}

function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...[0, 1, 2].flatMap((offset) => base64Forms(wellFormed, offset)),
  ];
}

/** What base64 makes of the secret when `offset` bytes stand before it: only the digits that depend on nothing else. */
function base64Forms(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const from = [0, 2, 3][offset];
  const to = Math.floor((bytes.length * 8) / 6);
  const plain = bytes.toString('base64').slice(from, to);
  return [plain, plain.replaceAll('+', '-').replaceAll('/', '_')];
}

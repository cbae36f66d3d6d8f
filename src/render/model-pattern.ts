/**
 * The pattern that speaks for a model, of keys such as `anthropic/*`: `*` and `?` stand for characters within a
 * segment, `**` for any. The one with most literal characters wins; of equals the last by code point, so that the
 * order of keys, which a digest does not see, decides nothing. null: none matches.
 */
export function findModelPattern(model: string, patterns: Iterable<string>): string | null {
  let best: string | null = null;
  for (const pattern of patterns) {
    if (!matchesPattern(model, pattern)) continue;
    const ahead = best === null ? 1 : literals(pattern) - literals(best);
    if (best === null || ahead > 0 || (ahead === 0 && pattern > best)) best = pattern;
  }
  return best;
}

const literals = (pattern: string): number => pattern.replaceAll(/[*?]/g, '').length;

/** Keeps the set of places in the text that the pattern so far can end at: no backtracking. */
function matchesPattern(text: string, pattern: string): boolean {
  let ends = new Set([0]);
  for (const token of pattern.match(/\*{1,2}|[^*]/gs) ?? []) {
    ends = token.startsWith('*') ? reachable(text, ends, token === '**') : consume(text, ends, token);
    if (ends.size === 0) return false;
  }
  return ends.has(text.length);
}

function consume(text: string, starts: ReadonlySet<number>, token: string): Set<number> {
  const fits = (char: string | undefined) =>
    token === '?' ? char !== undefined && char !== '/' : char === token;
  return new Set([...starts].filter((at) => fits(text[at])).map((at) => at + 1));
}

function reachable(text: string, starts: ReadonlySet<number>, crossing: boolean): Set<number> {
  const ends = new Set<number>();
  for (const start of starts) {
    for (let at = start; at <= text.length && !ends.has(at); at += 1) {
      ends.add(at);
      if (!crossing && text[at] === '/') break;
    }
  }
  return ends;
}

import { assertionFault } from './assertion.ts';
import { jsRegex } from './js-regex.ts';

/** First match in a text; null: none. Offsets are UTF-16 units. */
export type RegexMatch = { readonly at: number; readonly end: number };

export type Regex = { readonly find: (text: string) => RegexMatch | null | Promise<RegexMatch | null> };

/** A regex that answers at once, for schemas and expressions. */
export type LinearRegex = { readonly find: (text: string) => RegexMatch | null };

export type RegexOptions = { readonly flags?: string; readonly engine?: 're2' | 'js' };

const maxPattern = 10_000;

/**
 * A pattern as the user wrote it: linear-time by default, JavaScript's own engine (lookaround, back-references) in a
 * worker with a deadline for `engine: js`. Throws an assertion fault with the offset for what it cannot read.
 */
export async function compileRegex(pattern: string, options: RegexOptions = {}): Promise<Regex> {
  refuseLong(pattern);
  if (options.engine === 'js') return jsRegex(pattern, checkFlags(options.flags ?? '', 'imsuv'));
  const compile = await loadLinear();
  return compile(pattern, options.flags);
}

/** Loads the linear-time engine once; what it returns compiles patterns at once. */
export async function loadLinear(): Promise<(pattern: string, flags?: string) => LinearRegex> {
  const { RE2JS } = await import('re2js');
  return (pattern, flags = '') => {
    refuseLong(pattern);
    const unsupported = findUnsupported(pattern);
    if (unsupported) throw assertionFault(unsupported);
    let bits = 0;
    for (const flag of checkFlags(flags, 'ims')) {
      bits |= flag === 'i' ? RE2JS.CASE_INSENSITIVE : flag === 'm' ? RE2JS.MULTILINE : RE2JS.DOTALL;
    }
    const compiled = readPattern(pattern, () => RE2JS.compile(inRe2Words(pattern), bits));
    return {
      find(text) {
        const matcher = compiled.matcher(text);
        return matcher.find() ? { at: matcher.start(), end: matcher.end() } : null;
      },
    };
  };
}

function readPattern<Compiled>(pattern: string, compile: () => Compiled): Compiled {
  try {
    return compile();
  } catch (error) {
    const { error: reason, input } = error as { error?: string; input?: string };
    const at = input ? pattern.indexOf(input) : -1;
    throw assertionFault({
      message: `The regular expression cannot be read: ${reason ?? String(error)}${input ? ` at "${input}"` : ''}.`,
      ...(input && at !== -1 ? { at: [at, at + input.length] as const } : {}),
    });
  }
}

/** JavaScript's `\uXXXX` and `\u{X}` in the other engine's spelling. */
function inRe2Words(pattern: string): string {
  return pattern.replace(/\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|[\s\S])/g, (all, braced, plain) =>
    (braced ?? plain) ? `\\x{${braced ?? plain}}` : all,
  );
}

const unsupported: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/y, 'Lookaround'],
  [/\(\?>/y, 'An atomic group'],
  [/\\[1-9]/y, 'A back-reference'],
  [/\\k[<{']/y, 'A back-reference'],
];

/** The first construct no linear-time engine has; skips character classes and escapes. */
function findUnsupported(pattern: string) {
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    for (const [syntax, name] of unsupported) {
      syntax.lastIndex = at;
      const match = inClass ? null : syntax.exec(pattern);
      if (!match) continue;
      return {
        message: `${name} ("${match[0]}") is not part of the linear-time regular expressions used here.`,
        hint: 'Rewrite it, or set "engine: js", which runs with a time limit.',
        at: [at, at + match[0].length] as const,
      };
    }
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === '[') inClass = true;
    else if (pattern[at] === ']') inClass = false;
  }
  return null;
}

function checkFlags(flags: string, allowed: string): string {
  for (const flag of flags) {
    const message = !allowed.includes(flag)
      ? `"${flag}" is not a flag: use ${[...allowed].map((name) => `"${name}"`).join(', ')}.`
      : flags.indexOf(flag) !== flags.lastIndexOf(flag)
        ? `The flag "${flag}" stands twice.`
        : null;
    if (message) throw assertionFault({ message, path: ['flags'] });
  }
  return flags;
}

function refuseLong(pattern: string): void {
  if (pattern.length <= maxPattern) return;
  throw assertionFault({ message: `The regular expression is longer than ${maxPattern} characters.` });
}

import type { NFA } from 'refa';

type Refa = typeof import('refa');

/** Larger automata are not built: the question stays open. */
const maxNodes = 5_000;
const maxPattern = 500;

/**
 * Answers which texts patterns have in common, by finite automata (JSON Schema's patterns find a match anywhere).
 * Look-around and back-references are beyond it, and so is what makes too large an automaton: `undefined`.
 */
export async function loadTextOf(): Promise<
  (all: readonly string[], not?: string) => string | null | undefined
> {
  const refa: Refa = (await import('refa')).default;
  const known = new Map<string, NFA | undefined>();
  const automaton = (pattern: string) => {
    if (!known.has(pattern))
      known.set(
        pattern,
        attempt(() => read(refa, pattern)),
      );
    return known.get(pattern);
  };
  return (all, not) => {
    const [one, ...others] = all.map(automaton);
    const refused = not === undefined ? null : automaton(not);
    if (one === undefined || others.includes(undefined) || refused === undefined) return undefined;
    return attempt(() => wordOf(refa, one, others as readonly NFA[], refused));
  };
}

function wordOf(
  { NFA, DFA, Words }: Refa,
  one: NFA,
  others: readonly NFA[],
  refused: NFA | null,
): string | null {
  const factory = () => new NFA.LimitedNodeFactory(maxNodes);
  let common = one;
  for (const other of others) common = NFA.fromIntersection(common, other, factory());
  if (refused) {
    const rest = DFA.fromFA(refused, new DFA.LimitedNodeFactory(maxNodes));
    rest.complement();
    common = NFA.fromIntersection(common, rest, factory());
  }
  if (common.isEmpty) return null;
  for (const word of common.wordSets())
    return Words.fromUnicodeToString(Words.pickMostReadableWord(word).slice(1, -1));
  return null;
}

/** Stand before and after each text, so that its ends are characters as others are. No text holds them. */
const [first, last] = ['\\u{10FFFE}', '\\u{10FFFF}'];
const universe = `${first}[^${first}${last}]*${last}`;

function read(refa: Refa, pattern: string): NFA {
  if (pattern.length > maxPattern) throw new Error('Too long to be looked into.');
  const { alternatives } = refa.JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).ast.pattern;
  const anywhere = alternatives.map(({ raw }) => `[^]*(?:${withEnds(raw)})[^]*`);
  const found = compile(refa, `${first}(?:${anywhere.join('|')})${last}`);
  return refa.NFA.fromIntersection(found, compile(refa, universe), new refa.NFA.LimitedNodeFactory(maxNodes));
}

/** `^` and `$` as what stands there. */
const withEnds = (pattern: string): string =>
  pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|[$^]/g, (token) =>
    token === '^' ? `(?<=${first})` : token === '$' ? `(?=${last})` : token,
  );

function compile(refa: Refa, source: string): NFA {
  const { JS, NFA, Transformers, combineTransformers, transform } = refa;
  const parser = JS.Parser.fromLiteral({ source, flags: 'u' });
  const { expression, maxCharacter } = parser.parse({ maxNodes, backreferences: 'throw' });
  const applied = transform(
    combineTransformers([
      Transformers.applyAssertions(),
      Transformers.removeUnnecessaryAssertions(),
      Transformers.removeDeadBranches(),
      Transformers.inline(),
      Transformers.unionCharacters(),
    ]),
    expression,
  );
  return NFA.fromRegex(applied, { maxCharacter }, {}, new NFA.LimitedNodeFactory(maxNodes));
}

function attempt<Result>(question: () => Result): Result | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}

import { CST, Lexer } from 'yaml';
import type { SyntaxProblem } from './yaml-syntax.ts';

/** Nesting that is refused; no honest file comes near it, and everything that walks a value recurses. */
export const maxDepth = 128;

/** Comments and their offsets, `#` included. Never looks into a scalar. */
export function* readComments(text: string): Generator<{ readonly at: number; readonly source: string }> {
  let at = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isMarker(lexeme)) {
      scalar = lexeme === CST.SCALAR;
      continue;
    }
    if (!scalar && lexeme.startsWith('#')) yield { at, source: lexeme };
    scalar = false;
    at += lexeme.length;
  }
}

/** Marks the lexer puts between pieces of the text; they have no length of their own. */
export const isMarker = (lexeme: string): boolean =>
  lexeme === CST.SCALAR || lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END;

export type TokenCheck = {
  /** Looks at the next token; `depth` is that of the parser. What it returns ends the reading. */
  next(lexeme: string, at: number, depth: number): SyntaxProblem | null;
  /** What the end of the file leaves open. */
  end(): SyntaxProblem | null;
};

/**
 * What is refused token by token, before anything is built from it: depth, aliases, anchors, tags, directives, merge
 * keys, further documents, an unquoted `{{`, and quotes and brackets that are never closed.
 */
export function createTokenCheck(): TokenCheck {
  let scalar = false;
  let started = false;
  let braceEnd = -1;
  const open: { readonly bracket: string; readonly at: number }[] = [];
  const unclosed = () => {
    const last = open.at(-1);
    return last ? neverClosed(last.bracket, last.at) : null;
  };
  const indicator = (lexeme: string, at: number) => {
    if (started && lexeme === '---') return refuseKind('document', lexeme, at);
    started = true;
    const [first = ''] = lexeme;
    if (first === '{' || first === '[') open.push({ bracket: first, at });
    if (first === '}' || first === ']') {
      if (open.length > 0 && open.at(-1)?.bracket !== opening[first]) return unclosed();
      open.pop();
    }
    if (first === '"' || first === "'") return isClosed(lexeme) ? null : neverClosed(first, at);
    if (first !== '{') return refuseKind(kinds[first] ?? null, lexeme, at);
    if (braceEnd === at) return unquotedTemplate(at - 1);
    braceEnd = at + 1;
    return null;
  };
  return {
    next(lexeme, at, depth) {
      if (depth > maxDepth)
        return refuse('schema/invalid', `Values are nested more than ${maxDepth} deep.`, at, 1);
      const isText = scalar;
      scalar = lexeme === CST.SCALAR;
      if (scalar) return null;
      if (isText) {
        started = true;
        return lexeme === '<<' ? refuseKind('merge', lexeme, at) : null;
      }
      if (lexeme === CST.FLOW_END) return unclosed();
      return quiet.has(lexeme[0]) ? null : indicator(lexeme, at);
    },
    end: unclosed,
  };
}

const opening: Readonly<Record<string, string>> = { '}': '{', ']': '[' };

/** First characters of the tokens that mean nothing here: white space, breaks, comments, the start of a document. */
const quiet: ReadonlySet<string | undefined> = new Set([undefined, ' ', '\t', '\n', '#', CST.DOCUMENT]);

/** Whether a text that starts with a quote ends with one that counts. */
function isClosed(lexeme: string): boolean {
  const [quote] = lexeme;
  const before = quote === '"' ? '\\' : "'";
  const last = lexeme.length - 1;
  if (last === 0 || lexeme[last] !== quote) return false;
  let from = last;
  while (from > 1 && lexeme[from - 1] === before) from -= 1;
  return (last - from) % 2 === 0;
}

const neverClosed = (mark: string, at: number): SyntaxProblem => ({
  ...refuse('schema/invalid', `The ${mark} that opens here is never closed.`, at, 1),
});

const unquotedTemplate = (at: number): SyntaxProblem => ({
  ...refuse('schema/yaml-gotcha', 'An unquoted "{{" starts a YAML map, not a template.', at, 2),
  hint: 'Put the value in quotes, or write it as a block (|).',
});

type Kind = 'alias' | 'anchor' | 'tag' | 'directive' | 'merge' | 'document';

const kinds: Readonly<Record<string, Kind>> = { '*': 'alias', '&': 'anchor', '!': 'tag', '%': 'directive' };

const coreTag = /^!!(?:str|int|float|bool|null|map|seq)$/;

function refuseKind(kind: Kind | null, lexeme: string, at: number): SyntaxProblem | null {
  if (kind === null || (kind === 'tag' && coreTag.test(lexeme))) return null;
  const what: Readonly<Record<Kind, string>> = {
    alias: `An alias ("${short(lexeme)}") is not allowed.`,
    anchor: `An anchor ("${short(lexeme)}") is not allowed.`,
    tag: `A custom tag ("${short(lexeme)}") is not allowed.`,
    directive: `A directive ("${short(lexeme)}") is not allowed.`,
    merge: 'A merge key ("<<") is not allowed.',
    document: 'A file holds one document: a second "---" is not allowed.',
  };
  const isText = kind === 'alias' || kind === 'anchor' || kind === 'tag' || kind === 'directive';
  const hint = isText ? 'If it is text, put it in quotes.' : undefined;
  return { ...refuse('schema/alias', what[kind], at, lexeme.length), ...(hint && { hint }) };
}

const refuse = (rule: string, message: string, at: number, length: number): SyntaxProblem => ({
  rule,
  message,
  at,
  end: at + length,
});

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

import { Composer, CST, type Document, type ErrorCode, Lexer, Parser, YAMLParseError } from 'yaml';

/** A problem by offset in the text that was parsed. */
export type SyntaxProblem = {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
  readonly end: number;
  /** Where the same key stood before. */
  readonly first?: number;
};

export type Composed = { readonly document: Document.Parsed | null; readonly problem: SyntaxProblem | null };

/** Nesting that is refused; no honest file comes near it, and everything that walks a value recurses. */
export const maxDepth = 128;

/**
 * One YAML 1.2 document as nodes, or the first thing that is wrong. What is refused (aliases, anchors, tags,
 * directives, further documents, depth) is seen token by token, before anything is built from it.
 */
export function composeYaml(text: string, maxTokens: number): Composed {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const refusing = createRefusal();
  let at = 0;
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    const problem = count > maxTokens ? tooMany(at) : refusing(lexeme, at, parser.stack.length);
    if (problem) return { document: null, problem };
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (!isMarker(lexeme)) at += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  return composeTokens(tokens, text);
}

function composeTokens(tokens: readonly CST.Token[], text: string): Composed {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false, // quadratic in yaml; yaml-value.ts has its own
    keepSourceTokens: true,
  });
  Object.assign(composer, { onError: throwFirst });
  try {
    // A token the parser could not place ends the text that is worth composing.
    const bad = tokens.findIndex((token) => token.type === 'error');
    const upTo = bad === -1 ? tokens : tokens.slice(0, bad + 1);
    const [document] = [...composer.compose(upTo, true, text.length)];
    const error = document?.errors[0];
    if (error) throw error;
    return { document: document ?? null, problem: null };
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [at, end] = error.pos;
    return { document: null, problem: explain(at, end - at, error.code, error.message, text) };
  }
}

type ErrorSource = number | readonly number[] | { readonly offset: number; readonly source?: string };

/** Stops at the first error: it is what a reader can use, and a hostile file has a million of them. */
function throwFirst(source: ErrorSource, code: ErrorCode, message: string, warning?: boolean): void {
  if (!warning) throw new YAMLParseError(spanOfSource(source), code, message);
}

function spanOfSource(source: ErrorSource): [number, number] {
  if (typeof source === 'number') return [source, source + 1];
  if ('offset' in source) return [source.offset, source.offset + (source.source?.length ?? 1)];
  return [source[0] ?? 0, source[1] ?? 0];
}

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

const isMarker = (lexeme: string): boolean =>
  lexeme === CST.SCALAR || lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END;

type Refusal = (lexeme: string, at: number, depth: number) => SyntaxProblem | null;

function createRefusal(): Refusal {
  let scalar = false;
  let started = false;
  let braceEnd = -1;
  return (lexeme, at, depth) => {
    if (depth > maxDepth) return refuse('schema/invalid', `Values are nested more than ${maxDepth} deep.`, at, 1);
    const isScalar = scalar;
    scalar = lexeme === CST.SCALAR;
    if (scalar) return null;
    if (isScalar) {
      started = true;
      return lexeme === '<<' ? refuseKind('merge', lexeme, at) : null;
    }
    if (quiet.has(lexeme[0])) return null;
    if (started && lexeme === '---') return refuseKind('document', lexeme, at);
    started = true;
    if (lexeme !== '{') return refuseKind(kinds[lexeme[0] ?? ''] ?? null, lexeme, at);
    if (braceEnd === at) return unquotedTemplate(at - 1);
    braceEnd = at + 1;
    return null;
  };
}

/** First characters of the tokens that mean nothing here: white space, breaks, comments, the start of a document. */
const quiet: ReadonlySet<string | undefined> = new Set([undefined, ' ', '\t', '\n', '#', CST.DOCUMENT]);

const tooMany = (at: number): SyntaxProblem => ({
  ...refuse('schema/invalid', 'The file has too many values from here on.', at, 1),
  hint: 'Move data to a dataset file (JSONL or CSV).',
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

const unquotedTemplate = (at: number): SyntaxProblem => ({
  ...refuse('schema/yaml-gotcha', 'An unquoted "{{" starts a YAML map, not a template.', at, 2),
  hint: 'Put the value in quotes, or write it as a block (|).',
});

/** An error of yaml, said so that its author knows what to type. */
function explain(at: number, length: number, code: ErrorCode | null, message: string, text: string): SyntaxProblem {
  const place = { at, end: at + Math.max(length, 1) };
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        ...place,
        rule: 'schema/yaml-gotcha',
        message: 'A value with ": " in it must be quoted.',
        hint: 'Put the value in quotes, or write it as a block (|).',
      };
    case 'BAD_SCALAR_START':
      return {
        ...place,
        rule: 'schema/invalid',
        message: `A value cannot start with "${text[at] ?? ''}".`,
        hint: 'Put the value in quotes.',
      };
    case 'TAB_AS_INDENT':
      return { ...place, rule: 'schema/invalid', message: 'A tab indents this line.', hint: 'Indent with spaces.' };
    default:
      return { ...place, rule: 'schema/invalid', message: `Not valid YAML: ${message}.` };
  }
}

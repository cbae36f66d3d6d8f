import helpers from 'handlebars/dist/cjs/handlebars/compiler/helpers.js';
import parser from 'handlebars/dist/cjs/handlebars/compiler/parser.js';
import WhitespaceControl from 'handlebars/dist/cjs/handlebars/compiler/whitespace-control.js';
import { problem, type TemplateProblem } from './template-structure.ts';
import { replayLexer, type Token } from './template-tokens.ts';

/** What is used of Handlebars' tree. Offsets into the source stand where it has lines and columns. */
export type Loc = { readonly start: number; readonly end: number };

export type HbPath = {
  readonly type: 'PathExpression';
  readonly data: boolean;
  readonly depth: number;
  readonly parts: readonly string[];
  /** As written, but for the brackets of `[a b]`. */
  readonly original: string;
  readonly loc: Loc;
};

export type HbLiteral = {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'NullLiteral' | 'UndefinedLiteral';
  readonly value: string | number | boolean | null | undefined;
  readonly original: string | number | boolean | null | undefined;
  readonly loc: Loc;
};

export type HbCall = {
  readonly path: HbExpression;
  readonly params: readonly HbExpression[];
  readonly hash: { readonly pairs: readonly HbPair[] } | undefined;
  readonly loc: Loc;
};

export type HbPair = { readonly key: string; readonly value: HbExpression; readonly loc: Loc };
export type HbSubExpression = HbCall & { readonly type: 'SubExpression' };
export type HbExpression = HbPath | HbLiteral | HbSubExpression;
export type HbProgram = { readonly body: readonly HbNode[]; readonly blockParams?: readonly string[] };

export type HbBlock = HbCall & {
  readonly type: 'BlockStatement';
  readonly program: HbProgram | undefined;
  readonly inverse: HbProgram | undefined;
};

export type HbPartial = Omit<HbCall, 'path'> & {
  readonly type: 'PartialStatement';
  readonly name: HbExpression;
  readonly indent: string;
};

export type HbNode =
  | { readonly type: 'ContentStatement'; readonly value: string; readonly loc: Loc }
  | { readonly type: 'CommentStatement'; readonly loc: Loc }
  | (HbCall & { readonly type: 'MustacheStatement' })
  | HbBlock
  | HbPartial;

/** Handlebars' tree of tokens that have passed `structureProblem`, white space control applied. */
export function parseTokens(source: string, tokens: readonly Token[]): HbProgram | TemplateProblem {
  const lexer = replayLexer(tokens);
  let found: TemplateProblem | null = null;
  const refuse = (refused: TemplateProblem): never => {
    found = refused;
    throw new Error(refused.message);
  };
  const copy = Object.assign(Object.create(parser), {
    lexer,
    yy: {
      ...helpers,
      preparePath: checkedPath(source, refuse),
      locInfo: ({ range }: { range: readonly [number, number] }): Loc => ({ start: range[0], end: range[1] }),
      parseError: () => refuse(unexpected(source, tokens, lexer.position())),
    },
  });
  try {
    return new WhitespaceControl().accept(copy.parse(source)) as HbProgram;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

type Segment = { readonly part: string; readonly original: string };

/** Handlebars' own, but for `a/../b` and `a.this`, which it refuses without a place. */
function checkedPath(source: string, refuse: (problem: TemplateProblem) => never) {
  return function (
    this: unknown,
    data: boolean,
    parts: readonly Segment[],
    loc: { range: [number, number] },
  ) {
    const isStep = ({ part, original }: Segment) => part === original && /^(\.\.?|this)$/.test(part);
    const named = parts.findIndex((part) => !isStep(part));
    if (named !== -1 && parts.slice(named).some(isStep)) {
      const [at, end] = loc.range;
      const message = `"${source.slice(at, end)}" is no path: "this", "." and ".." can only stand at its start.`;
      refuse(problem('template/syntax', { at, end }, message));
    }
    return helpers['preparePath']?.call(this, ...([data, parts, loc] as never[]));
  };
}

/** What the parser stumbled over, in words. */
function unexpected(source: string, tokens: readonly Token[], index: number): TemplateProblem {
  const token = tokens[index] ?? { kind: 'EOF', text: '', at: source.length, end: source.length };
  const from = tokens.findLastIndex(
    ({ kind, at }) => kind.startsWith('OPEN') && kind !== 'OPEN_SEXPR' && at < token.at,
  );
  const tag = tokens[from] ?? token;
  const close = source.indexOf('}}', token.at);
  const shown = source.slice(tag.at, close === -1 ? token.end : Math.min(close + 2, tag.at + 80));
  if (index === from + 1 && token.kind === 'CLOSE') {
    const hint = 'Name a variable in it, or write "\\{{" for literal braces.';
    return problem(
      'template/syntax',
      { at: tag.at, end: token.end },
      `"${tag.text}${token.text}" is empty.`,
      hint,
    );
  }
  if (token.kind === 'CLOSE') {
    return problem('template/syntax', token, `"${shown}" ends too early.`);
  }
  const text = source.slice(token.at, token.end);
  const isIndex = token.kind === 'NUMBER' && tokens[index - 1]?.kind === 'SEP';
  const hint = isIndex ? `Write a number in a path in brackets: [${text}].` : null;
  return problem('template/syntax', token, `"${text}" cannot stand here in "${shown}".`, hint);
}

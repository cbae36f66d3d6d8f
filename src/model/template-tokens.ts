import parser from 'handlebars/dist/cjs/handlebars/compiler/parser.js';

/** A token of a template. `kind` is Handlebars' name for it; [at, end) are offsets into the source. */
export type Token = {
  readonly kind: string;
  /** As the parser takes it: quotes and escapes resolved. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
};

export type Lexed = {
  readonly tokens: readonly Token[];
  /** Where no token begins (an unterminated comment); null: the whole source was read. */
  readonly stuckAt: number | null;
};

/** Cuts a template into tokens with Handlebars' own lexer, up to the first that no template may hold. */
export function lexTemplate(source: string): Lexed {
  const tokens: Token[] = [];
  const stuck = new Error('No token begins here.');
  const lexer = Object.assign(Object.create(parser.lexer), {
    // Ranges give exact offsets; its lines and columns go wrong after U+2028.
    options: { ranges: true },
    yy: {
      parser: {
        parseError() {
          throw stuck;
        },
      },
    },
    // Its own puts the text before the rest of the input, which copies all of it: quadratic in the number of comments.
    unput(this: { offset: number; _input: string }, text: string) {
      this.offset -= text.length;
      this._input = source.slice(this.offset);
    },
  });
  lexer.setInput(source);
  try {
    for (;;) {
      const id = lexer.lex();
      if (id === endOfInput) break;
      const kind = typeof id === 'number' ? (parser.terminals_[id] ?? String(id)) : id;
      const [at, end] = lexer.yylloc.range;
      tokens.push({ kind, text: lexer.yytext, at, end });
      if (last.has(kind)) break;
    }
  } catch (error) {
    if (error === stuck) return { tokens, stuckAt: lexer.offset };
    throw error;
  }
  return { tokens, stuckAt: null };
}

/** Nothing is read after these: what follows is in doubt, and trying every further place takes quadratic time. */
const last: ReadonlySet<string> = new Set(['EOF', 'INVALID', 'OPEN_RAW_BLOCK', 'CLOSE_RAW_BLOCK']);

/** What the lexer says at the end of the input. */
const endOfInput = 1;

const ids: ReadonlyMap<string, number> = new Map(
  Object.entries(parser.terminals_).map(([id, kind]) => [kind, Number(id)]),
);

/** A lexer that hands out tokens already cut. `position` is the index of the one it gave last. */
export function replayLexer(tokens: readonly Token[]) {
  let next = 0;
  return {
    options: { ranges: true },
    yytext: '',
    yyleng: 0,
    yylineno: 0,
    yylloc: { range: [0, 0] },
    setInput() {},
    lex() {
      const token = tokens[next] ?? { kind: 'EOF', text: '', at: 0, end: 0 };
      next += 1;
      this.yytext = token.text;
      this.yyleng = token.text.length;
      this.yylloc = { range: [token.at, token.end] };
      return ids.get(token.kind) ?? token.kind;
    },
    position: () => next - 1,
  };
}

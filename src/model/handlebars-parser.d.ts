/*
 * The three modules of Handlebars that parse: 36 KB bundled, a tenth of the library. They have no types of their own;
 * declared is only what is used. Positions are ours: `loc` is whatever `locInfo` makes of the lexer's ranges.
 */
declare module 'handlebars/dist/cjs/handlebars/compiler/parser.js' {
  const parser: {
    readonly terminals_: Readonly<Record<number, string>>;
    readonly lexer: {
      setInput(input: string): void;
      lex(): number | string;
      readonly yytext: string;
      readonly yylloc: { readonly range: readonly [number, number] };
    };
    parse(input: string): unknown;
  };
  export default parser;
}

declare module 'handlebars/dist/cjs/handlebars/compiler/helpers.js' {
  const helpers: Readonly<Record<string, (...args: never[]) => unknown>>;
  export default helpers;
}

declare module 'handlebars/dist/cjs/handlebars/compiler/whitespace-control.js' {
  const WhitespaceControl: new () => { accept(program: unknown): unknown };
  export default WhitespaceControl;
}

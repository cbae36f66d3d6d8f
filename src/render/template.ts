/**
 * A parsed template: plain JSON, so that a bundle can carry it and an application can render it without a parser.
 * `at` and `end` are offsets into the template's source (UTF-16 units); white space control is already applied.
 */
export type Template = { readonly source: string; readonly tree: readonly TemplateNode[] };

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string; readonly at: number; readonly end: number }
  | {
      readonly type: 'print';
      readonly value: Expression;
      readonly at: number;
      readonly end: number;
    }
  | {
      readonly type: 'block';
      readonly helper: string;
      readonly args: readonly Expression[];
      readonly hash: Readonly<Record<string, Expression>>;
      /** Block parameters: `{{#each items as |item index|}}`. */
      readonly params: readonly string[];
      readonly body: readonly TemplateNode[];
      /** `{{else}}`; null when the block has none. */
      readonly inverse: readonly TemplateNode[] | null;
      readonly at: number;
      readonly end: number;
    }
  | {
      readonly type: 'partial';
      readonly name: string;
      /** `{{> name context}}`; null is the current context. */
      readonly context: Expression | null;
      readonly hash: Readonly<Record<string, Expression>>;
      /** White space a stand-alone partial puts before each of its lines. */
      readonly indent: string;
      readonly at: number;
      readonly end: number;
    };

export type Expression =
  | {
      readonly type: 'path';
      /** How many scopes up: `../name` is 1. */
      readonly depth: number;
      /** `@index`, `@root.x`: segments after the `@`. */
      readonly data: boolean;
      /** `this.x` and `./x` never name a helper or a block parameter. */
      readonly scoped: boolean;
      readonly segments: readonly string[];
      readonly at: number;
      readonly end: number;
    }
  | {
      readonly type: 'literal';
      readonly value: string | number | boolean | null;
      readonly at: number;
      readonly end: number;
    }
  | {
      readonly type: 'call';
      readonly helper: string;
      readonly args: readonly Expression[];
      readonly hash: Readonly<Record<string, Expression>>;
      readonly at: number;
      readonly end: number;
    };

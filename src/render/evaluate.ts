import { PromptopsError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { inlineHelpers, readProperty } from './inline-helpers.ts';
import type { Expression, Template } from './template.ts';

/** Where an expression is evaluated: Handlebars' depths, data frame and block parameters, innermost first. */
export type Scope = {
  /** What `this` is. */
  readonly context: unknown;
  readonly depths: Depths;
  readonly data: LoopData;
  readonly params: BlockParams | null;
  /** The template it is written in; `partial` is null in a message. */
  readonly template: Template;
  readonly partial: string | null;
  readonly budget: Budget;
};

/** What `../` walks: the contexts around, a step that led to the same value (see same-context.ts) left out. */
export type Depths = { readonly value: unknown; readonly outer: Depths | null };

/** What `@root`, `@index`, `@key`, `@first` and `@last` read; `@../index` reads the outer one's. */
export type LoopData = {
  readonly values: Readonly<Record<string, unknown>>;
  readonly outer: LoopData | null;
};

export type BlockParams = {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly outer: BlockParams | null;
};

/** The value of an expression; undefined where a path leads nowhere. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  scope.budget.steps(1);
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'path':
      return readPath(expression, scope);
    case 'call': {
      scope.budget.enter();
      const value = call(expression, scope);
      scope.budget.leave();
      return value;
    }
  }
}

/** Named arguments, sorted: a bundle, whose keys are in canonical order, must render the same. */
export function evaluateHash(
  hash: Readonly<Record<string, Expression>>,
  scope: Scope,
): Readonly<Record<string, unknown>> {
  if (Object.keys(hash).length === 0) return hash;
  const entries = Object.entries(hash).map(([name, value]): [string, unknown] => [
    name,
    evaluate(value, scope),
  ]);
  // fromEntries defines own properties, whatever their name: a hostile bundle cannot reach a prototype.
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

type Path = Expression & { type: 'path' };

function readPath(path: Path, scope: Scope): unknown {
  const [first] = path.segments;
  const block =
    first !== undefined && path.depth === 0 && !path.scoped ? blockParam(first, scope.params) : null;
  if (block) return follow(block.value, path.segments, 1, scope.budget);
  if (path.data) {
    let data: LoopData | null = scope.data;
    for (let up = path.depth; up > 0; up -= 1) data = data?.outer ?? null;
    return follow(data?.values, path.segments, 0, scope.budget);
  }
  if (path.depth === 0) return follow(scope.context, path.segments, 0, scope.budget);
  let depths: Depths | null = scope.depths;
  for (let up = path.depth; up > 0; up -= 1) depths = depths?.outer ?? null;
  return follow(depths?.value, path.segments, 0, scope.budget);
}

function blockParam(name: string, params: BlockParams | null): { readonly value: unknown } | null {
  for (let block = params; block !== null; block = block.outer) {
    const index = block.names.indexOf(name);
    if (index !== -1) return { value: block.values[index] };
  }
  return null;
}

function follow(start: unknown, segments: readonly string[], from: number, budget: Budget): unknown {
  budget.steps(segments.length);
  let value = start;
  for (let index = from; index < segments.length; index += 1) {
    if (value === null || value === undefined) return value;
    value = readProperty(value, segments[index]);
  }
  return value;
}

function call(expression: Expression & { type: 'call' }, scope: Scope): unknown {
  const helper = inlineHelpers.get(expression.helper);
  if (!helper) throw renderError(scope, expression, `There is no helper "${expression.helper}".`, null);
  const argument = (index: number): Expression => expression.args[index] ?? expression;
  return helper({
    args: expression.args.map((each) => evaluate(each, scope)),
    hash: evaluateHash(expression.hash, scope),
    budget: scope.budget,
    nameOf: (index) => variableOf(argument(index)) ?? 'text',
    refuse: (index, what, hint) => {
      const value = argument(index);
      throw renderError(scope, value, `"${written(value, scope.template)}" ${what}.`, hint);
    },
  });
}

/** Last name of the path an expression reads: `title` of `../article.title`; null when it reads none. */
function variableOf(expression: Expression): string | null {
  if (expression.type === 'path') return expression.segments.at(-1) ?? null;
  if (expression.type === 'literal') return null;
  return expression.args.map(variableOf).find((name) => name !== null) ?? null;
}

/** An expression as its author wrote it. */
export const written = (expression: Expression, template: Template): string =>
  template.source.slice(expression.at, expression.end);

/** The expression as the argument of a helper: a call stands in parentheses there. */
export const asArgument = ({ type }: Expression, text: string): string =>
  type === 'call' && !text.startsWith('(') ? `(${text})` : text;

/** The error of a template that these variables cannot fill, with its place in the template. */
export function renderError(
  scope: Scope,
  node: { readonly at: number },
  message: string,
  hint: string | null,
): PromptopsError {
  const before = scope.template.source.slice(0, node.at);
  const line = before.split('\n').length;
  const column = node.at - before.lastIndexOf('\n');
  const where = scope.partial === null ? 'of the template' : `of partial "${scope.partial}"`;
  return new PromptopsError('render', message, {
    ...(hint === null ? {} : { hint }),
    details: [`Line ${line}, column ${column} ${where}`],
  });
}

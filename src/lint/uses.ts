import type { PromptFile, TemplateSite } from '../model/prompt-file.ts';
import type { Expression, Template, TemplateNode } from '../render/template.ts';

/** One place of a message's template that reads an input, partials followed. Offsets are the message's own. */
export type Use = {
  readonly input: string;
  /** Further keys below the input, e.g. `plan.name`. */
  readonly path: readonly string[];
  /** Printed as text; `fenced`: by `{{fence}}`, in delimiters the value cannot close; `tested`: an `#if` looks at it. */
  readonly how: 'printed' | 'fenced' | 'tested' | 'passed';
  readonly at: number;
  readonly end: number;
};

/** What a name stands for: all inputs, (something below) one input, or nothing that is known. */
type Origin = { readonly kind: 'root' } | { readonly kind: 'input'; readonly name: string } | null;

type Scope = {
  readonly current: Origin;
  readonly outer: Scope | null;
  /** Block parameters and the arguments of a partial. */
  readonly names: ReadonlyMap<string, Origin>;
};

type Walk = {
  readonly partials: Readonly<Record<string, Template>>;
  /** Names of the partials that are being read, against cycles. */
  readonly within: readonly string[];
  readonly left: { nodes: number };
  /** Set inside a partial: where the message includes it. */
  readonly span: { readonly at: number; readonly end: number } | null;
};

const root: Origin = { kind: 'root' };

/** Nodes that are looked at: partials that call others twice double the work with each level. */
const maxNodes = 200_000;

/** Every use of an input by a template and the partials it reaches, in order. */
export function usesOf(template: Template, partials: Readonly<Record<string, Template>>): readonly Use[] {
  const top: Scope = { current: root, outer: null, names: new Map() };
  return [...walkNodes(template.tree, top, { partials, within: [], left: { nodes: maxNodes }, span: null })];
}

/** The uses of one message's template; none where it does not parse. */
export function usesOfSite(site: TemplateSite, prompt: PromptFile): readonly Use[] {
  return site.template ? usesOf(site.template, partialsOf(prompt)) : [];
}

const partials = new WeakMap<PromptFile, Readonly<Record<string, Template>>>();

/** Partials by name, also of a prompt that cannot be rendered. */
export function partialsOf(prompt: PromptFile): Readonly<Record<string, Template>> {
  const known = partials.get(prompt);
  if (known) return known;
  const parsed = prompt.templates.flatMap(({ partial, template }) =>
    partial !== null && template ? [[partial, template] as const] : [],
  );
  const found = Object.fromEntries(parsed);
  partials.set(prompt, found);
  return found;
}

function* walkNodes(nodes: readonly TemplateNode[], scope: Scope, walk: Walk): Generator<Use> {
  walk.left.nodes -= nodes.length;
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        break;
      case 'print':
        yield* walkExpression(node.value, 'printed', scope, walk);
        break;
      case 'block':
        yield* walkBlock(node, scope, walk);
        break;
      case 'partial':
        yield* walkPartial(node, scope, walk);
        break;
    }
  }
}

function* walkBlock(
  node: Extract<TemplateNode, { type: 'block' }>,
  scope: Scope,
  walk: Walk,
): Generator<Use> {
  const moves = node.helper === 'each' || node.helper === 'with';
  for (const argument of [...node.args, ...Object.values(node.hash)]) {
    yield* walkExpression(argument, moves ? 'passed' : 'tested', scope, walk);
  }
  const [subject] = node.args;
  const origin = subject?.type === 'path' ? originOf(subject, scope) : null;
  const named = (params: readonly string[]) =>
    params.map((name, index) => [name, index === 0 ? origin : null] as const);
  const inside: Scope = moves
    ? { current: origin, outer: scope, names: new Map([...scope.names, ...named(node.params)]) }
    : scope;
  yield* walkNodes(node.body, inside, walk);
  if (node.inverse) yield* walkNodes(node.inverse, scope, walk);
}

function* walkPartial(
  node: Extract<TemplateNode, { type: 'partial' }>,
  scope: Scope,
  walk: Walk,
): Generator<Use> {
  for (const argument of [...(node.context ? [node.context] : []), ...Object.values(node.hash)]) {
    yield* walkExpression(argument, 'passed', scope, walk);
  }
  const partial = Object.hasOwn(walk.partials, node.name) ? walk.partials[node.name] : undefined;
  if (!partial || walk.within.includes(node.name) || walk.left.nodes < 0) return;
  const current = node.context === null ? scope.current : originOf(node.context, scope);
  const names = Object.entries(node.hash).map(([name, value]) => [name, originOf(value, scope)] as const);
  const inside: Scope = { current, outer: scope.outer, names: new Map(names) };
  const span = walk.span ?? { at: node.at, end: node.end };
  yield* walkNodes(partial.tree, inside, { ...walk, within: [...walk.within, node.name], span });
}

/** Helpers whose answer is true or false, not their arguments' text. */
const asking: ReadonlySet<string> = new Set(['eq', 'not', 'ifEquals', 'unlessEquals']);

function* walkExpression(expression: Expression, how: Use['how'], scope: Scope, walk: Walk): Generator<Use> {
  if (expression.type === 'literal') return;
  if (expression.type === 'call') {
    const inner = asking.has(expression.helper) ? 'tested' : expression.helper === 'fence' ? 'fenced' : how;
    for (const argument of [...expression.args, ...Object.values(expression.hash)]) {
      yield* walkExpression(argument, how === 'printed' ? inner : how, scope, walk);
    }
    return;
  }
  const found = inputOf(expression, scope);
  const { at, end } = walk.span ?? expression;
  if (found) yield { ...found, how, at, end };
}

type Path = Extract<Expression, { type: 'path' }>;

function originOf(expression: Expression, scope: Scope): Origin {
  if (expression.type !== 'path') return null;
  const { segments, data } = expression;
  if (!data && segments.length === 0) return climb(scope, expression.depth)?.current ?? null;
  if (data && segments.length === 1 && segments[0] === 'root') return root;
  const found = inputOf(expression, scope);
  return found && { kind: 'input', name: found.input };
}

function inputOf({ data, depth, scoped, segments }: Path, scope: Scope): Pick<Use, 'input' | 'path'> | null {
  const [first, ...rest] = segments;
  if (data) {
    const [name, ...path] = rest;
    return first === 'root' && name !== undefined ? { input: name, path } : null;
  }
  if (first !== undefined && depth === 0 && !scoped && scope.names.has(first)) {
    return below(scope.names.get(first) ?? null, rest);
  }
  return below(climb(scope, depth)?.current ?? null, segments);
}

function below(origin: Origin, segments: readonly string[]): Pick<Use, 'input' | 'path'> | null {
  if (origin?.kind === 'input') return { input: origin.name, path: segments };
  const [input, ...path] = segments;
  return origin?.kind === 'root' && input !== undefined ? { input, path } : null;
}

function climb(scope: Scope, depth: number): Scope | null {
  let found: Scope | null = scope;
  for (let left = depth; left > 0 && found; left -= 1) found = found.outer;
  return found;
}

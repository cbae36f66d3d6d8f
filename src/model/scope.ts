import type { Input } from '../render/prompt.ts';
import type { Template, TemplateNode } from '../render/template.ts';
import { readExpression, refuseUnprintable } from './scope-read.ts';
import { inputShape, objectShape, type ScopeShape, scalarShape, unknownShape } from './scope-shape.ts';
import { refuse, type ScopeFrame, type ScopeProblem, type ScopeWalk } from './scope-walk.ts';
import { didYouMean } from './suggest.ts';

export type { ScopeProblem } from './scope-walk.ts';

export type ScopeCheck = {
  /** Each once, in the order they were met. */
  readonly problems: readonly ScopeProblem[];
  /** Inputs that are used, by partials too. */
  readonly used: Set<string>;
};

type Walk = ScopeWalk & {
  /** Partials that were looked at, each with the context and the number of loops around. */
  readonly visited: Map<ScopeShape, Set<string>>;
  readonly left: { nodes: number };
};

/** Nodes that are looked at: partials that call others twice double the work with each level. */
const maxNodes = 200_000;

/**
 * Checks what a template reads against the prompt's inputs. It knows `../`, `#each`, `#with`, block parameters, `@root`
 * and the schemas of the inputs; partials are checked where they are called, with what they are given.
 */
export function checkScopes(
  template: Template,
  inputs: Readonly<Record<string, Input>>,
  partials: Readonly<Record<string, Template>>,
): ScopeCheck {
  const names = Object.keys(inputs);
  const root = { ...objectShape(names, (name) => shapeOf(inputs, name)), holds: names };
  const walk: Walk = {
    template,
    partials,
    root,
    within: [],
    problems: new Map(),
    used: new Set(),
    visited: new Map(),
    left: { nodes: maxNodes },
  };
  checkNodes(template.tree, { current: root, outer: null, loops: 0, params: [] }, walk);
  return { problems: [...walk.problems.values()], used: walk.used };
}

function shapeOf(inputs: Readonly<Record<string, Input>>, name: string): ScopeShape {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  return input ? inputShape(name, input) : unknownShape(null);
}

function checkNodes(nodes: readonly TemplateNode[], frame: ScopeFrame, walk: Walk): void {
  walk.left.nodes -= nodes.length;
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        break;
      case 'print':
        refuseUnprintable(readExpression(node.value, 'value', frame, walk), node.value, walk);
        break;
      case 'block':
        checkBlock(node, frame, walk);
        break;
      case 'partial':
        checkPartial(node, frame, walk);
        break;
    }
  }
}

type Block = TemplateNode & { readonly type: 'block' };

function checkBlock(node: Block, frame: ScopeFrame, walk: Walk): void {
  const moves = node.helper === 'each' || node.helper === 'with';
  const purpose = node.helper === 'with' ? 'scope' : 'value';
  const [subject] = node.args.map((arg) => readExpression(arg, purpose, frame, walk));
  for (const value of Object.values(node.hash)) readExpression(value, 'value', frame, walk);
  checkNodes(node.body, moves && subject ? enterBlock(node, subject, frame) : frame, walk);
  checkNodes(node.inverse ?? [], frame, walk);
}

function enterBlock(node: Block, subject: ScopeShape, frame: ScopeFrame): ScopeFrame {
  const isLoop = node.helper === 'each';
  const current = isLoop ? itemOf(subject) : subject;
  const [name, key] = node.params;
  const added: (readonly [string, ScopeShape])[] = [];
  // Of two parameters with one name the first holds: it is looked for from the end.
  if (key !== undefined) added.push([key, scalarShape(subject.kind !== 'list')]);
  if (name !== undefined) added.push([name, current]);
  return {
    current,
    outer: frame,
    loops: frame.loops + (isLoop ? 1 : 0),
    params: [...frame.params, ...added],
  };
}

function itemOf(shape: ScopeShape): ScopeShape {
  if (shape.kind === 'list') return shape.item();
  const [only, ...others] = shape.kind === 'object' ? (shape.names ?? []) : [];
  if (shape.kind !== 'object' || only === undefined || others.length > 0) return unknownShape(shape.input);
  return shape.property(only) ?? unknownShape(shape.input);
}

type PartialNode = TemplateNode & { readonly type: 'partial' };

function checkPartial(node: PartialNode, frame: ScopeFrame, walk: Walk): void {
  const current = partialContext(node, frame, walk);
  const template = Object.hasOwn(walk.partials, node.name) ? walk.partials[node.name] : undefined;
  const inside: ScopeFrame = { current, outer: null, loops: frame.loops, params: [] };
  const [rule, message, hint] = partialProblem(node, template, walk) ?? [];
  if (rule && message) refuse(walk, rule, node, message, hint);
  else if (template && !isVisited(node.name, inside, walk)) {
    checkNodes(template.tree, inside, { ...walk, within: [...walk.within, node.name] });
  }
}

/** Rule, message and hint of what keeps a partial from being followed. */
function partialProblem(
  { name }: PartialNode,
  template: Template | undefined,
  walk: Walk,
): readonly [string, string, string | null] | null {
  if (!template) {
    const hint = didYouMean(name, Object.keys(walk.partials));
    return ['template/missing-partial', `There is no partial "${name}".`, hint];
  }
  const cycle = 'template/partial-cycle';
  if (walk.within.includes(name)) {
    const round = [...walk.within.slice(walk.within.indexOf(name)), name].join(' → ');
    return [cycle, `Partial "${name}" includes itself: ${round}.`, 'Take one of the calls out.'];
  }
  if (walk.left.nodes >= 0) return null;
  return [cycle, 'Partials call others too often to be checked.', 'Call fewer partials from partials.'];
}

/** A partial that was looked at in the same scope has nothing new to say. */
function isVisited(name: string, { current, loops }: ScopeFrame, walk: Walk): boolean {
  const key = `${loops} ${name}`;
  const seen = walk.visited.get(current) ?? new Set();
  if (seen.has(key)) return true;
  walk.visited.set(current, seen.add(key));
  return false;
}

function partialContext(node: PartialNode, frame: ScopeFrame, walk: Walk): ScopeShape {
  const context = node.context === null ? frame.current : readExpression(node.context, 'scope', frame, walk);
  const given = new Map<string, ScopeShape>();
  for (const [name, value] of Object.entries(node.hash)) {
    given.set(name, readExpression(value, 'value', frame, walk));
  }
  if (given.size === 0) return context;
  const base = context.kind === 'object' ? context : null;
  // What is not an object has no keys to bring along.
  const rest = (name: string) => (context.kind === 'unknown' ? context : (base?.property(name) ?? null));
  const open = context.kind === 'unknown' || base?.names === null;
  return {
    kind: 'object',
    input: context.input,
    names: open ? null : [...new Set([...given.keys(), ...(base?.names ?? [])])],
    holds: [...(base?.holds ?? []), ...[...given.values()].flatMap(({ input }) => input ?? [])],
    property: (name) => given.get(name) ?? rest(name),
  };
}

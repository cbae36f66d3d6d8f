import { type Budget, createBudget, type RenderLimits } from './budget.ts';
import {
  asArgument,
  type BlockParams,
  evaluate,
  evaluateHash,
  type LoopData,
  renderError,
  type Scope,
  written,
} from './evaluate.ts';
import { isEqual, isTruthy } from './inline-helpers.ts';
import { isSameContext } from './same-context.ts';
import type { Template, TemplateNode } from './template.ts';

export type Partials = Readonly<Record<string, Template>>;

export type RenderScope = {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly partials: Partials;
  readonly limits?: RenderLimits;
  /** Shared between templates that one limit holds for; else each call has its own. */
  readonly budget?: Budget;
};

/**
 * The text of a template: what Handlebars' `compile` with `noEscape` gives, white space included. Differences, on
 * purpose: an object or list is never printed (PromptopsError `render`), neighbouring numbers are not added up, null
 * stays null inside a block, named arguments come in sorted order, and values are read from own properties alone. A value is text: what looks like a template in it is not one.
 */
export function interpret(template: Template, { vars, partials, limits, budget }: RenderScope): string {
  const data: LoopData = { values: { root: vars }, outer: null };
  return renderNodes(template.tree, {
    context: vars,
    depths: { value: vars, outer: null },
    data,
    params: null,
    template,
    partial: null,
    budget: budget ?? createBudget(limits),
    partials,
  });
}

type Frame = Scope & { readonly partials: Partials };
type Node<Type> = TemplateNode & { readonly type: Type };

function renderNodes(nodes: readonly TemplateNode[], frame: Frame): string {
  let text = '';
  for (const node of nodes) text += renderNode(node, frame);
  return text;
}

function renderNode(node: TemplateNode, frame: Frame): string {
  frame.budget.steps(1);
  switch (node.type) {
    case 'text':
      return frame.budget.text(node.text);
    case 'print':
      return print(node, frame);
    case 'block':
    case 'partial': {
      frame.budget.enter();
      const text = node.type === 'block' ? renderBlock(node, frame) : renderPartial(node, frame);
      frame.budget.leave();
      return text;
    }
  }
}

function print(node: Node<'print'>, frame: Frame): string {
  const value = evaluate(node.value, frame);
  if (value === null || value === undefined) return '';
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    const name = written(node.value, frame.template);
    const what = Array.isArray(value) ? 'a list' : 'an object';
    const argument = asArgument(node.value, name);
    const hint = Array.isArray(value)
      ? `Loop over it with {{#each ${argument}}}, or print it with {{json ${argument}}}.`
      : `Print one of its properties, or all of it with {{json ${argument}}}.`;
    throw renderError(frame, node.value, `"${name}" is ${what}, which cannot be printed.`, hint);
  }
  return frame.budget.text(`${value}`);
}

function renderBlock(node: Node<'block'>, frame: Frame): string {
  const [value, other] = node.args.map((argument) => evaluate(argument, frame));
  const hash = evaluateHash(node.hash, frame);
  const branch = (holds: boolean): string => renderNodes((holds ? node.body : node.inverse) ?? [], frame);
  switch (node.helper) {
    case 'if':
      return branch(isTruthy(value, Boolean(hash['includeZero'])));
    case 'unless':
      return branch(!isTruthy(value, Boolean(hash['includeZero'])));
    case 'ifEquals':
      return branch(isEqual(value, other, frame.budget));
    case 'unlessEquals':
      return branch(!isEqual(value, other, frame.budget));
    case 'with':
      return isTruthy(value, true)
        ? renderNodes(node.body, enter(frame, value, frame.data, paramsOf(node, [value], frame)))
        : branch(false);
    case 'each':
      return renderEach(node, value, frame);
    default:
      throw renderError(frame, node, `There is no block helper "${node.helper}".`, null);
  }
}

function renderEach(node: Node<'block'>, list: unknown, frame: Frame): string {
  if (typeof list !== 'object' || list === null) return renderNodes(node.inverse ?? [], frame);
  const isList = Array.isArray(list);
  const keys = isList ? null : Object.keys(list);
  const count = keys ? keys.length : (list as readonly unknown[]).length;
  if (count === 0) return renderNodes(node.inverse ?? [], frame);
  let text = '';
  for (let index = 0; index < count; index += 1) {
    frame.budget.steps(1);
    const key = keys?.[index] ?? index;
    const value = (list as Readonly<Record<string | number, unknown>>)[key];
    const values = {
      root: frame.data.values['root'],
      key,
      index,
      first: index === 0,
      last: index === count - 1,
    };
    const data: LoopData = { values, outer: frame.data };
    text += renderNodes(node.body, enter(frame, value, data, paramsOf(node, [value, key], frame)));
  }
  return text;
}

const paramsOf = (node: Node<'block'>, values: readonly unknown[], frame: Frame): BlockParams | null =>
  node.params.length === 0 ? frame.params : { names: node.params, values, outer: frame.params };

function enter(frame: Frame, value: unknown, data: LoopData, params: BlockParams | null): Frame {
  const depths = isSameContext(value, frame.depths.value) ? frame.depths : { value, outer: frame.depths };
  // Written out: to spread a frame takes longer than a turn of a loop.
  const { template, partial, budget, partials } = frame;
  return { context: value, depths, data, params, template, partial, budget, partials };
}

/** A partial costs more than a node: partials that each include the next one twice must end in a moment. */
const stepsOfPartial = 10;

function renderPartial(node: Node<'partial'>, frame: Frame): string {
  frame.budget.steps(stepsOfPartial);
  const template = Object.hasOwn(frame.partials, node.name) ? frame.partials[node.name] : undefined;
  if (!template) throw renderError(frame, node, `There is no partial "${node.name}".`, null);
  const context = partialContext(node, frame);
  const text = renderNodes(template.tree, {
    ...frame,
    // A partial starts anew: `../` and block parameters do not reach out of it, `@root` and `@index` do.
    context,
    depths: { value: context, outer: null },
    params: null,
    template,
    partial: node.name,
  });
  return node.indent === '' ? text : indentLines(text, node.indent, frame.budget);
}

function partialContext(node: Node<'partial'>, frame: Frame): unknown {
  const value = node.context === null ? frame.context : evaluate(node.context, frame);
  if (Object.keys(node.hash).length === 0) return value;
  // Text falls apart into its characters here, as it does in Handlebars.
  frame.budget.steps(typeof value === 'string' ? value.length : Object.keys(value ?? {}).length);
  return { ...Object(value), ...evaluateHash(node.hash, frame) };
}

/** Every line, those that a value brought along too, but not the empty one after a last line break. */
function indentLines(text: string, indent: string, budget: Budget): string {
  const lines = text.split('\n');
  const last = lines.length - 1;
  budget.steps(lines.length);
  const indented = lines.map((line, index) => (line === '' && index === last ? line : indent + line));
  return budget.text(indented.join('\n'));
}

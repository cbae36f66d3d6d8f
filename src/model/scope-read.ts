import { asArgument } from '../render/evaluate.ts';
import type { Expression } from '../render/template.ts';
import { propertyOf, readPath } from './scope-path.ts';
import { type ScopeShape, scalarShape, union, unknownShape } from './scope-shape.ts';
import {
  type Purpose,
  refuse,
  type ScopeFrame,
  type ScopeWalk,
  undefinedRule,
  written,
} from './scope-walk.ts';

/** What an expression gives; problems and the inputs it uses are noted. */
export function readExpression(
  expression: Expression,
  purpose: Purpose,
  frame: ScopeFrame,
  walk: ScopeWalk,
): ScopeShape {
  switch (expression.type) {
    case 'literal':
      return scalarShape(typeof expression.value === 'string');
    case 'path': {
      const shape = readPath(expression, frame, walk);
      noteUse(purpose, shape, walk);
      return shape;
    }
    case 'call':
      for (const value of Object.values(expression.hash)) readExpression(value, 'value', frame, walk);
      return readCall(expression, purpose, frame, walk);
  }
}

function noteUse(purpose: Purpose, shape: ScopeShape, walk: ScopeWalk): void {
  // A whole scope that is handed on may be looked into for anything.
  if (purpose === 'value' && shape.kind === 'object')
    for (const input of shape.holds ?? []) walk.used.add(input);
  if (shape.input !== null) walk.used.add(shape.input);
}

type Call = Expression & { readonly type: 'call' };

function readCall(call: Call, purpose: Purpose, frame: ScopeFrame, walk: ScopeWalk): ScopeShape {
  const read = (index: number, as = purpose): ScopeShape => {
    const argument = call.args[index];
    return argument ? readExpression(argument, as, frame, walk) : unknownShape(null);
  };
  const text = scalarShape(true);
  switch (call.helper) {
    case 'lookup':
      return readLookup(call, purpose, frame, walk);
    case 'and':
    case 'or':
      return union(
        call.args.map((_, index) => read(index)),
        null,
      );
    case 'eq':
    case 'not':
      for (const index of call.args.keys()) read(index, 'value');
      return scalarShape(false);
    case 'fence':
      refuseUnprintable(read(0, 'value'), call.args[0], walk);
      return text;
    case 'join':
      refuseJoin(read(0), call, walk);
      read(1, 'value');
      return text;
    default:
      for (const index of call.args.keys()) read(index);
      return text;
  }
}

function readLookup(call: Call, purpose: Purpose, frame: ScopeFrame, walk: ScopeWalk): ScopeShape {
  const [subject, name] = call.args;
  if (!subject || !name) return unknownShape(null);
  const literal = name.type === 'literal' && name.value !== null ? String(name.value) : null;
  const shape = readExpression(subject, literal === null ? purpose : 'scope', frame, walk);
  readExpression(name, 'value', frame, walk);
  if (literal === null) return shape.kind === 'list' ? shape.item() : unknownShape(shape.input);
  const found = propertyOf(shape, literal);
  if (found) noteUse(purpose, found, walk);
  else refuse(walk, undefinedRule, name, `"${written(subject, walk)}" has no "${literal}".`);
  return found ?? unknownShape(shape.input);
}

function refuseJoin(shape: ScopeShape, call: Call, walk: ScopeWalk): void {
  const [list] = call.args;
  if (!list || shape.kind === 'unknown') return;
  const name = written(list, walk);
  const rule = 'template/object-in-text';
  if (shape.kind !== 'list') {
    refuse(walk, rule, list, `"${name}" is no list, and cannot be joined.`);
    return;
  }
  const { kind } = shape.item();
  if (kind === 'unknown' || kind === 'scalar') return;
  const message = `"${name}" holds no plain values, and cannot be joined.`;
  refuse(walk, rule, list, message, `Loop over it with {{#each ${name}}}.`);
}

/** A problem where a value is surely no text. */
export function refuseUnprintable(shape: ScopeShape, node: Expression | undefined, walk: ScopeWalk): void {
  if (!node || shape.kind === 'unknown' || shape.kind === 'scalar') return;
  const name = written(node, walk);
  const argument = asArgument(node, name);
  const [what, hint] = {
    list: ['a list', `Loop over it with {{#each ${argument}}}, or print it with {{json ${argument}}}.`],
    object: ['an object', `Print one of its properties, or all of it with {{json ${argument}}}.`],
    media: ['media', 'Give it a part of its own, such as "- image: …".'],
  }[shape.kind] as [string, string];
  refuse(walk, 'template/object-in-text', node, `"${name}" is ${what}, which cannot be printed.`, hint);
}

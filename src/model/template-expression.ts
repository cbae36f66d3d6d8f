import { type HelperSignature, helperSignatures } from '../render/helper.ts';
import type { Expression } from '../render/template.ts';
import type { HbCall, HbExpression, HbLiteral, HbPair, HbPath } from './handlebars-tree.ts';
import { didYouMean } from './suggest.ts';
import { problem, type TemplateProblem } from './template-structure.ts';

/** A template under conversion: what is not allowed goes to `problems`. */
export type Walk = { readonly source: string; readonly problems: TemplateProblem[] };
export type Span = { readonly at: number; readonly end: number };

/** Names that lead to a prototype. Values are read from own properties alone; that nobody writes these is the second lock. */
const prototypeNames: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** A literal in a helper's place is a name: `{{"first name"}}` reads the variable `first name`. */
export function calleeOf({ path }: HbCall): HbPath {
  if (path.type === 'PathExpression') return path;
  const name = path.type === 'SubExpression' ? '' : String(path.original);
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc: path.loc };
}

export function convertCall(
  walk: Walk,
  node: HbCall,
  block: boolean,
): (Expression & { type: 'call' }) | null {
  const path = calleeOf(node);
  const signature = callable(walk, path, block);
  if (!signature) return null;
  checkArguments(walk, node, signature);
  const args = node.params.map((param) => convertExpression(walk, param));
  const hash = convertHash(walk, node.hash?.pairs ?? []);
  if (signature.name === 'lookup') refuseLookup(walk, args[1]);
  const known = args.filter((arg) => arg !== null);
  return { type: 'call', helper: signature.name, args: known, hash, ...spanOf(node) };
}

function callable(walk: Walk, path: HbPath, block: boolean): HelperSignature | null {
  const place = { at: path.loc.start, end: path.loc.end };
  const name = path.original;
  const plain = path.parts.length === 1 && path.depth === 0 && !path.data && !isScoped(path);
  const signature = plain ? helperSignatures.get(name) : undefined;
  if (signature && signature.block === block) return signature;
  const refuse = (message: string, hint: string | null): null => {
    walk.problems.push(problem('template/unknown-helper', place, message, hint));
    return null;
  };
  if (signature?.block) {
    return refuse(`"${name}" is a block helper.`, `Write {{#${name} …}}…{{/${name}}}.`);
  }
  if (signature)
    return refuse(`"${name}" gives a value and is no block.`, `Write {{#if (${name} …)}}…{{/if}}.`);
  if (name === 'log') return refuse('The helper "log" is not supported.', 'A template only makes text.');
  const names = [...helperSignatures.values()]
    .filter((each) => each.block === block)
    .map((each) => each.name);
  const section = `For a section write {{#each ${name}}}, {{#with ${name}}} or {{#if ${name}}}.`;
  const hint = didYouMean(name, names) ?? (block ? section : `The helpers are ${names.join(', ')}.`);
  return refuse(`There is no ${block ? 'block ' : ''}helper "${name}".`, hint);
}

function checkArguments(walk: Walk, node: HbCall, { name, minArgs, maxArgs, hash }: HelperSignature): void {
  const { length } = node.params;
  if (length < minArgs || length > maxArgs) {
    const wanted = minArgs === maxArgs ? `${minArgs}` : `${minArgs} to ${maxArgs}`;
    const many = `${wanted} ${wanted === '1' ? 'argument' : 'arguments'}`;
    const hint = length === 0 && !node.hash ? `For a variable of that name write {{this.${name}}}.` : null;
    walk.problems.push(
      problem('template/syntax', spanOf(node), `"${name}" takes ${many}, not ${length}.`, hint),
    );
  }
  for (const pair of node.hash?.pairs ?? []) {
    if (hash.includes(pair.key)) continue;
    const known = hash.length > 0 ? `It knows ${hash.join(', ')}.` : 'It knows none.';
    const hint = didYouMean(pair.key, hash) ?? known;
    const message = `"${name}" has no named argument "${pair.key}".`;
    walk.problems.push(problem('template/syntax', spanOf(pair), message, hint));
  }
}

export function convertHash(walk: Walk, pairs: readonly HbPair[]): Readonly<Record<string, Expression>> {
  const entries = new Map<string, Expression>();
  for (const pair of pairs) {
    refusePrototype(walk, pair.key, spanOf(pair));
    if (entries.has(pair.key)) {
      walk.problems.push(problem('template/syntax', spanOf(pair), `"${pair.key}" is given twice.`));
    }
    const value = convertExpression(walk, pair.value);
    if (value) entries.set(pair.key, value);
  }
  return Object.fromEntries(entries);
}

export function convertExpression(walk: Walk, node: HbExpression): Expression | null {
  switch (node.type) {
    case 'PathExpression':
      return convertPath(walk, node);
    case 'SubExpression':
      return convertCall(walk, node, false);
    default:
      return convertLiteral(walk, node);
  }
}

function convertLiteral(walk: Walk, node: HbLiteral): Expression {
  const { value } = node;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    walk.problems.push(problem('template/syntax', spanOf(node), 'This number is too large.'));
  }
  // -0 would print as 0 but be written to a bundle as -0; undefined is no JSON.
  return { type: 'literal', value: value === 0 ? 0 : (value ?? null), ...spanOf(node) };
}

export function convertPath(walk: Walk, path: HbPath): Expression {
  for (const part of path.parts) refusePrototype(walk, part, spanOf(path));
  return {
    type: 'path',
    depth: path.depth,
    // `@this` is `this`.
    data: path.data && path.parts.length > 0,
    scoped: isScoped(path),
    segments: path.parts,
    ...spanOf(path),
  };
}

function refuseLookup(walk: Walk, name: Expression | null | undefined): void {
  if (name?.type === 'literal' && typeof name.value === 'string') refusePrototype(walk, name.value, name);
}

export function refusePrototype(walk: Walk, name: string, { at, end }: Span): void {
  if (!prototypeNames.has(name)) return;
  walk.problems.push(
    problem('template/syntax', { at, end }, `"${name}" is not allowed in a template.`, 'Rename it.'),
  );
}

/** Handlebars takes a path for scoped where its text begins with a dot or has a word that ends in `this`. */
export const isScoped = ({ original }: HbPath): boolean => /^\.|this\b/.test(original);

export const spanOf = ({
  loc,
}: {
  readonly loc: { readonly start: number; readonly end: number };
}): Span => ({
  at: loc.start,
  end: loc.end,
});

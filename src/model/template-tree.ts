import { helperSignatures } from '../render/helper.ts';
import type { TemplateNode } from '../render/template.ts';
import type { HbBlock, HbCall, HbNode, HbPartial, HbPath, HbProgram } from './handlebars-tree.ts';
import {
  calleeOf,
  convertCall,
  convertExpression,
  convertHash,
  convertPath,
  isScoped,
  refusePrototype,
  type Span,
  spanOf,
  type Walk,
} from './template-expression.ts';
import { problem, type TemplateProblem } from './template-structure.ts';

/** Our tree of Handlebars', where all of it is allowed; what is not allowed goes to `problems`. */
export function convertProgram(
  source: string,
  program: HbProgram,
  problems: TemplateProblem[],
): readonly TemplateNode[] {
  return convertBody({ source, problems }, program.body, []);
}

/** `params`: names of the block parameters around. */
function convertBody(
  walk: Walk,
  body: readonly HbNode[],
  params: readonly string[],
): readonly TemplateNode[] {
  return body.flatMap((node) => convertNode(walk, node, params));
}

function convertNode(walk: Walk, node: HbNode, params: readonly string[]): readonly TemplateNode[] {
  switch (node.type) {
    case 'CommentStatement':
      return [];
    case 'ContentStatement':
      return node.value === '' ? [] : [{ type: 'text', text: node.value, ...spanOf(node) }];
    case 'MustacheStatement':
      return convertPrint(walk, node, params);
    case 'BlockStatement':
      return convertBlock(walk, node, params);
    case 'PartialStatement':
      return convertPartial(walk, node);
  }
}

function convertPrint(walk: Walk, node: HbCall, params: readonly string[]): readonly TemplateNode[] {
  const path = calleeOf(node);
  const value = isCall(node, path, params) ? convertCall(walk, node, false) : convertPath(walk, path);
  if (!value) return [];
  // Without the braces, so that messages can quote it.
  const end = Math.max(path.loc.end, node.params.at(-1)?.loc.end ?? 0, node.hash?.pairs.at(-1)?.loc.end ?? 0);
  return [{ type: 'print', value: { ...value, at: path.loc.start, end }, ...spanOf(node) }];
}

/** Handlebars' rule: with arguments it is a call; without, a single plain name is one where a helper has it. */
function isCall(node: HbCall, path: HbPath, params: readonly string[]): boolean {
  if (node.params.length > 0 || node.hash) return true;
  const [name] = path.parts;
  const isName = path.parts.length === 1 && name !== undefined && path.depth === 0 && !isScoped(path);
  return isName && !params.includes(name) && (helperSignatures.has(name) || name === 'log');
}

function convertBlock(walk: Walk, node: HbBlock, params: readonly string[]): readonly TemplateNode[] {
  const call = convertCall(walk, node, true);
  const names = node.program?.blockParams ?? [];
  checkParams(walk, node, names, call ? (helperSignatures.get(call.helper)?.params ?? 0) : names.length);
  if (node.inverse?.blockParams) {
    walk.problems.push(problem('template/syntax', tagOf(walk, node), '"{{^…}}" has no block parameters.'));
  }
  const body = convertBody(walk, node.program?.body ?? [], [...names, ...params]);
  const inverse = node.inverse ? convertBody(walk, node.inverse.body, params) : null;
  if (!call) return [];
  const { helper, args, hash } = call;
  return [{ type: 'block', helper, args, hash, params: names, body, inverse, ...spanOf(node) }];
}

function checkParams(walk: Walk, node: HbBlock, names: readonly string[], allowed: number): void {
  const refuse = (message: string, hint?: string) =>
    walk.problems.push(problem('template/syntax', tagOf(walk, node), message, hint));
  if (names.length > allowed) {
    refuse(`This block gives ${allowed === 0 ? 'no' : allowed} block parameters, not ${names.length}.`);
  }
  for (const name of names) {
    refusePrototype(walk, name, tagOf(walk, node));
    if (helperSignatures.has(name))
      refuse(`The block parameter "${name}" hides the helper of that name.`, 'Rename it.');
  }
}

function convertPartial(walk: Walk, node: HbPartial): readonly TemplateNode[] {
  const name = partialName(walk, node);
  const [context, ...more] = node.params;
  if (more.length > 0) {
    const message = 'A partial takes one context.';
    walk.problems.push(
      problem('template/syntax', spanOf(node), message, 'Pass the rest by name: {{> name key=value}}.'),
    );
  }
  const value = context ? convertExpression(walk, context) : null;
  const hash = convertHash(walk, node.hash?.pairs ?? []);
  if (name === null) return [];
  return [{ type: 'partial', name, context: value, hash, indent: node.indent, ...spanOf(node) }];
}

function partialName(walk: Walk, { name }: HbPartial): string | null {
  const span = spanOf(name);
  if (name.type === 'SubExpression' || (name.type === 'PathExpression' && name.data)) {
    const message = 'The name of a partial must be written out.';
    walk.problems.push(
      problem('template/dynamic-partial', span, message, 'Choose between partials with {{#if}}.'),
    );
    return null;
  }
  const text = String(name.original);
  const segments = text.split('/');
  for (const segment of segments) refusePrototype(walk, segment, span);
  if (
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') &&
    !text.includes('\\')
  ) {
    return text;
  }
  const message = `"${text}" is no name of a partial: it leaves the folder of the partials.`;
  const hint = 'Write its path below the partials folder, without its ending.';
  walk.problems.push(problem('security/remote-include', span, message, hint));
  return null;
}

/** The opening tag of a block. */
function tagOf({ source }: Walk, node: HbBlock): Span {
  const { at, end } = spanOf(node);
  const close = source.indexOf('}}', node.params.at(-1)?.loc.end ?? node.path.loc.end);
  return { at, end: close === -1 ? end : close + 2 };
}

import type { Template } from '../render/template.ts';
import type { ScopeShape } from './scope-shape.ts';
import { problem, type TemplateProblem } from './template-structure.ts';

/** A problem of a template or of a partial it reaches: `partial` is null in the template itself. */
export type ScopeProblem = TemplateProblem & { readonly partial: string | null };

/** Whether an expression is read for its value, or becomes the scope in which others are read. */
export type Purpose = 'value' | 'scope';

/** What names mean at a place of a template. */
export type ScopeFrame = {
  readonly current: ScopeShape;
  /** What `../` leads to; null at the top of a template and of a partial. */
  readonly outer: ScopeFrame | null;
  /** `{{#each}}` blocks around, those around a partial's call too. */
  readonly loops: number;
  /** Block parameters, innermost last. */
  readonly params: readonly (readonly [string, ScopeShape])[];
};

export type ScopeWalk = {
  readonly template: Template;
  readonly partials: Readonly<Record<string, Template>>;
  readonly root: ScopeShape;
  /** Partials around, outermost first. */
  readonly within: readonly string[];
  readonly problems: Map<string, ScopeProblem>;
  readonly used: Set<string>;
};

export type Span = { readonly at: number; readonly end: number };

export const undefinedRule = 'template/undefined-variable';

/** Notes a problem once, however often the partial it is in is called. */
export function refuse(
  walk: ScopeWalk,
  rule: string,
  span: Span,
  message: string,
  hint?: string | null,
): void {
  const partial = walk.within.at(-1) ?? null;
  const key = `${partial} ${span.at} ${rule}`;
  if (walk.problems.has(key)) return;
  walk.problems.set(key, { ...problem(rule, span, message, hint), partial });
}

/** An expression as its author wrote it. */
export function written({ at, end }: Span, walk: ScopeWalk): string {
  const partial = walk.within.at(-1);
  const template = partial === undefined ? walk.template : walk.partials[partial];
  return template?.source.slice(at, end) ?? '';
}

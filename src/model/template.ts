import type { Template } from '../render/template.ts';
import { parseTokens } from './handlebars-tree.ts';
import { problem, structureProblem, type TemplateProblem } from './template-structure.ts';
import { lexTemplate } from './template-tokens.ts';
import { convertProgram } from './template-tree.ts';

export type { TemplateProblem } from './template-structure.ts';

/** `template` is null exactly when there are problems. */
export type ParsedTemplate = {
  readonly template: Template | null;
  readonly problems: readonly TemplateProblem[];
};

/** Largest template in bytes of UTF-8, unless the config says otherwise. */
const maxTemplateBytes = 256 * 1024;

/**
 * A template of the allowed subset of Handlebars: the helpers of render/helper.ts, partials by name, block parameters,
 * white space control. Takes linear time, whatever the source.
 */
export function parseTemplate(source: string, options: { readonly maxBytes?: number } = {}): ParsedTemplate {
  const { maxBytes = maxTemplateBytes } = options;
  const tooLarge = sizeProblem(source, maxBytes);
  if (tooLarge) return { template: null, problems: [tooLarge] };
  const { tokens, stuckAt } = lexTemplate(source);
  const broken =
    structureProblem(source, tokens) ?? (stuckAt === null ? null : stuckProblem(source, stuckAt));
  if (broken) return { template: null, problems: [broken] };
  const program = parseTokens(source, tokens);
  if (!('body' in program)) return { template: null, problems: [program] };
  const problems: TemplateProblem[] = [];
  const tree = convertProgram(source, program, problems);
  if (problems.length === 0) return { template: { source, tree }, problems };
  return { template: null, problems: problems.sort((left, right) => left.at - right.at) };
}

function sizeProblem(source: string, maxBytes: number): TemplateProblem | null {
  // A UTF-16 unit takes at most three bytes: most templates need no count.
  if (source.length * 3 <= maxBytes || new TextEncoder().encode(source).length <= maxBytes) return null;
  const message = `The template is larger than ${maxBytes} bytes.`;
  return problem('template/syntax', { at: 0, end: 0 }, message, 'Pass long text as a variable.');
}

function stuckProblem(source: string, at: number): TemplateProblem {
  if (source.startsWith('{{', at)) {
    const message = 'This comment is never closed.';
    return problem(
      'template/syntax',
      { at, end: Math.min(at + 5, source.length) },
      message,
      'Close it with "--}}".',
    );
  }
  return problem(
    'template/syntax',
    { at, end: at + 1 },
    'A template cannot hold a NUL character.',
    'Delete it.',
  );
}

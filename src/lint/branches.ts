import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { TemplateNode } from '../render/template.ts';

/** An `{{#if input}}` or `{{#unless input}}` over a whole input, at the top level of a message. */
export type Branch = {
  readonly input: string;
  /** True: `unless`. */
  readonly negated: boolean;
  readonly hasElse: boolean;
  place(): Place;
};

/** The branches of a prompt's messages whose condition a case's variables decide by themselves. */
export function branchesOf(prompt: PromptFile): readonly Branch[] {
  return prompt.templates.flatMap((site) =>
    site.message && site.template
      ? [...inNodes(site.template.tree)].map(({ from, to, ...branch }) => ({
          ...branch,
          place: () => site.place(from, to),
        }))
      : [],
  );
}

type Found = Omit<Branch, 'place'> & { readonly from: number; readonly to: number };

function* inNodes(nodes: readonly TemplateNode[]): Generator<Found> {
  for (const node of nodes) {
    if (node.type !== 'block' || (node.helper !== 'if' && node.helper !== 'unless')) continue;
    const [condition] = node.args;
    if (
      condition?.type === 'path' &&
      !condition.data &&
      condition.depth === 0 &&
      condition.segments.length === 1
    ) {
      const input = condition.segments[0] ?? '';
      const hasElse = node.inverse !== null;
      yield { input, negated: node.helper === 'unless', hasElse, from: condition.at, to: condition.end };
    }
    yield* inNodes(node.body);
    yield* inNodes(node.inverse ?? []);
  }
}

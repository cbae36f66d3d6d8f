import type { Prompt } from '../render/prompt.ts';
import type { Template, TemplateNode } from '../render/template.ts';

/** Partials that call others twice double with each level; no model reads more characters than this. */
const mostCharacters = 10_000_000;
const costOfCall = 100;

/** All text that is sent whatever the variables are: nothing inside conditions and loops. */
export function staticText({ messages, partials }: Prompt): string {
  const left = { characters: mostCharacters };
  const parts = messages.flatMap((message) => (message.type === 'message' ? message.content : []));
  return parts
    .map((part) => {
      const texts: string[] = [];
      if (part.type === 'text') addTexts(part.text.tree, texts, { partials, within: [], left });
      return texts.join('');
    })
    .join('\n');
}

type Walk = {
  readonly partials: Readonly<Record<string, Template>>;
  /** Names of the partials around, against circles. */
  readonly within: readonly string[];
  readonly left: { characters: number };
};

function addTexts(nodes: readonly TemplateNode[], texts: string[], walk: Walk): void {
  for (const node of nodes) {
    walk.left.characters -= node.type === 'text' ? node.text.length : costOfCall;
    if (walk.left.characters < 0) return;
    if (node.type === 'text') texts.push(node.text);
    if (node.type !== 'partial' || walk.within.includes(node.name)) continue;
    const partial = walk.partials[node.name];
    if (partial) addTexts(partial.tree, texts, { ...walk, within: [...walk.within, node.name] });
  }
}

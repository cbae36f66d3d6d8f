import type { Message, Part, Prompt } from '../render/prompt.ts';
import type { Template, TemplateNode } from '../render/template.ts';

/**
 * Fewest tokens a provider caches, as its documentation says (Anthropic "Prompt caching", Google "Context caching",
 * OpenAI "Prompt caching"; read in 2026). Other models are taken as OpenAI's.
 */
const minimums: readonly (readonly [RegExp, number])[] = [
  [/claude.*(?:haiku-4|opus-4-[56])/, 4096],
  [/claude.*(?:haiku|opus-4-7)/, 2048],
  [/claude.*opus-5/, 512],
  [/gemini.*pro/, 2048],
];

/** Fewest tokens of a prompt's start that the provider of this model keeps. */
export const minimumPrefix = (model: string): number =>
  minimums.find(([pattern]) => pattern.test(model.toLowerCase().replaceAll('.', '-')))?.[1] ?? 1024;

/** Whether the provider caches only up to where the prompt says `cache: true`; others cache what they have seen. */
export const cachesOnDemand = (model: string): boolean => /claude/i.test(model);

/** The static start of a prompt: whole messages and the text before the first variable. */
export type StaticPrefix = {
  readonly texts: readonly string[];
  /** The few-shot messages stand within it. */
  readonly examples: boolean;
};

/** The longest start of a prompt, its overlays applied, that is the same in every request and that its model may cache. */
export function staticPrefix({ messages, partials, examples }: Prompt): StaticPrefix {
  const texts: string[] = [];
  let hasExamples = false;
  for (const message of messages) {
    // Questions of examples are rendered with their own inputs: the same each time.
    if (message.type === 'examples') hasExamples = examples.length > 0;
    else if (message.type === 'history' || !addMessage(message, partials, texts)) break;
  }
  return { texts, examples: hasExamples };
}

/** The messages up to the last one that asks to be cached; none: nothing is. */
export function upToBreakpoint(prompt: Prompt): Prompt {
  const last = prompt.messages.findLastIndex((message) => message.type === 'message' && message.cache);
  return { ...prompt, messages: prompt.messages.slice(0, last + 1) };
}

type Written = Extract<Message, { type: 'message' }>;

/** Adds the static text of a message; false: something in it varies. */
function addMessage({ content }: Written, partials: Prompt['partials'], texts: string[]): boolean {
  return content.every((part: Part) => {
    if (part.type !== 'text') return false;
    const walk: Walk = { partials, within: [], texts: [], left: { characters: mostCharacters } };
    const isWhole = addNodes(part.text.tree, walk);
    texts.push(walk.texts.join(''));
    return isWhole;
  });
}

type Walk = {
  readonly partials: Readonly<Record<string, Template>>;
  /** Names of the partials around, against circles. */
  readonly within: readonly string[];
  readonly texts: string[];
  readonly left: { characters: number };
};

/** Partials that call others twice double with each level. */
const mostCharacters = 10_000_000;

function addNodes(nodes: readonly TemplateNode[], walk: Walk): boolean {
  return nodes.every((node) => {
    walk.left.characters -= node.type === 'text' ? node.text.length : 100;
    if (walk.left.characters < 0) return false;
    if (node.type === 'text') {
      walk.texts.push(node.text);
      return true;
    }
    if (node.type !== 'partial' || walk.within.includes(node.name)) return false;
    const partial = walk.partials[node.name];
    return partial ? addNodes(partial.tree, { ...walk, within: [...walk.within, node.name] }) : false;
  });
}

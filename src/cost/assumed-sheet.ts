import type { Input, Prompt } from '../render/prompt.ts';
import type { ChatMessage } from '../render/request.ts';
import type { Template, TemplateNode } from '../render/template.ts';
import type { Fixed, Measuring } from './measure.ts';
import type { Sheet } from './sheet.ts';

/** Tokens of a variable nobody has given a case or a size for. */
const assumedTokens = 100;

/** A prompt with no case at all: all its text, and for each variable what the input allows or an assumption. */
export function assumedSheet({ model, counter }: Measuring, resolved: Prompt, fixed: Fixed): Sheet {
  const messages = resolved.messages.flatMap((message): ChatMessage[] => {
    if (message.type !== 'message') return [];
    const texts = message.content.map((part) =>
      part.type === 'text' ? allText(part.text, resolved.partials) : '',
    );
    return [{ role: message.role, content: [{ type: 'text', text: texts.join('\n') }] }];
  });
  const { output: given } = resolved;
  const output = { ...given, format: 'text' as const, schema: null };
  const count = counter.countRequest({ model, messages, params: {}, tools: [], toolChoice: null, output });
  const needed = Object.entries(resolved.inputs).filter(([, input]) => !input.optional);
  const media = needed.flatMap(([, { kind }]) => (kind === 'json' || kind === 'messages' ? [] : [kind]));
  const vars = Object.fromEntries(needed.map(([name, input]) => [name, sizeOf(input)]));
  const variables = Object.values(vars).reduce((sum, tokens) => sum + tokens, 0);
  const text = count.tokens - count.overhead + variables;
  return {
    model,
    requests: [{ text, overhead: count.overhead, history: 0, media: 0, vars }],
    ...fixed,
    basis: 'assumed',
    confidence: 'assumed',
    partConfidence: { text: 'assumed', tools: 'assumed' },
    counter: counter.source,
    band: count.band,
    uncounted: [...new Set([...fixed.uncounted, ...media])].sort(),
  };
}

const sizeOf = ({ kind, maxTokens }: Input): number => maxTokens ?? (kind === 'json' ? assumedTokens : 0);

/** Partials that call others twice double with each level; no model reads more characters than this. */
const mostCharacters = 10_000_000;

/** Every text of a template, whatever its conditions say. */
function allText({ tree }: Template, partials: Prompt['partials']): string {
  let left = mostCharacters;
  const textOf = (nodes: readonly TemplateNode[], within: readonly string[]): string =>
    nodes.map((node) => nodeText(node, within)).join('');
  const nodeText = (node: TemplateNode, within: readonly string[]): string => {
    left -= node.type === 'text' ? node.text.length : 100;
    if (left < 0) return '';
    switch (node.type) {
      case 'text':
        return node.text;
      case 'print':
        return '';
      case 'block':
        return textOf(node.body, within) + textOf(node.inverse ?? [], within);
      case 'partial': {
        const partial = within.includes(node.name) ? undefined : partials[node.name];
        return partial ? textOf(partial.tree, [...within, node.name]) : '';
      }
    }
  };
  return textOf(tree, []);
}

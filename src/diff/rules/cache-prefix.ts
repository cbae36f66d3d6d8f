import type { Message, Prompt } from '../../render/prompt.ts';
import type { TemplateNode } from '../../render/template.ts';
import type { Change, ChangeKind } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { messageLabel } from '../message-text.ts';

const rules = (text: string) =>
  `inputs: { plan: { type: string } }\nmessages:\n  - { id: rules, role: system, cache: true, content: "${text}" }\n  - { id: ask, role: user, content: "Plan {{plan}}" }`;

const prefixBroken: ChangeKind = {
  id: 'cache-prefix-broken',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'patch',
  summary: 'What stands before the end of a cached prefix is another text for other inputs.',
  why: 'A provider’s cache serves calls that begin alike. These no longer do: each is paid in full, and writing the cache on top.',
  advice: 'Move what depends on an input behind the message with `cache: true`.',
  examples: [{ before: rules('Be brief.'), after: rules('Be brief with {{plan}}.'), also: ['text-changed'] }],
};

/** Whether a change is this one, of which the command says what it costs. */
export const breaksPrefix = ({ id }: Pick<Change, 'id'>): boolean => id === prefixBroken.id;

/** Whether the part that providers may cache still is the same for every call. */
export const cachePrefixComparison: BehaviorComparison = {
  kinds: [prefixBroken],
  *compare({ before, after, at }) {
    if (lastCached(before) === null || firstVarying(before) !== null) return;
    const varying = firstVarying(after);
    const message = varying === null ? undefined : after.messages[varying];
    if (varying === null || !message) return;
    const label = messageLabel(message, varying);
    yield {
      kind: prefixBroken,
      at: at(['messages', varying]),
      message: `Message "${label}" depends on inputs and stands in the cached prefix.`,
      about: label,
    };
  },
};

const lastCached = ({ messages }: Prompt): number | null => {
  const index = messages.findLastIndex((message) => message.type === 'message' && message.cache);
  return index === -1 ? null : index;
};

/** Index of the first message of the cached prefix that is not the same for every call; null: there is none. */
function firstVarying(prompt: Prompt): number | null {
  const last = lastCached(prompt);
  if (last === null) return null;
  const index = prompt.messages.slice(0, last + 1).findIndex((message) => varies(message, prompt));
  return index === -1 ? null : index;
}

function varies(message: Message, prompt: Prompt): boolean {
  switch (message.type) {
    case 'examples':
      return false;
    case 'history':
      return true;
    case 'message':
      return message.content.some((part) =>
        part.type === 'text' ? readsInput(part.text.tree, prompt, new Set()) : true,
      );
  }
}

/** Whether a template holds anything but text and partials that do not. */
function readsInput(nodes: readonly TemplateNode[], prompt: Prompt, seen: ReadonlySet<string>): boolean {
  return nodes.some((node) => {
    if (node.type === 'text') return false;
    if (node.type !== 'partial') return true;
    if (seen.has(node.name)) return false;
    const partial = Object.hasOwn(prompt.partials, node.name) ? prompt.partials[node.name] : undefined;
    return partial ? readsInput(partial.tree, prompt, new Set([...seen, node.name])) : false;
  });
}

import type { Input, Message, Prompt, Part as PromptPart, Role } from '../../src/render/prompt.ts';
import { templateOf } from './template-of.ts';

export const inputOf = (more: Partial<Input> = {}): Input => ({
  kind: 'json',
  schema: { type: 'string' },
  optional: false,
  trust: 'trusted',
  sensitive: false,
  maxTokens: null,
  ...more,
});

/** A prompt with what matters to a test. */
export const promptOf = (more: Partial<Prompt>): Prompt => ({
  id: 'support/reply',
  model: { id: 'openai/gpt-4.1-mini', fallback: [] },
  params: {},
  inputs: {},
  output: { format: 'text', name: null, strict: false, schema: null },
  tools: [],
  toolChoice: null,
  examples: [],
  messages: [],
  partials: {},
  variants: {},
  locales: {},
  models: {},
  ...more,
});

type Part = string | { readonly image: string } | { readonly audio: string } | { readonly file: string };

/** A message of text parts and media parts. */
export function messageOf(role: Role, content: Part | readonly Part[], id: string | null = null): Message {
  const parts = Array.isArray(content) ? (content as readonly Part[]) : [content as Part];
  return {
    type: 'message',
    id,
    role,
    cache: false,
    content: parts.map((part): PromptPart => {
      if (typeof part === 'string') return { type: 'text', text: templateOf(part) };
      const [entry] = Object.entries(part) as ['image' | 'audio' | 'file', string][];
      const [type, source] = entry ?? ['image', ''];
      return { type, source: templateOf(source) };
    }),
  };
}

import type { ModelRequest, ToolCall } from '../render/request.ts';
import type { RequestCount, TokenCount, UnsurePart } from './tokens.ts';

/** Tokens around the texts of a request, as a vendor's chat format adds them. */
export type ChatFormat = {
  readonly perMessage: number;
  readonly perAnswer: number;
  /** Once, as soon as there are tools; and around each. */
  readonly withTools: number;
  readonly perTool: number;
  /** An image of about a megapixel. */
  readonly perImage: number;
};

/**
 * Messages: OpenAI's cookbook ("How to count tokens with tiktoken"); others, and the tools of all, as the npm package
 * ai-tokenizer 1.0.6 measured on the APIs. Images: the vendors' documentation (OpenAI high detail, Claude's width ×
 * height / 750, Gemini's tiles of 258). Of everyone else nothing is published: OpenAI's stand in.
 */
const formats: readonly (readonly [RegExp, ChatFormat])[] = [
  [/claude/, { perMessage: 2, perAnswer: 4, withTools: 346, perTool: 53, perImage: 1400 }],
  [/gemini|gemma/, { perMessage: 0, perAnswer: 0, withTools: 18, perTool: 18, perImage: 1032 }],
];
const openai: ChatFormat = { perMessage: 3, perAnswer: 3, withTools: 16, perTool: 6, perImage: 765 };

export const formatOf = (model: string): ChatFormat =>
  formats.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1] ?? openai;

/** How far a rule of thumb for tools, schemas and images may be off. */
const assumedBand = 0.3;

/** A whole request: the texts, the chat format around them, and by rules of thumb what no published rule counts. */
export function countRequest(
  { messages, tools, output }: ModelRequest,
  format: ChatFormat,
  count: (text: string) => TokenCount,
): RequestCount {
  const { band, confidence } = count('');
  const tokensOf = (text: string): number => count(text).tokens;
  const assumed = new Set<UnsurePart>();
  const uncounted = new Set<UnsurePart>();
  let overhead = format.perAnswer;
  let text = 0;
  let guessed = 0;
  const addMedia = (type: UnsurePart): void => {
    if (type === 'image') guessed += format.perImage;
    (type === 'image' ? assumed : uncounted).add(type);
  };
  for (const message of messages) {
    overhead += format.perMessage + (format.perMessage > 0 ? tokensOf(message.role) : 0);
    for (const part of message.content) {
      if (part.type === 'text') text += tokensOf(part.text);
      else addMedia(part.type);
    }
    for (const call of message.toolCalls ?? []) text += tokensOf(call.name) + tokensOf(argumentsOf(call));
  }
  if (tools.length > 0) {
    assumed.add('tools');
    guessed += format.withTools;
    for (const tool of tools) guessed += format.perTool + tokensOf(JSON.stringify(tool));
  }
  if (output.schema !== null) {
    assumed.add('schema');
    guessed += format.perTool + tokensOf(JSON.stringify(output.schema));
  }
  const tokens = text + overhead + guessed;
  const isSure = assumed.size === 0 && uncounted.size === 0;
  return {
    tokens,
    confidence: isSure ? confidence : 'assumed',
    band: guessed === 0 ? band : ((text + overhead) * band + guessed * assumedBand) / tokens,
    overhead,
    assumed: [...assumed],
    uncounted: [...uncounted],
  };
}

const argumentsOf = (call: ToolCall): string =>
  typeof call.arguments === 'string' ? call.arguments : (JSON.stringify(call.arguments) ?? '');

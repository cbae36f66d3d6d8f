import { mediaTypeOf } from '../../render/media-type-of.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../../render/request.ts';
import { argumentsOf, finish, listOrNothing, textOf } from './parts.ts';

/**
 * What `generateText` and `streamText` of the AI SDK take beside `model`: messages, settings and which tool to call.
 * Tools and the schema of the answer need its own `tool`, `jsonSchema` and `Output`, made from `rendered.tools` and
 * `rendered.output`. https://ai-sdk.dev/docs/reference/ai-sdk-core/generate-text
 */
export function toAISDK({ messages, params, tools, toolChoice }: ModelRequest) {
  return finish({
    messages: messages.map(modelMessage),
    maxOutputTokens: params.maxOutputTokens,
    temperature: params.temperature,
    topP: params.topP,
    topK: params.topK,
    stopSequences: listOrNothing(params.stopSequences),
    seed: params.seed,
    frequencyPenalty: params.frequencyPenalty,
    presencePenalty: params.presencePenalty,
    toolChoice:
      toolChoice === null || tools.length === 0
        ? undefined
        : typeof toolChoice === 'string'
          ? toolChoice
          : { type: 'tool' as const, toolName: toolChoice.tool },
  });
}

function modelMessage(message: ChatMessage) {
  const marked = message.cache
    ? { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }
    : {};
  switch (message.role) {
    case 'system':
      return { role: 'system' as const, content: textOf(message), ...marked };
    case 'user':
      return { role: 'user' as const, content: message.content.map(userPart), ...marked };
    case 'assistant':
      return { role: 'assistant' as const, content: assistantParts(message), ...marked };
    case 'tool':
      return { role: 'tool' as const, content: [toolResult(message)], ...marked };
  }
}

function assistantParts(message: ChatMessage) {
  const text = textOf(message);
  const calls = (message.toolCalls ?? []).map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: call.name,
    input: argumentsOf(call),
  }));
  return text === '' && calls.length > 0 ? calls : [{ type: 'text' as const, text }, ...calls];
}

const toolResult = (message: ChatMessage) => ({
  type: 'tool-result' as const,
  toolCallId: message.toolCallId ?? '',
  toolName: message.toolName ?? '',
  output: { type: 'text' as const, value: textOf(message) },
});

function userPart(part: ContentPart) {
  if (part.type === 'text') return { type: 'text' as const, text: part.text };
  if ('url' in part) return { type: 'file' as const, mediaType: mediaTypeOf(part), data: part.url };
  const named = part.name === undefined ? {} : { filename: part.name };
  return { type: 'file' as const, mediaType: part.mediaType, data: part.base64, ...named };
}

import type { ChatMessage, ContentPart, MediaPart, ModelRequest } from '../../render/request.ts';
import { argumentsOf, finish, listOrNothing, modelName, refuse, schemaObject, textOf } from './parts.ts';

/** Where a prompt does not say how long its answer may be: the API wants to know. */
const defaultMaxTokens = 4096;

/**
 * The body of a message. https://docs.anthropic.com/en/api/messages; `seed` and the penalties have no place in it.
 * Messages marked `cache` end with a breakpoint, and turns of one role in a row are one turn.
 */
export function toAnthropic(request: ModelRequest) {
  const { params, messages, tools } = request;
  return finish(
    {
      model: modelName(request),
      max_tokens: params.maxOutputTokens ?? defaultMaxTokens,
      system: listOrNothing(messages.filter(({ role }) => role === 'system').flatMap(systemBlock)),
      messages: turnsOf(messages.filter(({ role }) => role !== 'system')),
      temperature: params.temperature,
      // Newer models refuse the two together.
      top_p: params.temperature === undefined ? params.topP : undefined,
      top_k: params.topK,
      stop_sequences: listOrNothing(params.stopSequences),
      output_config: outputConfig(request),
      tools: listOrNothing(
        tools.map(({ name, description, parameters }) =>
          finish({
            name,
            description: description ?? undefined,
            input_schema: { type: 'object' as const, ...schemaObject(parameters) },
          }),
        ),
      ),
      tool_choice: tools.length === 0 ? undefined : toolChoice(request),
    },
    params,
  );
}

function outputConfig({ output, params: { reasoningEffort } }: ModelRequest) {
  const schema = output.format === 'json' ? output.schema : null;
  const format = schema === null ? undefined : { type: 'json_schema' as const, schema: schemaObject(schema) };
  if (format === undefined && reasoningEffort === undefined) return undefined;
  // Which words are known is for the API to say.
  return finish({ effort: reasoningEffort as 'low' | 'medium' | 'high' | undefined, format });
}

function toolChoice({ toolChoice: choice }: ModelRequest) {
  if (choice === null) return undefined;
  if (typeof choice !== 'string') return { type: 'tool' as const, name: choice.tool };
  return { type: ({ auto: 'auto', none: 'none', required: 'any' } as const)[choice] };
}

type Marked = { cache_control?: { type: 'ephemeral' } };

const mark = ({ cache }: ChatMessage): Marked => (cache ? { cache_control: { type: 'ephemeral' } } : {});

const systemBlock = (message: ChatMessage) => [
  { type: 'text' as const, text: textOf(message), ...mark(message) },
];

type Block = ReturnType<typeof blocksOf>[number];
type Turn = { role: 'user' | 'assistant'; content: Block[] };

function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocksOf(message));
    else turns.push({ role, content: blocksOf(message) });
  }
  return turns;
}

function blocksOf(message: ChatMessage) {
  const blocks = [...ownBlocks(message), ...callBlocks(message)];
  return blocks.map((block, at) => (at === blocks.length - 1 ? { ...block, ...mark(message) } : block));
}

function ownBlocks(message: ChatMessage) {
  if (message.role === 'user') return message.content.map(userBlock);
  if (message.role === 'tool') {
    return [
      { type: 'tool_result' as const, tool_use_id: message.toolCallId ?? '', content: textOf(message) },
    ];
  }
  const text = textOf(message);
  return text === '' ? [] : [{ type: 'text' as const, text }];
}

const callBlocks = ({ toolCalls = [] }: ChatMessage) =>
  toolCalls.map((call) => ({
    type: 'tool_use' as const,
    id: call.id,
    name: call.name,
    input: argumentsOf(call),
  }));

const userBlock = (part: ContentPart) =>
  part.type === 'text' ? { type: 'text' as const, text: part.text } : mediaBlock(part);

function mediaBlock(part: MediaPart) {
  switch (part.type) {
    case 'image':
      return {
        type: 'image' as const,
        source: sourceOf<'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'>(part),
      };
    case 'file':
      return finish({
        type: 'document' as const,
        source: sourceOf<'application/pdf'>(part),
        title: 'name' in part ? part.name : undefined,
      });
    case 'audio':
      return refuse(part, 'to Anthropic');
  }
}

/** Which media types are taken is for the API to say. */
const sourceOf = <MediaType extends string>(part: MediaPart) =>
  'url' in part
    ? { type: 'url' as const, url: part.url }
    : { type: 'base64' as const, media_type: part.mediaType as MediaType, data: part.base64 };

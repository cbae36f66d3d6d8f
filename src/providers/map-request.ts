import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3ToolChoice,
} from '@ai-sdk/provider';
import { mediaTypeOf } from '../render/media-type-of.ts';
import type { JsonSchema, ToolChoice } from '../render/prompt.ts';
import type { ChatMessage, ContentPart, ModelRequest, ToolCall } from '../render/request.ts';

/** What the mapping found that a reader should know. */
export type Warn = (warning: string) => void;

type Schema = NonNullable<LanguageModelV3CallOptions['tools']>[number] extends infer Tool
  ? Tool extends { inputSchema: infer S }
    ? S
    : never
  : never;

/** Options of a message for one vendor's package, e.g. where Anthropic's cache may end. */
export type MessageOptions = (message: ChatMessage) => LanguageModelV3Message['providerOptions'];

/**
 * A request in the AI SDK's words. `schemas: 'elsewhere'`: the adapter writes tool and answer schemas into the body
 * itself, because the vendor's package would lose keywords. `always`: where JSON is asked for without a schema, the
 * package is given an empty one.
 */
export function mapRequest(
  request: ModelRequest,
  options: {
    readonly messageOptions: MessageOptions;
    readonly schemas: 'package' | 'elsewhere' | 'always';
    readonly warn: Warn;
  },
): LanguageModelV3CallOptions {
  const { params, output, tools } = request;
  const carry = options.schemas !== 'elsewhere';
  const schema = output.schema ?? (options.schemas === 'always' ? true : null);
  return {
    prompt: joinToolResults(request.messages.map((message) => mapMessage(message, options))),
    maxOutputTokens: params.maxOutputTokens,
    temperature: params.temperature,
    topP: params.topP,
    topK: params.topK,
    seed: params.seed,
    frequencyPenalty: params.frequencyPenalty,
    presencePenalty: params.presencePenalty,
    stopSequences: params.stopSequences ? [...params.stopSequences] : undefined,
    responseFormat:
      output.format === 'json'
        ? {
            type: 'json',
            schema: carry && schema !== null ? toSchema(schema) : undefined,
            name: output.name ?? undefined,
          }
        : undefined,
    tools: tools.map((tool) => ({
      type: 'function',
      name: tool.name,
      description: tool.description ?? undefined,
      inputSchema: carry ? toSchema(tool.parameters) : { type: 'object', properties: {} },
    })),
    toolChoice:
      request.toolChoice === null ? undefined : mapToolChoice(request.toolChoice, request, options.warn),
  };
}

/** Plain JSON on both sides; `true` allows everything, as an empty schema does. */
const toSchema = (schema: JsonSchema): Schema =>
  (schema === true ? {} : schema === false ? { not: {} } : schema) as Schema;

function mapToolChoice(
  choice: ToolChoice,
  { tools }: ModelRequest,
  warn: Warn,
): LanguageModelV3ToolChoice | undefined {
  if (tools.length === 0) {
    if (choice !== 'auto' && choice !== 'none') warn('"toolChoice" was not sent: the prompt has no tools.');
    return undefined;
  }
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.tool };
}

function mapMessage(
  message: ChatMessage,
  { messageOptions, warn }: { messageOptions: MessageOptions; warn: Warn },
): LanguageModelV3Message {
  const providerOptions = messageOptions(message);
  switch (message.role) {
    case 'system':
      return { role: 'system', content: textOf(message.content, 'system', warn), providerOptions };
    case 'user':
      return { role: 'user', content: message.content.map(mapPart), providerOptions };
    case 'assistant':
      return { role: 'assistant', content: mapAssistant(message, warn), providerOptions };
    case 'tool':
      return { role: 'tool', content: [mapToolResult(message, warn)], providerOptions };
  }
}

type ToolContent = Extract<LanguageModelV3Message, { role: 'tool' }>['content'];

function mapToolResult(message: ChatMessage, warn: Warn): ToolContent[number] {
  return {
    type: 'tool-result',
    toolCallId: message.toolCallId ?? '',
    toolName: message.toolName ?? '',
    output: { type: 'text', value: textOf(message.content, 'tool', warn) },
  };
}

/** The answers to parallel calls belong together: Google and Anthropic want them in one turn. */
function joinToolResults(messages: readonly LanguageModelV3Message[]): LanguageModelV3Message[] {
  const joined: LanguageModelV3Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === 'tool' && last?.role === 'tool') {
      const providerOptions = message.providerOptions ?? last.providerOptions;
      joined[joined.length - 1] = {
        ...last,
        content: [...last.content, ...message.content],
        providerOptions,
      };
    } else {
      joined.push(message);
    }
  }
  return joined;
}

type AssistantContent = Extract<LanguageModelV3Message, { role: 'assistant' }>['content'];

function mapAssistant(message: ChatMessage, warn: Warn): AssistantContent {
  const text = message.content.length > 0 ? textOf(message.content, 'assistant', warn) : '';
  const calls = message.toolCalls ?? [];
  const said: AssistantContent = text === '' && calls.length > 0 ? [] : [{ type: 'text', text }];
  return [...said, ...calls.map((call) => mapToolCall(call, warn))];
}

function mapToolCall(call: ToolCall, warn: Warn): AssistantContent[number] {
  if (!call.valid)
    warn(`The arguments of the call of "${call.name}" are not JSON; they were sent back as {}.`);
  return {
    type: 'tool-call',
    toolCallId: call.id,
    toolName: call.name,
    input: call.valid ? call.arguments : {},
  };
}

/** System, assistant and tool messages hold text; vendors take media from users only. */
function textOf(content: readonly ContentPart[], role: string, warn: Warn): string {
  const media = content.filter((part) => part.type !== 'text').length;
  if (media > 0)
    warn(`${media} media part${media > 1 ? 's' : ''} of a ${role} message cannot be sent and were left out.`);
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function mapPart(part: ContentPart): { type: 'text'; text: string } | LanguageModelV3FilePart {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if ('url' in part) return { type: 'file', mediaType: mediaTypeOf(part), data: new URL(part.url) };
  return { type: 'file', mediaType: part.mediaType, data: part.base64, filename: part.name };
}

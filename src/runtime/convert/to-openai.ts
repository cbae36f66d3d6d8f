import { PromptopsError } from '../../errors.ts';
import type { ChatMessage, ContentPart, MediaPart, ModelRequest } from '../../render/request.ts';
import { addressOf, finish, listOrNothing, modelName, refuse, schemaObject, textOf } from './parts.ts';

/** The body of a chat completion. https://platform.openai.com/docs/api-reference/chat/create; `topK` has no place in it. */
export function toOpenAI(request: ModelRequest) {
  const { params, messages, tools, output } = request;
  return finish(
    {
      model: modelName(request),
      messages: messages.map(chatMessage),
      max_completion_tokens: params.maxOutputTokens,
      temperature: params.temperature,
      top_p: params.topP,
      stop: listOrNothing(params.stopSequences),
      seed: params.seed,
      frequency_penalty: params.frequencyPenalty,
      presence_penalty: params.presencePenalty,
      reasoning_effort: effortOf(request),
      tools: listOrNothing(
        tools.map(({ name, description, parameters }) => ({
          type: 'function' as const,
          function: finish({
            name,
            description: description ?? undefined,
            parameters: schemaObject(parameters),
          }),
        })),
      ),
      tool_choice: toolChoice(request),
      response_format: output.format === 'json' ? responseFormat(request) : undefined,
    },
    params,
  );
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** Throws PromptopsError `usage` for a word that OpenAI does not know. */
export function effortOf({ params: { reasoningEffort } }: ModelRequest) {
  if (reasoningEffort === undefined) return undefined;
  const known = efforts.find((effort) => effort === reasoningEffort);
  if (known) return known;
  throw new PromptopsError('usage', `"${reasoningEffort}" is no reasoning effort of OpenAI's.`);
}

function toolChoice({ toolChoice: choice, tools }: ModelRequest) {
  if (choice === null || tools.length === 0) return undefined;
  return typeof choice === 'string' ? choice : { type: 'function' as const, function: { name: choice.tool } };
}

function responseFormat({ output: { schema, name, strict } }: ModelRequest) {
  if (schema === null) return { type: 'json_object' as const };
  const json_schema = { name: name ?? 'response', strict, schema: schemaObject(schema) };
  return { type: 'json_schema' as const, json_schema };
}

function chatMessage(message: ChatMessage) {
  switch (message.role) {
    case 'system':
      return { role: 'system' as const, content: textOf(message) };
    case 'user':
      return { role: 'user' as const, content: userContent(message.content) };
    case 'tool':
      return { role: 'tool' as const, tool_call_id: message.toolCallId ?? '', content: textOf(message) };
    case 'assistant':
      return assistantMessage(message);
  }
}

function assistantMessage(message: ChatMessage) {
  const [text, tool_calls] = [textOf(message), toolCalls(message)];
  return finish({ role: 'assistant' as const, content: text === '' && tool_calls ? null : text, tool_calls });
}

const toolCalls = ({ toolCalls: calls = [] }: ChatMessage) =>
  listOrNothing(
    calls.map(({ id, name, valid, arguments: given }) => ({
      id,
      type: 'function' as const,
      function: { name, arguments: valid ? JSON.stringify(given) : String(given) },
    })),
  );

function userContent(content: readonly ContentPart[]) {
  const [only] = content;
  if (content.length === 1 && only?.type === 'text') return only.text;
  return content.map((part) =>
    part.type === 'text' ? { type: 'text' as const, text: part.text } : mediaPart(part),
  );
}

function mediaPart(part: MediaPart) {
  if (part.type === 'image') return { type: 'image_url' as const, image_url: { url: addressOf(part) } };
  if ('url' in part) return refuse(part, 'to a chat completion by its address');
  if (part.type === 'file') {
    const file = { filename: part.name ?? 'file.pdf', file_data: addressOf(part) };
    return { type: 'file' as const, file };
  }
  const format = part.mediaType === 'audio/wav' ? ('wav' as const) : ('mp3' as const);
  return { type: 'input_audio' as const, input_audio: { data: part.base64, format } };
}

import type { ChatMessage, MediaPart, ModelRequest } from '../../render/request.ts';
import { addressOf, finish, listOrNothing, modelName, refuse, schemaObject, textOf } from './parts.ts';
import { effortOf } from './to-openai.ts';

/**
 * The body of a response. https://platform.openai.com/docs/api-reference/responses/create; `topK`, `stopSequences`,
 * `seed` and the penalties have no place in it.
 */
export function toOpenAIResponses(request: ModelRequest) {
  const { params, messages, tools, toolChoice } = request;
  const effort = effortOf(request);
  return finish(
    {
      model: modelName(request),
      input: messages.flatMap((message): Item[] => inputItems(message)),
      max_output_tokens: params.maxOutputTokens,
      temperature: params.temperature,
      top_p: params.topP,
      reasoning: effort === undefined ? undefined : { effort },
      text: textFormat(request),
      tools: listOrNothing(
        tools.map(({ name, description, parameters }) => ({
          type: 'function' as const,
          name,
          description,
          parameters: schemaObject(parameters),
          strict: false,
        })),
      ),
      tool_choice:
        toolChoice === null || tools.length === 0
          ? undefined
          : typeof toolChoice === 'string'
            ? toolChoice
            : { type: 'function' as const, name: toolChoice.tool },
    },
    params,
  );
}

function textFormat({ output: { format, schema, name, strict } }: ModelRequest) {
  if (format === 'text') return undefined;
  if (schema === null) return { format: { type: 'json_object' as const } };
  const type = 'json_schema' as const;
  return { format: { type, name: name ?? 'response', strict, schema: schemaObject(schema) } };
}

type Item = ReturnType<typeof inputItems>[number];

function inputItems(message: ChatMessage) {
  const { role } = message;
  switch (role) {
    case 'system':
      return [{ role, content: textOf(message) }];
    case 'user':
      return [{ role, content: message.content.map(userPart) }];
    case 'tool':
      return [
        {
          type: 'function_call_output' as const,
          call_id: message.toolCallId ?? '',
          output: textOf(message),
        },
      ];
    case 'assistant':
      return assistantItems(message);
  }
}

function assistantItems(message: ChatMessage) {
  const text = textOf(message);
  const calls = (message.toolCalls ?? []).map(({ id, name, valid, arguments: given }) => ({
    type: 'function_call' as const,
    call_id: id,
    name,
    arguments: valid ? JSON.stringify(given) : String(given),
  }));
  return text === '' && calls.length > 0 ? calls : [{ role: 'assistant' as const, content: text }, ...calls];
}

const userPart = (part: ChatMessage['content'][number]) =>
  part.type === 'text' ? { type: 'input_text' as const, text: part.text } : mediaPart(part);

function mediaPart(part: MediaPart) {
  switch (part.type) {
    case 'image':
      return { type: 'input_image' as const, detail: 'auto' as const, image_url: addressOf(part) };
    case 'file':
      return 'url' in part
        ? { type: 'input_file' as const, file_url: part.url }
        : { type: 'input_file' as const, filename: part.name ?? 'file.pdf', file_data: addressOf(part) };
    case 'audio':
      return refuse(part, 'to the responses API');
  }
}

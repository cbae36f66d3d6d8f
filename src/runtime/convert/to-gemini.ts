import { mediaTypeOf } from '../../render/media-type-of.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../../render/request.ts';
import { argumentsOf, finish, listOrNothing, schemaObject, textOf } from './parts.ts';

/**
 * The body of `models/<model>:generateContent`. https://ai.google.dev/api/generate-content; `reasoningEffort` is left
 * out, since models differ in how they are told: pass `generationConfig.thinkingConfig` under `params.provider`.
 */
export function toGemini(request: ModelRequest) {
  const { params, messages, tools, output } = request;
  const schema = output.format === 'json' ? output.schema : null;
  return finish(
    {
      systemInstruction: systemInstruction(messages),
      contents: turnsOf(messages.filter(({ role }) => role !== 'system')),
      generationConfig: finish({
        maxOutputTokens: params.maxOutputTokens,
        temperature: params.temperature,
        topP: params.topP,
        topK: params.topK,
        stopSequences: listOrNothing(params.stopSequences),
        seed: params.seed,
        frequencyPenalty: params.frequencyPenalty,
        presencePenalty: params.presencePenalty,
        responseMimeType: output.format === 'json' ? 'application/json' : undefined,
        responseJsonSchema: schema === null ? undefined : schemaObject(schema),
      }),
      tools: tools.length === 0 ? undefined : [{ functionDeclarations: tools.map(declaration) }],
      toolConfig: tools.length === 0 ? undefined : toolConfig(request),
    },
    params,
  );
}

function systemInstruction(messages: readonly ChatMessage[]) {
  const parts = messages
    .filter(({ role }) => role === 'system')
    .map((message) => ({ text: textOf(message) }));
  return parts.length === 0 ? undefined : { parts };
}

const declaration = ({ name, description, parameters }: ModelRequest['tools'][number]) => ({
  name,
  description: description ?? '',
  parametersJsonSchema: schemaObject(parameters),
});

function toolConfig({ toolChoice: choice }: ModelRequest) {
  if (choice === null) return undefined;
  if (typeof choice !== 'string') {
    return { functionCallingConfig: { mode: 'ANY' as const, allowedFunctionNames: [choice.tool] } };
  }
  const mode = ({ auto: 'AUTO', none: 'NONE', required: 'ANY' } as const)[choice];
  return { functionCallingConfig: { mode } };
}

type Turn = { role: 'user' | 'model'; parts: ReturnType<typeof partsOf> };

/** The answers to parallel calls belong into one turn. */
function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    const last = turns.at(-1);
    if (message.role === 'tool' && messages[index - 1]?.role === 'tool')
      last?.parts.push(...partsOf(message));
    else turns.push({ role: message.role === 'assistant' ? 'model' : 'user', parts: partsOf(message) });
  }
  return turns;
}

type Part =
  | ReturnType<typeof userPart>
  | { functionCall: { id: string; name: string; args: Record<string, unknown> } }
  | { functionResponse: { id: string; name: string; response: Record<string, unknown> } };

function partsOf(message: ChatMessage): Part[] {
  if (message.role === 'user') return message.content.map(userPart);
  if (message.role === 'tool') {
    const name = message.toolName ?? '';
    return [
      {
        functionResponse: {
          id: message.toolCallId ?? '',
          name,
          response: { name, content: textOf(message) },
        },
      },
    ];
  }
  const calls = (message.toolCalls ?? []).map((call) => ({
    functionCall: { id: call.id, name: call.name, args: argumentsOf(call) },
  }));
  const text = textOf(message);
  return text === '' && calls.length > 0 ? calls : [{ text }, ...calls];
}

function userPart(part: ContentPart) {
  if (part.type === 'text') return { text: part.text };
  if ('url' in part) return { fileData: { mimeType: mediaTypeOf(part), fileUri: part.url } };
  return { inlineData: { mimeType: part.mediaType, data: part.base64 } };
}

import { canonicalJson, sha256 } from '../model/digest.ts';
import type { ChatMessage, ContentPart, ModelRequest, ToolCall } from '../render/request.ts';
import type { RecordedRequest } from './recording.ts';

/** A message as recordings keep it: text normalised, media as digests. `cache` is left out: it changes no answer. */
export type RecordedMessage = {
  readonly role: string;
  readonly content: readonly RecordedPart[];
  readonly toolCalls?: readonly RecordedToolCall[];
  readonly toolCallId?: string;
  readonly toolName?: string;
};

export type RecordedPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: string; readonly mediaType: string; readonly sha256: string; readonly name?: string }
  | { readonly type: string; readonly url: string };

export type RecordedToolCall = {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
  readonly valid?: false;
};

/**
 * `sha256:…` over the semantic request: model, messages (NFC, LF; media as digests), params, tools, tool choice, output
 * format and schema, repeat. Two requests with one key are the same question.
 */
export function requestKey(request: ModelRequest, repeat: number): string {
  return sha256(canonicalJson({ ...recordedRequest(request), model: request.model, repeat }));
}

/** What a recording keeps of a request, so that a later miss can say which field changed. */
export function recordedRequest(request: ModelRequest): RecordedRequest {
  const { format, name, strict, schema } = request.output;
  return {
    messages: request.messages.map(recordedMessage),
    params: request.params,
    tools: request.tools.length === 0 ? null : digestOf(request.tools),
    toolChoice: request.toolChoice,
    output: {
      format,
      schema: schema === null ? null : sha256(canonicalJson({ name, strict, schema: digestOf(schema) })),
    },
  };
}

function recordedMessage(message: ChatMessage): RecordedMessage {
  return {
    role: message.role,
    content: message.content.map(recordedPart),
    ...(message.toolCalls?.length ? { toolCalls: message.toolCalls.map(recordedToolCall) } : {}),
    ...(message.toolCallId === undefined ? {} : { toolCallId: message.toolCallId }),
    ...(message.toolName === undefined ? {} : { toolName: message.toolName }),
  };
}

function recordedPart(part: ContentPart): RecordedPart {
  if (part.type === 'text') return { type: 'text', text: normalText(part.text) };
  if ('url' in part) return { type: part.type, url: part.url };
  const { type, mediaType, base64, name } = part;
  const digest = sha256(Buffer.from(base64, 'base64'));
  return { type, mediaType, sha256: digest, ...(name === undefined ? {} : { name }) };
}

function recordedToolCall({ id, name, arguments: given, valid }: ToolCall): RecordedToolCall {
  return { id, name, arguments: normalDeep(given), ...(valid ? {} : { valid: false }) };
}

/** Editors, platforms and keyboards write the same text in several ways; a recording knows one. */
function normalText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

function normalDeep(value: unknown): unknown {
  if (typeof value === 'string') return normalText(value);
  if (Array.isArray(value)) return value.map(normalDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, normalDeep(held)]));
}

/** Tools and schemas belong to the prompt: thousands of cases ask with the same objects. */
const digests = new WeakMap<object, string>();

function digestOf(value: object | boolean): string {
  if (typeof value === 'boolean') return sha256(canonicalJson(value));
  const known = digests.get(value);
  if (known !== undefined) return known;
  const digest = sha256(canonicalJson(value));
  digests.set(value, digest);
  return digest;
}

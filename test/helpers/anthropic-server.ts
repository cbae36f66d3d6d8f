import { type HttpServer, type Reply, startHttpServer } from './http-server.ts';
import { anything, bodyChecker, bool, closed, int, is, list, oneOf, open, str } from './request-schema.ts';

// Written from the request types Anthropic publishes for POST /v1/messages.
const cache = { cache_control: closed({ type: is('ephemeral') }, { ttl: is('5m', '1h') }) };
const text = closed({ type: is('text'), text: { type: 'string', minLength: 1 } }, cache);
const image = closed(
  {
    type: is('image'),
    source: oneOf(
      closed({
        type: is('base64'),
        media_type: is('image/jpeg', 'image/png', 'image/gif', 'image/webp'),
        data: str,
      }),
      closed({ type: is('url'), url: str }),
    ),
  },
  cache,
);
const document = closed(
  {
    type: is('document'),
    source: oneOf(
      closed({ type: is('base64'), media_type: is('application/pdf'), data: str }),
      closed({ type: is('text'), media_type: is('text/plain'), data: str }),
      closed({ type: is('url'), url: str }),
    ),
  },
  { ...cache, title: str, context: str, citations: anything },
);
const toolResult = closed(
  { type: is('tool_result'), tool_use_id: str },
  { ...cache, content: oneOf(str, list(oneOf(text, image))), is_error: bool },
);
const toolUse = closed(
  { type: is('tool_use'), id: { type: 'string', pattern: '^[a-zA-Z0-9_-]+$' }, name: str, input: open },
  cache,
);
const message = oneOf(
  closed({
    role: is('user'),
    content: oneOf(
      { type: 'string', minLength: 1 },
      list(oneOf(text, image, document, toolResult), { minItems: 1 }),
    ),
  }),
  closed({
    role: is('assistant'),
    content: oneOf({ type: 'string', minLength: 1 }, list(oneOf(text, toolUse))),
  }),
);
const body = bodyChecker(
  closed(
    { model: str, max_tokens: { type: 'integer', minimum: 1 }, messages: list(message, { minItems: 1 }) },
    {
      system: oneOf(str, list(text)),
      temperature: { type: 'number', minimum: 0, maximum: 1 },
      top_p: { type: 'number', minimum: 0, maximum: 1 },
      top_k: int,
      stop_sequences: list(str),
      stream: bool,
      metadata: closed({}, { user_id: str }),
      service_tier: is('auto', 'standard_only'),
      thinking: open,
      output_config: closed(
        {},
        {
          effort: is('low', 'medium', 'high', 'xhigh', 'max'),
          format: closed({ type: is('json_schema'), schema: open }),
        },
      ),
      tools: list(
        closed(
          {
            name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,128}$' },
            input_schema: { type: 'object', required: ['type'], properties: { type: is('object') } },
          },
          { ...cache, description: str, strict: bool, eager_input_streaming: bool, type: is('custom') },
        ),
      ),
      tool_choice: oneOf(
        closed({ type: is('auto', 'any') }, { disable_parallel_tool_use: bool }),
        closed({ type: is('none') }),
        closed({ type: is('tool'), name: str }, { disable_parallel_tool_use: bool }),
      ),
    },
  ),
);

const refuse = (status: number, type: string, text: string): Reply => ({
  status,
  headers: { 'request-id': 'req_1' },
  json: { type: 'error', error: { type, message: text }, request_id: 'req_1' },
});

/** Speaks as api.anthropic.com does, below `/v1`. */
export const startAnthropicServer = (key: string): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body: sent }) => {
    if (method !== 'POST' || path !== '/v1/messages') return refuse(404, 'not_found_error', 'Not found');
    if (headers['x-api-key'] !== key)
      return refuse(401, 'authentication_error', `invalid x-api-key ${headers['x-api-key']}`);
    if (headers['anthropic-version'] !== '2023-06-01')
      return refuse(400, 'invalid_request_error', 'anthropic-version: header is required');
    const problem = body(sent) ?? pairing(sent.messages);
    return problem ? refuse(400, 'invalid_request_error', problem) : null;
  });

type Block = { type: string; id?: string; tool_use_id?: string };

/** Every tool_use needs its tool_result in the next message, and the first message is the user's. */
function pairing(messages: readonly { role: string; content: string | readonly Block[] }[]): string | null {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  for (const [index, { content }] of messages.entries()) {
    const calls = typeof content === 'string' ? [] : content.filter((block) => block.type === 'tool_use');
    const next = messages[index + 1]?.content ?? [];
    const answered = typeof next === 'string' ? [] : next.map((block) => block.tool_use_id);
    const open = calls.find((call) => !answered.includes(call.id));
    if (open) return `messages.${index + 1}: tool_use ids were found without tool_result blocks: ${open.id}`;
  }
  return null;
}

export const anthropicUsage = {
  input_tokens: 30,
  cache_creation_input_tokens: 6,
  cache_read_input_tokens: 64,
  output_tokens: 20,
  output_tokens_details: { thinking_tokens: 12 },
  service_tier: 'standard',
};

/** A message as Anthropic sends it. */
export const anthropicMessage = (
  content: readonly unknown[],
  more: { stop?: string; usage?: unknown } = {},
): Reply => ({
  headers: { 'request-id': 'req_1' },
  json: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content,
    stop_reason: more.stop ?? 'end_turn',
    stop_sequence: null,
    ...(more.usage === null ? {} : { usage: more.usage ?? anthropicUsage }),
  },
});

const event = (type: string, more: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

/** A streamed message; `blocks` are events of its content. `cut`: it ends before `message_stop`. */
export function anthropicStream(
  blocks: readonly (readonly [start: object, deltas: readonly object[]])[],
  stop = 'end_turn',
  cut = false,
): string[] {
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...anthropicUsage, output_tokens: 1 },
  };
  return [
    event('message_start', { message }),
    event('ping', {}),
    ...blocks.flatMap(([start, deltas], index) => [
      event('content_block_start', { index, content_block: start }),
      ...deltas.map((delta) => event('content_block_delta', { index, delta })),
      event('content_block_stop', { index }),
    ]),
    ...(cut
      ? []
      : [
          event('message_delta', {
            delta: { stop_reason: stop, stop_sequence: null },
            usage: { output_tokens: 20, output_tokens_details: { thinking_tokens: 12 } },
          }),
          event('message_stop', {}),
        ]),
  ];
}

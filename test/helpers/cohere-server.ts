import { type HttpServer, type Reply, startHttpServer } from './http-server.ts';
import { bodyChecker, bool, closed, int, is, list, num, oneOf, open, str } from './request-schema.ts';

// Written from the request types Cohere publishes for POST /v2/chat (npm package cohere-ai, V2ChatRequest).
const part = oneOf(
  closed({ type: is('text'), text: str }),
  closed({
    type: is('image_url'),
    image_url: closed(
      { url: { type: 'string', pattern: '^(https?:|data:image/)' } },
      { detail: is('auto', 'low', 'high') },
    ),
  }),
);
const content = oneOf(str, list(part, { minItems: 1 }));
const toolCall = closed({ id: str, type: is('function'), function: closed({ name: str, arguments: str }) });
const message = oneOf(
  closed({ role: is('system'), content }),
  closed({ role: is('user'), content }),
  closed({ role: is('assistant') }, { content, tool_calls: list(toolCall, { minItems: 1 }), tool_plan: str }),
  closed({ role: is('tool'), content: str, tool_call_id: str }),
);
const body = bodyChecker(
  closed(
    { model: str, messages: list(message, { minItems: 1 }) },
    {
      temperature: { type: 'number', minimum: 0 },
      p: { type: 'number', minimum: 0, maximum: 1 },
      k: { type: 'integer', minimum: 0, maximum: 500 },
      max_tokens: int,
      stop_sequences: list(str, { maxItems: 5 }),
      seed: int,
      frequency_penalty: { type: 'number', minimum: 0, maximum: 1 },
      presence_penalty: { type: 'number', minimum: 0, maximum: 1 },
      response_format: oneOf(
        closed({ type: is('text') }),
        closed({ type: is('json_object') }, { json_schema: open }),
      ),
      tools: list(
        closed({
          type: is('function'),
          function: closed({ name: str, parameters: open }, { description: str }),
        }),
        { minItems: 1 },
      ),
      tool_choice: is('REQUIRED', 'NONE'),
      strict_tools: bool,
      thinking: closed({ type: is('enabled', 'disabled') }, { token_budget: int }),
      safety_mode: is('CONTEXTUAL', 'STRICT', 'OFF'),
      logprobs: bool,
      priority: num,
      stream: bool,
    },
  ),
);

/** Errors are a message with an id: https://docs.cohere.com/reference/errors */
const refuse = (status: number, message: string): Reply => ({ status, json: { id: 'e-1', message } });

/** Speaks as api.cohere.com does: refuses a wrong path, key or field. */
export const startCohereServer = (key: string): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body: sent }) => {
    if (method !== 'POST' || path !== '/v2/chat') return refuse(404, `No route ${path}`);
    if (headers.authorization !== `Bearer ${key}`) return refuse(401, `invalid ${headers.authorization}`);
    const problem = body(sent);
    return problem ? refuse(400, problem) : null;
  });

/** A sample, not a recording: built from the types of answers that Cohere publishes. More goes in than is billed. */
export const cohereUsage = {
  billed_units: { input_tokens: 100, output_tokens: 20 },
  tokens: { input_tokens: 163, output_tokens: 22 },
  cached_tokens: 64,
};

export const cohereAnswer = (
  message: { readonly content?: unknown; readonly tool_calls?: unknown; readonly tool_plan?: string },
  { finish = 'COMPLETE', usage = cohereUsage as unknown } = {},
): Reply => ({
  json: {
    id: 'c14c80c3',
    message: { role: 'assistant', ...message },
    finish_reason: finish,
    ...(usage === null ? {} : { usage }),
  },
});

/** `cut`: it ends before it is complete. */
export function cohereStream(deltas: readonly string[], cut = false): string[] {
  const event = (type: string, more: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
  const content = (text: object) => ({ index: 0, delta: { message: { content: text } } });
  return [
    event('message-start', { id: 'c14c80c3', delta: { message: { role: 'assistant', content: [] } } }),
    event('content-start', content({ type: 'text', text: '' })),
    ...deltas.map((text) => event('content-delta', content({ text }))),
    ...(cut
      ? []
      : [
          event('content-end', { index: 0 }),
          event('message-end', { delta: { finish_reason: 'COMPLETE', usage: cohereUsage } }),
          'data: [DONE]\n\n',
        ]),
  ];
}

import { type HttpServer, type Reply, startHttpServer } from './http-server.ts';
import { bodyChecker, bool, closed, int, is, list, oneOf, open, str } from './request-schema.ts';

// Written from the request types Mistral publishes for POST /v1/chat/completions.
const part = oneOf(
  closed({ type: is('text'), text: str }),
  closed({ type: is('image_url'), image_url: { type: 'string', pattern: '^(https?:|data:image/)' } }),
  closed({ type: is('document_url'), document_url: str }),
);
const toolCall = closed({ id: str, type: is('function'), function: closed({ name: str, arguments: str }) });
const message = oneOf(
  closed({ role: is('system'), content: str }),
  closed({ role: is('user'), content: oneOf(str, list(part, { minItems: 1 })) }),
  closed(
    { role: is('assistant'), content: str },
    { tool_calls: list(toolCall, { minItems: 1 }), prefix: bool },
  ),
  closed({ role: is('tool'), content: str, tool_call_id: str }, { name: str }),
);
const body = bodyChecker(
  closed(
    { model: str, messages: list(message, { minItems: 1 }) },
    {
      temperature: { type: 'number', minimum: 0, maximum: 1.5 },
      top_p: { type: 'number', minimum: 0, maximum: 1 },
      max_tokens: int,
      stop: oneOf(str, list(str)),
      random_seed: int,
      frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
      presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
      reasoning_effort: is('high', 'none'),
      response_format: oneOf(
        closed({ type: is('text', 'json_object') }),
        closed({
          type: is('json_schema'),
          json_schema: closed({ name: str, schema: open }, { strict: bool, description: str }),
        }),
      ),
      tools: list(
        closed({
          type: is('function'),
          function: closed({ name: str, parameters: open }, { description: str, strict: bool }),
        }),
        { minItems: 1 },
      ),
      tool_choice: oneOf(
        is('auto', 'none', 'any', 'required'),
        closed({ type: is('function'), function: closed({ name: str }) }),
      ),
      stream: bool,
      metadata: open,
      safe_prompt: bool,
      parallel_tool_calls: bool,
      n: int,
    },
  ),
);

const refuse = (status: number, message: string): Reply => ({
  status,
  json: { object: 'error', message, type: 'invalid_request_error', param: null, code: null },
});

/** Speaks as api.mistral.ai does: refuses a wrong path, key or field. */
export const startMistralServer = (key: string): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body: sent }) => {
    if (method !== 'POST' || path !== '/v1/chat/completions') return refuse(404, `No route ${path}`);
    if (headers.authorization !== `Bearer ${key}`)
      return refuse(401, `Unauthorized: ${headers.authorization}`);
    const problem = body(sent);
    return problem ? refuse(422, problem) : null;
  });

/** A sample, not a recording: built from the types of answers that Mistral publishes. */
export const mistralUsage = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  num_cached_tokens: 64,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 12 },
};

const head = { id: 'cmpl-1', created: 1_764_000_000, model: 'mistral-small-2506' };

export const mistralAnswer = (
  message: { readonly content?: unknown; readonly tool_calls?: unknown },
  { finish = 'stop', usage = mistralUsage as unknown } = {},
): Reply => ({
  json: {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: '', ...message }, finish_reason: finish }],
    ...(usage === null ? {} : { usage }),
  },
});

/** `cut`: it ends before it is complete. */
export function mistralStream(deltas: readonly string[], cut = false): string[] {
  const chunk = (delta: object, finish: string | null, more: object = {}): string => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
  };
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...deltas.map((content) => chunk({ content }, null)),
    ...(cut ? [] : [chunk({ content: '' }, 'stop', { usage: mistralUsage }), 'data: [DONE]\n\n']),
  ];
}

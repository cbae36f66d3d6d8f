import { type HttpServer, type Reply, startHttpServer } from './http-server.ts';
import {
  anything,
  bodyChecker,
  bool,
  closed,
  int,
  is,
  list,
  num,
  oneOf,
  open,
  str,
} from './request-schema.ts';

// Written from the request types OpenAI publishes for POST /v1/chat/completions and POST /v1/responses.
const textPart = closed({ type: is('text'), text: str });
const userPart = oneOf(
  textPart,
  closed({
    type: is('image_url'),
    image_url: closed(
      { url: { type: 'string', pattern: '^(https?:|data:image/[a-z+]+;base64,)' } },
      { detail: is('auto', 'low', 'high') },
    ),
  }),
  closed({ type: is('input_audio'), input_audio: closed({ data: str, format: is('wav', 'mp3') }) }),
  closed({
    type: is('file'),
    file: closed(
      {},
      {
        filename: str,
        file_data: { type: 'string', pattern: '^data:application/pdf;base64,' },
        file_id: str,
      },
    ),
  }),
);
const toolCall = closed({ id: str, type: is('function'), function: closed({ name: str, arguments: str }) });
const message = oneOf(
  closed({ role: is('system', 'developer'), content: oneOf(str, list(textPart)) }, { name: str }),
  closed({ role: is('user'), content: oneOf(str, list(userPart, { minItems: 1 })) }, { name: str }),
  closed(
    { role: is('assistant') },
    {
      content: oneOf(str, { type: 'null' }, list(textPart)),
      tool_calls: list(toolCall, { minItems: 1 }),
      refusal: oneOf(str, { type: 'null' }),
    },
  ),
  closed({
    role: is('tool'),
    tool_call_id: { type: 'string', minLength: 1 },
    content: oneOf(str, list(textPart)),
  }),
);
const name = { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' };
const sampling = {
  temperature: { type: 'number', minimum: 0, maximum: 2 },
  top_p: { type: 'number', minimum: 0, maximum: 1 },
  metadata: open,
  service_tier: str,
  store: bool,
  user: str,
  parallel_tool_calls: bool,
  stream: bool,
  prompt_cache_key: str,
  safety_identifier: str,
};

const chatBody = bodyChecker(
  closed(
    { model: str, messages: list(message, { minItems: 1 }) },
    {
      ...sampling,
      frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
      presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
      max_tokens: int,
      max_completion_tokens: int,
      stop: oneOf(str, list(str, { maxItems: 4 })),
      seed: int,
      logit_bias: { type: 'object', additionalProperties: num },
      logprobs: bool,
      top_logprobs: int,
      n: int,
      reasoning_effort: is('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
      verbosity: is('low', 'medium', 'high'),
      response_format: oneOf(
        closed({ type: is('text', 'json_object') }),
        closed({
          type: is('json_schema'),
          json_schema: closed({ name, schema: open }, { strict: bool, description: str }),
        }),
      ),
      tools: list(
        closed({
          type: is('function'),
          function: closed({ name }, { description: str, parameters: open, strict: bool }),
        }),
        { minItems: 1 },
      ),
      tool_choice: oneOf(
        is('none', 'auto', 'required'),
        closed({ type: is('function'), function: closed({ name: str }) }),
      ),
      stream_options: closed({}, { include_usage: bool }),
    },
  ),
);

const inputPart = oneOf(
  closed({ type: is('input_text'), text: str }),
  closed({ type: is('input_image'), image_url: str }, { detail: str }),
  closed({ type: is('input_file') }, { filename: str, file_data: str, file_url: str, file_id: str }),
);
const inputItem = oneOf(
  closed({ role: is('system', 'developer'), content: oneOf(str, list(inputPart)) }, { type: is('message') }),
  closed({ role: is('user'), content: oneOf(str, list(inputPart)) }, { type: is('message') }),
  closed(
    {
      role: is('assistant'),
      content: oneOf(
        str,
        list(closed({ type: is('output_text'), text: str }, { annotations: list(anything) })),
      ),
    },
    { type: is('message'), id: str, phase: str },
  ),
  closed({ type: is('function_call'), call_id: str, name: str, arguments: str }, { id: str }),
  closed({ type: is('function_call_output'), call_id: str, output: oneOf(str, list(inputPart)) }),
);
const responsesBody = bodyChecker(
  closed(
    { model: str, input: list(inputItem, { minItems: 1 }) },
    {
      ...sampling,
      max_output_tokens: { type: 'integer', minimum: 16 },
      reasoning: closed({}, { effort: str, summary: str }),
      text: closed(
        {},
        {
          format: oneOf(
            closed({ type: is('text', 'json_object') }),
            closed({ type: is('json_schema'), name, schema: open }, { strict: bool, description: str }),
          ),
          verbosity: str,
        },
      ),
      tools: list(
        closed(
          { type: is('function'), name, parameters: open },
          { description: str, strict: oneOf(bool, { type: 'null' }) },
        ),
        { minItems: 1 },
      ),
      tool_choice: oneOf(is('none', 'auto', 'required'), closed({ type: is('function'), name: str })),
      include: list(str),
      instructions: str,
      truncation: str,
      top_logprobs: int,
    },
  ),
);

/** A model OpenAI would call a reasoning model: it refuses sampling settings and `max_tokens`. */
const reasons = (model: unknown): boolean => /^(o\d|gpt-5)/.test(String(model));

const refuse = (status: number, text: string, code: string | null): Reply => ({
  status,
  json: { error: { message: text, type: 'invalid_request_error', param: null, code } },
});

/** Speaks as api.openai.com does, below `/v1`: refuses a wrong path, key or field. `anyKey`: a compatible server without keys. */
export const startOpenAIServer = (
  key: string | null,
  keyHeader: 'authorization' | 'api-key' = 'authorization',
): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body }) => {
    const check =
      path === '/v1/chat/completions' ? chatBody : path === '/v1/responses' ? responsesBody : null;
    if (method !== 'POST' || !check) return refuse(404, `Invalid URL (${method} ${path})`, 'unknown_url');
    const given = String(headers[keyHeader] ?? '').replace(/^Bearer /, '');
    if (key !== null && given !== key) {
      return refuse(401, `Incorrect API key provided: ${given}.`, 'invalid_api_key');
    }
    if (!/^application\/json/.test(headers['content-type'] ?? '')) return refuse(400, 'Not JSON.', null);
    const problem = check(body);
    if (problem) return refuse(400, problem, 'invalid_request');
    if (reasons(body.model) && (body.temperature !== undefined || body.max_tokens !== undefined)) {
      return refuse(
        400,
        "Unsupported parameter: use 'max_completion_tokens' and no temperature.",
        'unsupported_parameter',
      );
    }
    return null;
  });

type ChatMessage = { content?: unknown; tool_calls?: unknown; refusal?: string };

/** A chat completion as OpenAI sends it. */
export const chatCompletion = (
  message: ChatMessage,
  more: { finish?: string | null; usage?: unknown; model?: string } = {},
): Reply => ({
  json: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_764_000_000,
    model: more.model ?? 'gpt-4.1-mini-2025-04-14',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, annotations: [], ...message },
        logprobs: null,
        finish_reason: more.finish === undefined ? 'stop' : more.finish,
      },
    ],
    ...(more.usage === undefined ? {} : { usage: more.usage }),
    service_tier: 'default',
    system_fingerprint: 'fp_1',
  },
});

export const chatUsage = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 12,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

const sse = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\n\n`;

/** A streamed chat completion: each delta one event, then the finish, the usage and the end mark. */
export function chatStream(
  deltas: readonly object[],
  finish: string | null = 'stop',
  usage: unknown = chatUsage,
): string[] {
  const head = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_764_000_000,
    model: 'gpt-4.1-mini-2025-04-14',
  };
  const choice = (delta: object, reason: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    usage: null,
  });
  return [
    sse(choice({ role: 'assistant', content: '', refusal: null }, null)),
    ...deltas.map((delta) => sse(choice(delta, null))),
    ...(finish === null
      ? []
      : [sse(choice({}, finish)), sse({ ...head, choices: [], usage }), 'data: [DONE]\n\n']),
  ];
}

/** A response object as OpenAI sends it. */
export const responseObject = (output: readonly unknown[], more: object = {}): Record<string, unknown> => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_764_000_000,
  status: 'completed',
  error: null,
  incomplete_details: null,
  instructions: null,
  model: 'gpt-4.1-mini-2025-04-14',
  output,
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  metadata: {},
  ...more,
});

export const responsesUsage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 64 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 12 },
  total_tokens: 120,
};

export const responsesMessage = (text: string): object => ({
  type: 'message',
  id: 'msg_1',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
});

/** A streamed response with one text message. `cut`: it ends before it is complete. */
export function responsesStream(deltas: readonly string[], cut = false): string[] {
  const event = (type: string, more: object): string =>
    `event: ${type}\n${sse({ type, sequence_number: 0, ...more })}`;
  const item = { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] };
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const whole = responsesMessage(deltas.join(''));
  return [
    event('response.created', { response: responseObject([], { status: 'in_progress' }) }),
    event('response.output_item.added', { output_index: 0, item }),
    event('response.content_part.added', { ...at, part: { type: 'output_text', text: '', annotations: [] } }),
    ...deltas.map((delta) => event('response.output_text.delta', { ...at, delta, logprobs: [] })),
    ...(cut
      ? []
      : [
          event('response.output_text.done', { ...at, text: deltas.join(''), logprobs: [] }),
          event('response.output_item.done', { output_index: 0, item: whole }),
          event('response.completed', { response: responseObject([whole], { usage: responsesUsage }) }),
        ]),
  ];
}

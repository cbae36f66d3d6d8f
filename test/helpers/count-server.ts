import { type HttpServer, type Reply, startHttpServer } from './http-server.ts';
import { anything, bodyChecker, bool, closed, is, list, oneOf, open, str } from './request-schema.ts';

// Written from the request types the vendors publish: OpenAI's InputTokenCountParams, Anthropic's
// MessageCountTokensParams, and CountTokensRequest of Google's Gemini API.
const openai = bodyChecker(
  closed(
    { model: str, input: list(open, { minItems: 1 }) },
    {
      instructions: str,
      parallel_tool_calls: bool,
      reasoning: closed({}, { effort: str, summary: str }),
      text: closed({}, { format: open, verbosity: str }),
      tool_choice: oneOf(is('none', 'auto', 'required'), open),
      tools: list(
        closed({ type: is('function'), name: str, parameters: open }, { description: str, strict: anything }),
      ),
      truncation: is('auto', 'disabled'),
    },
  ),
);
const anthropic = bodyChecker(
  closed(
    { model: str, messages: list(open, { minItems: 1 }) },
    {
      system: oneOf(str, list(open)),
      thinking: open,
      output_config: open,
      tool_choice: open,
      tools: list(
        closed(
          { name: str, input_schema: open },
          { description: str, strict: bool, cache_control: open, type: str, eager_input_streaming: bool },
        ),
      ),
    },
  ),
);
const google = bodyChecker(
  closed({
    generateContentRequest: closed(
      { model: { type: 'string', pattern: '^models/[^/]+$' }, contents: list(open, { minItems: 1 }) },
      {
        systemInstruction: open,
        tools: list(open),
        toolConfig: open,
        generationConfig: open,
        safetySettings: list(open),
      },
    ),
  }),
);

const vendors = [
  { path: /^\/v1\/responses\/input_tokens$/, check: openai, keyIn: 'authorization', prefix: 'Bearer ' },
  { path: /^\/v1\/messages\/count_tokens$/, check: anthropic, keyIn: 'x-api-key', prefix: '' },
  { path: /^\/v1beta\/models\/[^/:]+:countTokens$/, check: google, keyIn: 'x-goog-api-key', prefix: '' },
] as const;

const refuse = (status: number, message: string): Reply => ({ status, json: { error: { message } } });

/** Counts as the three vendors' endpoints do, below `/v1` and `/v1beta`; any other path is not found. */
export const startCountServer = (key: string): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body }) => {
    const vendor = vendors.find((each) => each.path.test(path));
    if (method !== 'POST' || !vendor) return refuse(404, `Invalid URL (${method} ${path})`);
    if (headers[vendor.keyIn] !== `${vendor.prefix}${key}`)
      return refuse(401, `wrong key ${headers[vendor.keyIn]}`);
    const problem = vendor.check(body);
    return problem ? refuse(400, problem) : null;
  });

/** What each endpoint answers. */
export const counts = {
  openai: (tokens: number): Reply => ({ json: { object: 'response.input_tokens', input_tokens: tokens } }),
  anthropic: (tokens: number): Reply => ({ json: { input_tokens: tokens } }),
  google: (tokens: number): Reply => ({
    json: { totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] },
  }),
} as const;

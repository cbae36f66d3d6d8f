import { eventFrame } from './event-stream.ts';
import { type HttpServer, type Reply, type Seen, startHttpServer } from './http-server.ts';
import { anything, bodyChecker, bool, closed, int, is, list, oneOf, open, str } from './request-schema.ts';

// Written from the types AWS publishes for Converse and ConverseStream (npm package @aws-sdk/client-bedrock-runtime).
const text = closed({ text: str });
const image = closed({
  image: closed({ format: is('png', 'jpeg', 'gif', 'webp'), source: closed({ bytes: str }) }),
});
const cachePoint = closed({ cachePoint: closed({ type: is('default') }, { ttl: is('5m', '1h') }) });
const toolUse = closed({ toolUse: closed({ toolUseId: str, name: str, input: anything }) });
const toolResult = closed({
  toolResult: closed(
    { toolUseId: str, content: list(oneOf(text, image)) },
    { status: is('success', 'error') },
  ),
});
const messages = list(
  closed({
    role: is('user', 'assistant'),
    content: list(oneOf(text, image, cachePoint, toolUse, toolResult), { minItems: 1 }),
  }),
  { minItems: 1 },
);
const body = bodyChecker(
  closed(
    { messages },
    {
      system: list(oneOf(text, cachePoint)),
      inferenceConfig: closed(
        {},
        {
          maxTokens: int,
          temperature: { type: 'number', minimum: 0, maximum: 1 },
          topP: { type: 'number', minimum: 0, maximum: 1 },
          stopSequences: list(str),
        },
      ),
      toolConfig: closed(
        {
          tools: list(
            closed({
              toolSpec: closed(
                { name: str, inputSchema: closed({ json: open }) },
                { description: str, strict: bool },
              ),
            }),
            { minItems: 1 },
          ),
        },
        {
          toolChoice: oneOf(
            closed({ auto: closed({}) }),
            closed({ any: closed({}) }),
            closed({ tool: closed({ name: str }) }),
          ),
        },
      ),
      additionalModelRequestFields: open,
      additionalModelResponseFieldPaths: list(str, { maxItems: 10 }),
      requestMetadata: { type: 'object', additionalProperties: str },
      performanceConfig: open,
      serviceTier: open,
      guardrailConfig: open,
      outputConfig: open,
    },
  ),
);

const refuse = (status: number, type: string, message: string): Reply => ({
  status,
  headers: { 'x-amzn-errortype': type },
  json: { message },
});

/** Whether a request may come in; a text: why not. */
type Gate = (seen: Seen) => string | null;

export const withBearer =
  (key: string): Gate =>
  ({ headers }) =>
    headers.authorization === `Bearer ${key}` ? null : `${headers.authorization} is not valid`;

/** Speaks as bedrock-runtime does: refuses a wrong path, key, signature or field. */
export const startBedrockServer = (gate: Gate): Promise<HttpServer> =>
  startHttpServer((seen) => {
    const { method, path, body: sent } = seen;
    const known = /^\/model\/[A-Za-z0-9.%_-]+\/(converse|converse-stream)$/.test(path);
    if (method !== 'POST' || !known) return refuse(404, 'UnknownOperationException', `No route ${path}`);
    const closedGate = gate(seen);
    if (closedGate !== null) return refuse(403, 'AccessDeniedException', closedGate);
    const problem = body(sent);
    return problem ? refuse(400, 'ValidationException', problem) : null;
  });

/** A sample, not a recording: built from the types of answers that AWS publishes. What was cached is counted apart. */
export const bedrockUsage = {
  inputTokens: 36,
  outputTokens: 20,
  totalTokens: 120,
  cacheReadInputTokens: 64,
  cacheWriteInputTokens: 0,
};

export const bedrockAnswer = (
  content: readonly object[],
  { stop = 'end_turn', usage = bedrockUsage as unknown } = {},
): Reply => ({
  json: {
    metrics: { latencyMs: 551 },
    output: { message: { role: 'assistant', content } },
    stopReason: stop,
    ...(usage === null ? {} : { usage }),
  },
});

const event = (type: string, payload: object): Uint8Array =>
  eventFrame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, payload);

export const bedrockException = (type: string, message: string): Uint8Array =>
  eventFrame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    { message },
  );

export const bedrockStreamType = { 'content-type': 'application/vnd.amazon.eventstream' };

/** `cut`: it ends before it is complete. */
export const bedrockStream = (deltas: readonly string[], cut = false): Uint8Array[] => [
  event('messageStart', { role: 'assistant' }),
  ...deltas.map((text) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
  ...(cut
    ? []
    : [
        event('contentBlockStop', { contentBlockIndex: 0 }),
        event('messageStop', { stopReason: 'end_turn' }),
        event('metadata', { metrics: { latencyMs: 551 }, usage: bedrockUsage }),
      ]),
];

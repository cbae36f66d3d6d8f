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

// Written from the request types Google publishes for models.generateContent of the Gemini API.
const signed = { thoughtSignature: str, thought: bool };
const part = oneOf(
  closed({ text: str }, signed),
  closed(
    { inlineData: closed({ mimeType: { type: 'string', pattern: '^[a-z]+/[a-z0-9.+-]+$' }, data: str }) },
    signed,
  ),
  closed(
    {
      fileData: closed({ fileUri: str }, { mimeType: { type: 'string', pattern: '^[a-z]+/[a-z0-9.+-]+$' } }),
    },
    signed,
  ),
  closed({ functionCall: closed({ name: str }, { id: str, args: open }) }, signed),
  closed({ functionResponse: closed({ name: str, response: open }, { id: str }) }, signed),
);
const content = closed({ role: is('user', 'model'), parts: list(part, { minItems: 1 }) });
const body = bodyChecker(
  closed(
    { contents: list(content, { minItems: 1 }) },
    {
      systemInstruction: closed({ parts: list(closed({ text: str })) }, { role: str }),
      generationConfig: closed(
        {},
        {
          temperature: { type: 'number', minimum: 0, maximum: 2 },
          topP: num,
          topK: num,
          maxOutputTokens: int,
          stopSequences: list(str, { maxItems: 5 }),
          seed: int,
          frequencyPenalty: num,
          presencePenalty: num,
          responseMimeType: is('application/json', 'text/plain'),
          responseJsonSchema: anything,
          responseModalities: list(str),
          thinkingConfig: closed(
            {},
            {
              thinkingBudget: int,
              thinkingLevel: is('minimal', 'low', 'medium', 'high'),
              includeThoughts: bool,
            },
          ),
          mediaResolution: str,
          candidateCount: int,
        },
      ),
      tools: list(
        closed({
          functionDeclarations: list(
            closed({ name: str }, { description: str, parametersJsonSchema: anything }),
          ),
        }),
      ),
      toolConfig: closed({
        functionCallingConfig: closed(
          { mode: is('AUTO', 'ANY', 'NONE', 'VALIDATED') },
          { allowedFunctionNames: list(str) },
        ),
      }),
      safetySettings: list(closed({ category: str, threshold: str })),
      cachedContent: str,
      labels: open,
    },
  ),
);

const refuse = (code: number, status: string, message: string, details?: readonly object[]): Reply => ({
  status: code,
  json: { error: { code, message, status, ...(details ? { details } : {}) } },
});

/** Speaks as generativelanguage.googleapis.com does, below `/v1beta`. A wrong key is a 400 there. */
export const startGoogleServer = (key: string): Promise<HttpServer> =>
  startHttpServer(({ method, path, headers, body: sent }) => {
    const known = /^\/v1beta\/models\/[^/:]+:(generateContent|streamGenerateContent\?alt=sse)$/.test(path);
    if (method !== 'POST' || !known)
      return refuse(404, 'NOT_FOUND', `models/… is not found for API version v1beta`);
    if (headers['x-goog-api-key'] !== key) {
      const reason = {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
      };
      return refuse(
        400,
        'INVALID_ARGUMENT',
        `API key not valid. Please pass a valid API key. ${headers['x-goog-api-key']}`,
        [reason],
      );
    }
    const problem = body(sent) ?? pairing(sent.contents);
    return problem ? refuse(400, 'INVALID_ARGUMENT', problem) : null;
  });

type Content = { parts: readonly { functionCall?: unknown; functionResponse?: unknown }[] };

/** A turn of function calls is followed by as many responses in one turn. */
function pairing(contents: readonly Content[]): string | null {
  for (const [index, { parts }] of contents.entries()) {
    const calls = parts.filter((it) => it.functionCall).length;
    const answers = contents[index + 1]?.parts.filter((it) => it.functionResponse).length ?? 0;
    if (calls > 0 && calls !== answers)
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
  }
  return null;
}

export const googleUsage = {
  promptTokenCount: 100,
  cachedContentTokenCount: 64,
  candidatesTokenCount: 8,
  thoughtsTokenCount: 12,
  totalTokenCount: 120,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 100 }],
};

/** An answer of generateContent. */
export const googleAnswer = (
  parts: readonly unknown[],
  more: { finish?: string; usage?: unknown } = {},
): Reply => ({
  json: googleBody(parts, more),
});

const googleBody = (parts: readonly unknown[], more: { finish?: string; usage?: unknown }): object => ({
  candidates: [
    {
      content: { parts, role: 'model' },
      ...(more.finish === '' ? {} : { finishReason: more.finish ?? 'STOP' }),
      index: 0,
    },
  ],
  ...(more.usage === null ? {} : { usageMetadata: more.usage ?? googleUsage }),
  modelVersion: 'gemini-2.5-flash-001',
  responseId: 'resp-1',
});

/** A streamed answer, one chunk per list of parts. `cut`: no chunk says why it ended. */
export const googleStream = (
  chunks: readonly (readonly unknown[])[],
  finish = 'STOP',
  cut = false,
): string[] =>
  chunks.map((parts, index) => {
    const last = index === chunks.length - 1 && !cut;
    return `data: ${JSON.stringify(googleBody(parts, { finish: last ? finish : '' }))}\r\n\r\n`;
  });

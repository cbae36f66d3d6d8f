import type {
  EmbeddingModelV3,
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
  LanguageModelV3Usage,
  SharedV3Warning,
} from '@ai-sdk/provider';
import { writeVector } from '../evals/embedding.ts';
import { type ModelCall, type Provider, providerError } from '../evals/provider.ts';
import type { Completion } from '../recordings/interaction.ts';
import type { ModelRequest, ToolCall } from '../render/request.ts';
import { badResponse } from './body.ts';
import { callError } from './call-error.ts';
import type { JsonObject } from './json.ts';
import {
  type AnswerFacts,
  addFacts,
  mapFinish,
  mapToolCall,
  mapUsage,
  mapWarning,
  noFacts,
} from './map-answer.ts';
import { type MessageOptions, mapRequest, type Warn } from './map-request.ts';
import { readStream } from './read-stream.ts';
import {
  type CallRegister,
  createCallRegister,
  createWireFetch,
  type Wire,
  type WireCall,
} from './wire-fetch.ts';

/** How one vendor differs from the others; adapters are values of this. */
export type Dialect = {
  /** The vendor's package, speaking through this fetch. Made once: building one takes longer than a call. */
  readonly model: (fetch: typeof globalThis.fetch) => LanguageModelV3;
  /** Its model of embeddings; absent: the vendor has none. */
  readonly embeddings?: (fetch: typeof globalThis.fetch) => EmbeddingModelV3;
  readonly messageOptions: MessageOptions;
  readonly schemas: 'package' | 'elsewhere' | 'always';
  /** Settings of the vendor's package, and what must be changed in the body it writes. */
  readonly adapt: (request: ModelRequest, warn: Warn) => Adaptation;
  /** Reads a whole body or one event of a stream. */
  readonly facts: (body: unknown) => AnswerFacts;
  /** Lets the package take a body it would refuse; most need none. */
  readonly tolerate: (body: JsonObject) => JsonObject;
  /** False: the answer does not say which model made it, whatever the package makes of that. */
  readonly namesModel?: false;
  /** An error that an event of a stream is, as a body `{error}`; absent: the vendor sends it as one. */
  readonly eventError?: (event: unknown) => JsonObject | null;
};

export type Adaptation = {
  readonly providerOptions: LanguageModelV3CallOptions['providerOptions'];
  readonly patch: ((body: JsonObject) => JsonObject) | null;
};

/** What one call came to, whether it was streamed or not. */
export type Answer = {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: LanguageModelV3FinishReason;
  readonly usage: LanguageModelV3Usage;
  readonly warnings: readonly SharedV3Warning[];
  readonly model: string | null;
  readonly facts: AnswerFacts;
  readonly firstTokenMs: number | null;
};

/** A Provider over one of the AI SDK's models. Never retries, caches or logs. */
export function createProvider(wire: Wire, dialect: Dialect): Provider {
  const calls = createCallRegister();
  const fetch = createWireFetch(wire, calls);
  // First: it says whether the package is one we can speak through.
  const model = dialect.model(fetch);
  const embedding = dialect.embeddings?.(fetch) ?? null;
  const adapter: Adapter = { label: wire.label, dialect, model, embedding, calls };
  return {
    id: wire.label,
    async complete(call, signal) {
      const started = performance.now();
      const warnings: string[] = [];
      let received = false;
      const onResponse: Wire['onResponse'] = (response) => {
        received = true;
        wire.onResponse?.(response);
      };
      try {
        if (call.slot.role === 'embed') {
          const embedded = await embed(adapter, call, signal, onResponse);
          return {
            ...embedded,
            timing: { firstTokenMs: null, totalMs: Math.round(performance.now() - started) },
          };
        }
        const warn = (warning: string): void => void warnings.push(warning);
        const answer = await ask(adapter, call, signal, { warn, onResponse });
        const told = dialect.namesModel === false ? { ...answer, model: null } : answer;
        return toCompletion(wire.label, told, warnings, performance.now() - started);
      } catch (error) {
        throw callError(wire.label, error, { signal, received });
      }
    },
  };
}

type Adapter = {
  readonly label: string;
  readonly dialect: Dialect;
  readonly model: LanguageModelV3;
  readonly embedding: EmbeddingModelV3 | null;
  readonly calls: CallRegister;
};

/** The embedding of the question's text, as text. */
async function embed(
  { label, embedding, calls }: Adapter,
  { request }: ModelCall,
  signal: AbortSignal,
  onResponse: Wire['onResponse'],
): Promise<Completion> {
  if (!embedding) {
    const failure = { kind: 'not-found', status: null, retryable: false, retryAfterMs: null } as const;
    throw providerError(`The provider of "${label}" makes no embeddings.`, failure);
  }
  const values = request.messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );
  const wireCall: WireCall = {
    stream: false,
    patch: null,
    passthrough: {},
    onResponse,
    onBody: (body) => body,
  };
  const { embeddings, usage } = await calls.during(wireCall, async (headers) =>
    embedding.doEmbed({ values, headers, abortSignal: signal }),
  );
  const [vector] = embeddings;
  if (!vector?.length) throw badResponse(label, 'there is no embedding in it');
  const total = usage?.tokens;
  const input = Number.isSafeInteger(total) ? { total: total ?? 0, cacheRead: 0, cacheWrite: 0 } : null;
  return {
    text: writeVector(vector),
    toolCalls: [],
    finish: { reason: 'stop', raw: null },
    model: null,
    usage: input ? { input, output: { total: 0, reasoning: 0 } } : null,
    timing: { firstTokenMs: null, totalMs: 0 },
    warnings: [],
    origin: 'live',
    replayed: false,
  };
}

async function ask(
  { label, dialect, model, calls }: Adapter,
  { request, stream }: ModelCall,
  signal: AbortSignal,
  { warn, onResponse }: { readonly warn: Warn; readonly onResponse: Wire['onResponse'] },
): Promise<Answer> {
  const { providerOptions, patch } = dialect.adapt(request, warn);
  const { messageOptions, schemas } = dialect;
  const options: LanguageModelV3CallOptions = {
    ...mapRequest(request, { messageOptions, schemas, warn }),
    providerOptions,
    abortSignal: signal,
  };
  let facts = noFacts;
  const wireCall: WireCall = {
    stream,
    patch,
    passthrough: request.params.provider ?? {},
    onResponse,
    onBody: (body) => {
      facts = addFacts(facts, dialect.facts(body));
      return dialect.tolerate(body);
    },
  };
  return calls.during(wireCall, async (headers) => {
    if (stream) return readStream(label, model, { ...options, headers }, dialect);
    return { ...wholeAnswer(await model.doGenerate({ ...options, headers })), facts };
  });
}

const wholeAnswer = (result: LanguageModelV3GenerateResult): Omit<Answer, 'facts'> => ({
  text: textOf(result.content),
  toolCalls: toolCallsOf(result.content),
  finish: result.finishReason,
  usage: result.usage,
  warnings: result.warnings,
  model: result.response?.modelId ?? null,
  firstTokenMs: null,
});

const textOf = (content: readonly LanguageModelV3Content[]): string =>
  content.map((part) => (part.type === 'text' ? part.text : '')).join('');

const toolCallsOf = (content: readonly LanguageModelV3Content[]): readonly ToolCall[] =>
  content.flatMap((part) =>
    part.type === 'tool-call' && !part.providerExecuted
      ? [mapToolCall(part.toolCallId, part.toolName, part.input)]
      : [],
  );

function toCompletion(
  label: string,
  answer: Answer,
  warnings: readonly string[],
  totalMs: number,
): Completion {
  const { text, toolCalls, facts } = answer;
  const finish = mapFinish(answer.finish, facts);
  if (answer.finish.unified === 'error') throw badResponse(label, `the model ended with "${finish.raw}"`);
  const nothing = text === '' && toolCalls.length === 0;
  const explained =
    finish.reason === 'content-filter' || finish.reason === 'refusal' || finish.reason === 'length';
  if (nothing && !facts.answered && !explained) throw badResponse(label, 'there is no answer in it');
  const notes = [
    ...(nothing && !explained ? [`"${label}" answered with an empty text.`] : []),
    ...(finish.reason === 'content-filter' ? [`The content filter of "${label}" stopped the answer.`] : []),
  ];
  return {
    text,
    toolCalls,
    finish,
    model: answer.model ?? facts.model,
    usage: mapUsage(answer.usage, facts),
    timing: { firstTokenMs: answer.firstTokenMs, totalMs: Math.round(totalMs) },
    warnings: [...new Set([...warnings, ...answer.warnings.map((it) => mapWarning(label, it)), ...notes])],
    origin: 'live',
    replayed: false,
  };
}

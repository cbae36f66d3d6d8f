import type { PromptopsError } from '../errors.ts';
import { providerError } from '../evals/provider.ts';
import { mergeJson } from '../render/merge-json.ts';
import { badResponse, checkedStream, parseJsonBody, readBody, readErrorBody } from './body.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import { errorInBody, httpError } from './http-error.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Headers as PlainHeaders } from './retry-after.ts';
import type { Transport, WireResponse } from './transport.ts';

/** Status and headers of every answer, for whoever watches rate limits. */
export type ResponseInfo = { readonly status: number; readonly headers: PlainHeaders };

export type Wire = {
  readonly label: string;
  readonly endpoint: Endpoint;
  readonly allowLocal: boolean;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onResponse: ((response: ResponseInfo) => void) | undefined;
  /** Signs what is sent, after everything of it is written; absent: a key in a header is all there is to it. */
  readonly sign?: Sign | undefined;
};

/** Headers of a signed request. */
export type Sign = (request: {
  readonly url: URL;
  readonly headers: PlainHeaders;
  readonly body: string;
}) => Promise<PlainHeaders>;

/** One call's own settings. */
export type WireCall = {
  readonly onResponse: Wire['onResponse'];
  readonly stream: boolean;
  /** Changes the body the vendor's package wrote. */
  readonly patch: ((body: JsonObject) => JsonObject) | null;
  /** `params.provider`: merged into the body as it stands. */
  readonly passthrough: JsonObject;
  /** Sees the parsed answer; may return another that the package understands. */
  readonly onBody: (body: JsonObject) => JsonObject;
};

/** Fields of a request that say what is asked; `params.provider` may not replace them. */
const ownFields: readonly string[] = ['model', 'messages', 'input', 'contents', 'stream'];

/** Names the call a request belongs to on its way through a vendor's package; never sent. */
const callHeader = 'x-promptops-call';

/** A vendor's package has one `fetch` for all its calls: those under way are found again by a header of ours. */
export type CallRegister = {
  /** Runs `ask` with the headers the package must be given for this call. */
  during<Result>(
    call: WireCall,
    ask: (headers: Readonly<Record<string, string>>) => Promise<Result>,
  ): Promise<Result>;
  find(id: string | undefined): WireCall;
};

export function createCallRegister(): CallRegister {
  const calls = new Map<string, WireCall>();
  let count = 0;
  return {
    async during(call, ask) {
      count += 1;
      const id = String(count);
      calls.set(id, call);
      try {
        return await ask({ [callHeader]: id });
      } finally {
        calls.delete(id);
      }
    },
    find(id) {
      const call = calls.get(id ?? '');
      if (!call) throw new Error('A request belongs to no call.');
      return call;
    },
  };
}

/**
 * The `fetch` a vendor's package is given. Everything that can be wrong with an answer before its meaning
 * is judged here, in our words: status, redirects, size, compression, encoding, JSON, errors inside a 200. The package
 * only ever sees a well-formed JSON object or an event stream.
 */
export function createWireFetch(wire: Wire, calls: CallRegister): typeof globalThis.fetch {
  return async (input, init) => {
    const { label, transport } = wire;
    const { [callHeader]: id, ...headers } = plainHeaders(init?.headers);
    const call = calls.find(id);
    const url = new URL(input instanceof Request ? input.url : input);
    const body = writeBody(label, String(init?.body ?? ''), call);
    const response = await transport.send({
      label,
      endpoint: wire.endpoint,
      allowLocal: wire.allowLocal,
      url,
      headers: wire.sign ? await wire.sign({ url, headers, body }) : headers,
      body,
      signal: init?.signal ?? undefined,
      stream: call.stream,
    });
    call.onResponse?.({ status: response.status, headers: response.headers });
    if (response.status < 200 || response.status >= 300) throw await failure(wire, response);
    return call.stream ? streamed(wire, response) : whole(wire, call, response);
  };
}

/** Packages hand over a plain object; the general form costs more than all else we do to a call. */
function plainHeaders(headers: RequestInit['headers']): PlainHeaders {
  const plain = headers && !Array.isArray(headers) && !(headers instanceof Headers);
  return plain ? (headers as Record<string, string>) : Object.fromEntries(new Headers(headers ?? {}));
}

function writeBody(label: string, body: string, { patch, passthrough }: WireCall): string {
  const extra = Object.keys(passthrough);
  if (!patch && extra.length === 0) return body;
  const taken = extra.find((key) => ownFields.includes(key));
  if (taken) {
    throw providerError(`"${label}": \`params.provider\` may not set "${taken}".`, {
      kind: 'invalid-request',
      status: null,
      retryable: false,
      retryAfterMs: null,
    });
  }
  const parsed: unknown = JSON.parse(body);
  const written = isObject(parsed) ? parsed : {};
  return JSON.stringify(mergeJson(patch ? patch(written) : written, passthrough));
}

async function failure({ label, clock }: Wire, response: WireResponse): Promise<PromptopsError> {
  const { status, headers } = response;
  return httpError({ label, status, headers, body: await readErrorBody(label, response), now: clock.now() });
}

const own = (headers: PlainHeaders): PlainHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-')));

async function whole({ label, clock }: Wire, call: WireCall, response: WireResponse): Promise<Response> {
  const { status, headers } = response;
  const text = await readBody(label, response);
  const body = parseJsonBody(label, text, headers, status);
  if (!isObject(body)) throw badResponse(label, 'it is not a JSON object', { status });
  const error = errorInBody(label, body, headers, clock.now());
  if (error) throw error;
  const seen = call.onBody(body);
  return jsonResponse(seen === body ? text : JSON.stringify(seen), headers);
}

const encoder = new TextEncoder();

/** All that a package reads of the Response to a whole body: a real one, and the stream in it, cost as much as the call. */
function jsonResponse(text: string, headers: PlainHeaders): Response {
  const end = { done: true, value: undefined } as const;
  const chunks = [{ done: false, value: encoder.encode(text) }] as const;
  const unread = chunks.values();
  const reader = {
    read: () => Promise.resolve(unread.next().value ?? end),
    cancel: () => Promise.resolve(),
    releaseLock: () => {},
  };
  const response = {
    ok: true,
    status: 200,
    statusText: 'OK',
    // Bedrock counts the tokens of an embedding in a header of its own.
    headers: new Map(Object.entries({ ...own(headers), 'content-type': 'application/json' })),
    body: { getReader: () => reader, cancel: reader.cancel },
    text: () => Promise.resolve(text),
  };
  return response as unknown as Response; // The packages' `fetch` is typed as the browser's.
}

/** Amazon's event streams are frames of bytes, each with its checksum. */
const streamTypes = /^(text\/event-stream|application\/vnd\.amazon\.eventstream)/i;

async function streamed(wire: Wire, response: WireResponse): Promise<Response> {
  const { label, clock } = wire;
  const { status, headers } = response;
  const type = streamTypes.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (type === undefined) {
    // A server that does not stream, or an error in disguise.
    const body = parseJsonBody(label, await readBody(label, response), headers, status);
    throw (
      errorInBody(label, body, headers, clock.now()) ??
      badResponse(label, 'it is not an event stream', { status })
    );
  }
  const encoding = headers['content-encoding'];
  if (encoding && encoding !== 'identity') {
    response.discard();
    throw badResponse(label, `its event stream is compressed as "${encoding}", which was not asked for`, {
      status,
    });
  }
  return new Response(ReadableStream.from(checkedStream(label, response, type.startsWith('text/'))), {
    status: 200,
    headers: { 'content-type': type },
  });
}

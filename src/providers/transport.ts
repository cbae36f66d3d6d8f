import type { Dispatcher } from 'undici';
import { providerError } from '../evals/provider.ts';
import type { Endpoint } from './endpoint.ts';
import { guardedLookup, type Reach } from './guarded-lookup.ts';
import { interruption } from './interrupted.ts';
import { networkError } from './network-error.ts';
import { beat } from './pulse.ts';
import type { Headers } from './retry-after.ts';

export type WireRequest = {
  /** Names the model, or who else is asked, in messages. */
  readonly label: string;
  /** POST, where it is absent. */
  readonly method?: 'GET' | 'PATCH' | 'DELETE';
  readonly endpoint: Endpoint;
  readonly allowLocal: boolean;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  readonly signal: AbortSignal | undefined;
  readonly stream: boolean;
};

export type WireResponse = {
  readonly status: number;
  readonly headers: Headers;
  /** As sent, not decompressed. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection back without reading on. */
  discard(): void;
};

/** Sockets to providers. One per run; adapters share it. */
export type Transport = {
  send(request: WireRequest): Promise<WireResponse>;
  close(): Promise<void>;
};

type Env = Readonly<Record<string, string | undefined>>;

const connectTimeoutMs = 10_000;

/**
 * HTTP over undici's dispatchers: connections are kept alive, redirects are never followed, `HTTPS_PROXY`, `HTTP_PROXY`
 * and `NO_PROXY` are read from the given environment, and undici's own timers are off because with-deadline.ts has
 * better ones. Local endpoints never go through a proxy.
 */
export function createTransport(env: Env): Transport {
  const dispatchers = new Map<string, Promise<Dispatcher>>();
  const dispatcherFor = (endpoint: Endpoint, reach: Reach): Promise<Dispatcher> => {
    const direct = endpoint.local;
    const id = `${reach} ${direct}`;
    const known = dispatchers.get(id) ?? createDispatcher(env, reach, direct);
    dispatchers.set(id, known);
    return known;
  };
  return {
    async send(request) {
      const dispatcher = await dispatcherFor(request.endpoint, reachOf(request));
      return send(dispatcher, request);
    },
    async close() {
      const open = await Promise.all(dispatchers.values());
      dispatchers.clear();
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function reachOf({ endpoint, allowLocal }: WireRequest): Reach {
  if (endpoint.url.protocol === 'http:') return 'only-local';
  return allowLocal ? 'public-or-local' : 'only-public';
}

async function createDispatcher(env: Env, reach: Reach, direct: boolean): Promise<Dispatcher> {
  // The default export: bundled, a CommonJS module has no other when it is imported dynamically.
  const { Agent, EnvHttpProxyAgent } = (await import('undici')).default;
  const options = {
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 15_000,
    connect: { timeout: connectTimeoutMs, lookup: guardedLookup(reach) },
  };
  if (direct) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    // An empty string keeps undici from reading process.env itself.
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
  });
}

async function send(dispatcher: Dispatcher, request: WireRequest): Promise<WireResponse> {
  const { label, endpoint, url, signal } = request;
  if (url.origin !== endpoint.url.origin) {
    throw providerError(
      `The key of "${label}" is for ${endpoint.url.host} and was not sent to ${url.host}.`,
      {
        kind: 'invalid-request',
        status: null,
        retryable: false,
        retryAfterMs: null,
      },
    );
  }
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method ?? 'POST',
      headers: {
        ...request.headers,
        // A compressed event stream would be held back by buffers.
        'accept-encoding': request.stream ? 'identity' : 'gzip, deflate, br',
      },
      body: request.method === 'GET' || request.method === 'DELETE' ? null : request.body,
      signal: signal ?? null,
    });
    beat(signal, 'headers');
    return {
      status: response.statusCode,
      headers: plainHeaders(response.headers),
      body: withPulse(response.body, request),
      discard: () => {
        // Dumping drains a short rest, so that the connection can be used again.
        response.body.dump({ limit: 65_536 }).catch(() => undefined);
      },
    };
  } catch (error) {
    throw signal?.aborted ? interruption(signal) : networkError(label, endpoint, error);
  }
}

async function* withPulse(
  body: AsyncIterable<Uint8Array>,
  { label, endpoint, signal }: WireRequest,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      beat(signal, 'bytes');
      yield chunk;
    }
  } catch (error) {
    throw signal?.aborted ? interruption(signal) : networkError(label, endpoint, error);
  }
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

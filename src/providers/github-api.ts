import { PromptopsError } from '../errors.ts';
import { failureOf } from '../evals/provider.ts';
import { readBody } from './body.ts';
import { type Clock, systemClock } from './clock.ts';
import { checkEndpoint, classifyHost, type Endpoint } from './endpoint.ts';
import { interruption, whenAborted } from './interrupted.ts';
import { stringAt } from './json.ts';
import { type Headers, readRetryAfter } from './retry-after.ts';
import { createTransport, type Transport, type WireRequest } from './transport.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type GithubOptions = {
  /** `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL` and proxies. */
  readonly env: Env;
  readonly token: string;
  /** For everything that is asked, waits included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly random?: () => number;
};

export type GithubRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the API's address; `graphql` alone stands elsewhere. */
  readonly path: string;
  readonly body?: unknown;
  /** Asked twice it would be done twice: it is only sent again where it surely was not heeded. */
  readonly once?: true;
};

/** GitHub, or a server of its kind. One per command. */
export type Github = {
  /** The answer's JSON. Throws `code-host`, with a {@link GithubRefusal} as cause. */
  ask(request: GithubRequest): Promise<unknown>;
  close(): Promise<void>;
};

/** Why there is no usable answer; `unclear`: it may have been done all the same. */
export type GithubRefusal = { readonly status: number | null; readonly unclear: boolean };

const attempts = 5;
const firstPauseMs = 500;
/** A server that hangs is asked again while there is time. */
const longestAnswerMs = 15_000;
/** What GitHub asks for where a secondary limit is hit and no header says how long. */
const secondaryLimitMs = 60_000;

/**
 * The REST and GraphQL API. The token goes to the hosts of `GITHUB_API_URL` and `GITHUB_GRAPHQL_URL` alone (by default
 * api.github.com), over https, or http to this machine and private networks; redirects are not followed. Server errors
 * and lost connections are tried again, limits are waited for as long as the time allows.
 */
export function openGithub(options: GithubOptions): Github {
  const clock = options.clock ?? systemClock;
  const endpoints = endpointsOf(options.env);
  const transport = createTransport(options.env);
  const deadline = clock.now() + options.timeoutMs;
  const session: Session = { ...options, clock, endpoints, transport, deadline };
  return { ask: (request) => ask(session, request), close: () => transport.close() };
}

type Endpoints = { readonly rest: Endpoint; readonly graphql: Endpoint };

type Session = GithubOptions & {
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly transport: Transport;
  readonly deadline: number;
};

function endpointsOf(env: Env): Endpoints {
  const rest = env['GITHUB_API_URL'] || 'https://api.github.com';
  // GitHub Enterprise Server has the one at /api/v3, the other at /api/graphql.
  const graphql = env['GITHUB_GRAPHQL_URL'] || `${rest.replace(/\/v3\/?$/, '').replace(/\/$/, '')}/graphql`;
  return {
    rest: endpointAt('GITHUB_API_URL', rest),
    graphql: endpointAt('GITHUB_GRAPHQL_URL', graphql),
  };
}

function endpointAt(variable: string, address: string): Endpoint {
  const endpoint = checked(address);
  if (endpoint !== null) return endpoint;
  throw new PromptopsError('usage', `${variable} is no address that the token may be sent to.`, {
    hint: 'It must be https, or http to an address of this machine or a private network, without credentials or a query.',
  });
}

function checked(address: string): Endpoint | null {
  try {
    const endpoint = checkEndpoint('GitHub', address, true);
    const isPlain = endpoint.url.protocol === 'http:' && classifyHost(endpoint.url.hostname) !== 'local';
    return isPlain ? null : endpoint;
  } catch {
    return null;
  }
}

async function ask(session: Session, request: GithubRequest): Promise<unknown> {
  const { clock, deadline, signal, random = Math.random } = session;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await attemptTo(session, request);
    if ('value' in answer) return answer.value;
    const pauseMs = answer.waitMs ?? random() * firstPauseMs * 2 ** (attempt - 1);
    const isRepeatable = answer.again && !(request.once && answer.unclear);
    if (!isRepeatable || attempt >= attempts) throw refusal(session, answer);
    if (clock.now() + pauseMs >= deadline) throw refusal(session, { ...answer, isLate: true });
    await clock.sleep(pauseMs, signal);
    if (signal.aborted) throw interruption(signal);
  }
}

type Failed = GithubRefusal & {
  readonly message: string;
  readonly hint?: string;
  /** Another try may succeed. */
  readonly again: boolean;
  /** What GitHub asks to wait before. */
  readonly waitMs?: number;
  /** There is no time for it. */
  readonly isLate?: true;
};

async function attemptTo(session: Session, request: GithubRequest): Promise<{ value: unknown } | Failed> {
  const { transport, signal, clock, deadline } = session;
  const controller = new AbortController();
  const stopListening = whenAborted(signal, () => controller.abort());
  const timer = setTimeout(() => controller.abort(), Math.min(longestAnswerMs, deadline - clock.now()));
  try {
    const response = await transport.send(wireRequest(session, request, controller.signal));
    const text = await readBody('GitHub', response);
    const { status, headers } = response;
    if (status < 200 || status > 299) return failedOf({ status, headers, text }, session);
    return { value: text.trim() === '' ? null : JSON.parse(text) };
  } catch (error) {
    if (signal.aborted) throw interruption(signal);
    return lost(error);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}

function wireRequest(
  { endpoints, token }: Session,
  request: GithubRequest,
  signal: AbortSignal,
): WireRequest {
  const { method, path, body } = request;
  const endpoint = path === 'graphql' ? endpoints.graphql : endpoints.rest;
  const address = path === 'graphql' ? endpoint.url.href : `${endpoint.url.href.replace(/\/$/, '')}/${path}`;
  return {
    label: 'GitHub',
    ...(method === 'POST' ? {} : { method }),
    endpoint,
    allowLocal: true,
    url: new URL(address),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'promptops',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify(body ?? {}),
    signal,
    stream: false,
  };
}

/** No answer, or one that cannot be read: GitHub may have heeded the request. */
function lost(error: unknown): Failed {
  const failure = failureOf(error);
  if (failure) {
    const message = error instanceof Error ? error.message : '';
    return { status: failure.status, message, again: failure.retryable, unclear: !failure.unsent };
  }
  const isOurs = error instanceof PromptopsError && error.code === 'interrupted';
  if (isOurs) return { status: null, message: 'GitHub did not answer in time.', again: true, unclear: true };
  if (!(error instanceof SyntaxError)) throw error;
  return {
    status: null,
    message: 'GitHub answered with something that is no JSON.',
    again: true,
    unclear: true,
  };
}

type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

function failedOf({ status, headers, text }: Answer, { clock, token }: Session): Failed {
  const said = saidIn(text).replaceAll(token, '…');
  const limit = status === 403 || status === 429 ? limitOf(headers, said, clock.now()) : null;
  const message = `GitHub ${limit === null ? describe(status) : 'is asked too often'} (${status})${said === '' ? '' : `: ${said}`}`;
  if (limit !== null) return { status, message, again: true, unclear: false, waitMs: limit };
  const hint = hints[status];
  return { status, message, again: status >= 500, unclear: status >= 500, ...(hint ? { hint } : {}) };
}

/** How long a limit asks to wait, in milliseconds; null: it is no limit that was hit. */
function limitOf(headers: Headers, said: string, now: number): number | null {
  const after = readRetryAfter(headers, now);
  if (after !== null) return after;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset))
    return Math.max(1000, reset * 1000 - now);
  return /secondary rate limit|abuse detection/i.test(said) ? secondaryLimitMs : null;
}

/** What the body says, in a line. */
function saidIn(text: string): string {
  try {
    return (stringAt(JSON.parse(text), 'message') ?? '').replace(/\s+/g, ' ').slice(0, 300);
  } catch {
    return '';
  }
}

function describe(status: number): string {
  if (status < 400) return 'answered with a redirect, which is not followed';
  if (status === 401) return 'refused the token';
  if (status === 403) return 'does not allow this token to do that';
  if (status === 404) return 'knows nothing of that kind, or does not show it to this token';
  return status >= 500 ? 'failed' : 'refused the request';
}

const hints: Readonly<Record<number, string>> = {
  301: 'Was the repository renamed? Name it as it is called now.',
  401: 'Is GITHUB_TOKEN still valid?',
  403: 'The job needs "permissions: pull-requests: write". For pull requests from forks GitHub gives no more than reading: post from a workflow_run workflow, as docs/comment.md shows.',
  404: 'Check --repo and --pr, and that the token may see the repository.',
};

function refusal({ timeoutMs }: Session, failed: Failed): PromptopsError {
  const { message, waitMs, isLate, status, unclear } = failed;
  const wait = isLate && waitMs !== undefined ? ` It asks to wait ${Math.ceil(waitMs / 1000)} s.` : '';
  const hint = isLate ? `There were ${timeoutMs / 1000} s for it all; "--timeout" gives more.` : failed.hint;
  const cause: GithubRefusal = { status, unclear };
  return new PromptopsError('code-host', `${message.replace(/\.?$/, '.')}${wait}`, {
    ...(hint ? { hint } : {}),
    cause,
  });
}

/** Why GitHub gave no usable answer; null: the error is of another kind. */
export const refusalOf = (error: unknown): GithubRefusal | null =>
  error instanceof PromptopsError && error.code === 'code-host' ? (error.cause as GithubRefusal) : null;

import type { PromptopsError } from '../errors.ts';
import { providerError } from '../evals/provider.ts';
import type { Endpoint } from './endpoint.ts';
import { refusedAddress } from './guarded-lookup.ts';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  ETIMEDOUT: 'the connection could not be made in time',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be resolved',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is shorter than announced',
};

/** Wrong for good: asking again changes nothing. */
const permanent = new Set([refusedAddress, 'ENOTFOUND']);

/** No connection was made, so nothing was sent. */
const unconnected = new Set([
  refusedAddress,
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What undici or the operating system threw, as a failure of kind `network`. The original never travels on: it may hold headers. */
export function networkError(label: string, endpoint: Endpoint, error: unknown): PromptopsError {
  const { code, message } = innermost(error);
  const reason = reasons[code] ?? describe(code, message);
  const hint = hintFor(code);
  return providerError(
    `"${label}" could not be asked at ${endpoint.url.host}: ${reason}.`,
    {
      kind: 'network',
      status: null,
      retryable: !permanent.has(code) && !isTls(code),
      retryAfterMs: null,
      ...(unconnected.has(code) || isTls(code) ? { unsent: true as const } : {}),
    },
    hint,
  );
}

const isTls = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);

function hintFor(code: string): string | undefined {
  if (code === refusedAddress)
    return 'Set `allowLocal: true` on the provider if a private address is intended.';
  if (code === 'ECONNREFUSED') return 'Check that the server runs and that `baseURL` is right.';
  if (code === 'ENOTFOUND') return 'Check `baseURL` of the provider and your network.';
  return isTls(code) ? 'Check the certificate, or name your authority in NODE_EXTRA_CA_CERTS.' : undefined;
}

function describe(code: string, message: string): string {
  const text = message.replace(/\.$/, '') || 'the network failed';
  return code && !text.includes(code) ? `${text} (${code})` : text;
}

/** The first error with a code down the causes; undici wraps what the socket said. */
function innermost(error: unknown): { code: string; message: string } {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const found = codeOf(current);
    if (found) return { code: found, message: current.message };
    const inner = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (!(inner instanceof Error)) break;
    current = inner;
  }
  return { code: '', message: current instanceof Error ? current.message : String(current) };
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

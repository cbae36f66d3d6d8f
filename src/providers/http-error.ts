import type { PromptopsError } from '../errors.ts';
import { type ProviderFailure, providerError } from '../evals/provider.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import { type Headers, readRetryAfter } from './retry-after.ts';

export type HttpFailure = {
  readonly label: string;
  /** Status of the answer, or the one its body claims. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly now: number;
};

type Kind = ProviderFailure['kind'];

/** An answer that is an error, as one PromptopsError: what kind, whether to ask again and when, in the provider's words. */
export function httpError(answer: HttpFailure): PromptopsError {
  const { label, status, headers, now } = answer;
  const said = readErrorBody(answer.body);
  const kind = kindOf(status, said);
  const retryAfterMs = readRetryAfter(headers, now) ?? googleRetryDelay(said);
  const failure: ProviderFailure = {
    kind,
    status,
    retryable: isRetryable(kind, status, headers),
    retryAfterMs,
  };
  return providerError(
    `"${label}" ${describe(kind, status)}${said.message ? `: ${said.message}` : ''}`,
    failure,
    hints[kind],
  );
}

/** An error that stands in a body of status 200, as some gateways send; null: it is not one. */
export function errorInBody(
  label: string,
  body: unknown,
  headers: Headers,
  now: number,
): PromptopsError | null {
  const error = objectAt(body, 'error');
  if (!error) return null;
  const claimed = Number(error['code'] ?? error['status']);
  const status = claimed >= 400 && claimed < 600 ? claimed : (statusOfType(error) ?? 200);
  return httpError({ label, status, headers, body: JSON.stringify(body), now });
}

/** Error types that vendors send in place of a status, in streams and in bodies of status 200. */
export function statusOfType(error: JsonObject): number | null {
  const words = `${stringAt(error, 'type') ?? ''} ${stringAt(error, 'code') ?? ''}`;
  if (/overloaded/.test(words)) return 529;
  if (/rate_limit|insufficient_quota/.test(words)) return 429;
  if (/authentication/.test(words)) return 401;
  if (/permission/.test(words)) return 403;
  if (/not_found/.test(words)) return 404;
  if (/invalid_request|context_length/.test(words)) return 400;
  return /server_error|api_error|timeout/.test(words) ? 500 : null;
}

type Said = { readonly message: string; readonly words: string; readonly error: unknown };

/** What the error body says; a body that is no JSON says its first line, a web page nothing. */
function readErrorBody(text: string): Said {
  try {
    const parsed: unknown = JSON.parse(text);
    const body = Array.isArray(parsed) ? parsed[0] : parsed;
    const error = objectAt(body, 'error') ?? body;
    const message =
      stringAt(error, 'message') ??
      stringAt(error, 'Message') ??
      stringAt(body, 'error') ??
      stringAt(body, 'detail') ??
      '';
    const fields = ['type', 'code', 'status'].map((key) => (isObject(error) ? String(error[key] ?? '') : ''));
    const reasons = listAt(error, 'details').map((detail) => stringAt(detail, 'reason') ?? '');
    return { message: short(message), words: [...fields, ...reasons, message].join(' '), error };
  } catch {
    const line = /^\s*</.test(text) ? '' : (text.trim().split('\n')[0] ?? '');
    return { message: short(line), words: line, error: null };
  }
}

const short = (text: string): string => (text.length > 500 ? `${text.slice(0, 500)}…` : text);

const contextLength =
  /context[_ ](length|window)|prompt is too long|too many (input )?tokens|input (token count|is too long)|reduce the length|exceeds? the (maximum|max) (number of )?(input )?tokens/i;

const outOfMoney =
  /insufficient_quota|credit balance|billing_|billing to be enabled|exceeded your current quota/i;

function kindOf(status: number, said: Said): Kind {
  const { words } = said;
  if (/RESOURCE_EXHAUSTED/.test(words)) return isGoogleDay(said) ? 'quota' : 'rate-limit';
  if (status === 402 || ([400, 403, 429].includes(status) && outOfMoney.test(words))) return 'quota';
  if (status === 429) return 'rate-limit';
  if (status === 401 || status === 403 || /API_KEY_INVALID/.test(words)) return 'auth';
  if (status === 404) return 'not-found';
  if (status === 408) return 'timeout';
  if ([400, 413, 422].includes(status) && contextLength.test(words)) return 'context-length';
  // 424 is how Bedrock says that the model failed, and to ask again.
  if ([409, 424, 425].includes(status) || status >= 500) return 'server';
  return status >= 300 ? 'invalid-request' : 'bad-response';
}

/** Google answers a limit a minute and one a day in the same words; only the id of the violated quota tells. */
const isGoogleDay = (said: Said): boolean =>
  listAt(said.error, 'details')
    .flatMap((detail) => listAt(detail, 'violations'))
    .some((violation) => /PerDay/i.test(stringAt(violation, 'quotaId') ?? ''));

function googleRetryDelay(said: Said): number | null {
  for (const detail of listAt(said.error, 'details')) {
    const delay = /^(\d+(?:\.\d+)?)s$/.exec(stringAt(detail, 'retryDelay') ?? '');
    if (delay?.[1]) return Number(delay[1]) * 1000;
  }
  return null;
}

const neverAgain = new Set([501, 505]);

function isRetryable(kind: Kind, status: number, headers: Headers): boolean {
  // OpenAI and Anthropic say so themselves where they know better than the status.
  if (headers['x-should-retry'] === 'false') return false;
  if (kind === 'rate-limit' || kind === 'timeout') return true;
  return kind === 'server' && !neverAgain.has(status);
}

function describe(kind: Kind, status: number): string {
  if (status >= 300 && status < 400) return `answered with a redirect (${status}), which is not followed`;
  const what: Readonly<Record<Kind, string>> = {
    auth: 'refused the key',
    quota: 'has no quota left',
    'not-found': 'was not found',
    'invalid-request': 'refused the request',
    'context-length': 'cannot take so long a prompt',
    'rate-limit': 'is asked too often',
    server: 'failed',
    timeout: 'timed out',
    network: 'could not be reached',
    'bad-response': 'answered with an error',
  };
  return `${what[kind]} (${status})`;
}

const hints: Readonly<Partial<Record<Kind, string>>> = {
  auth: 'Check the key, and that it may use this model.',
  quota: 'Check billing and limits of the account.',
  'not-found': 'Check the model id and the `baseURL` of the provider.',
  'context-length': 'Shorten the inputs, or choose a model with a larger window.',
};

import { PromptopsError } from '../errors.ts';
import { providerError } from '../evals/provider.ts';
import { badResponse } from './body.ts';
import { httpError, statusOfType } from './http-error.ts';
import { interruption } from './interrupted.ts';
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';

/**
 * What a vendor's package threw, as our one error. Most of it is our own, thrown inside fetch and wrapped on the way;
 * the rest is a request the package cannot write, an answer it cannot read, or an error event of a stream.
 */
export function callError(
  label: string,
  error: unknown,
  { signal, received }: { readonly signal: AbortSignal; readonly received: boolean },
): unknown {
  const ours = ownError(error);
  if (ours) return ours;
  if (signal.aborted) return interruption(signal);
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? firstLine(error.message) : '';
  if (/UnsupportedFunctionality|InvalidArgument|InvalidPrompt|LoadAPIKey|LoadSetting/.test(name)) {
    return refused(label, message);
  }
  const frame = errorFrame(error);
  if (frame) return frameError(label, frame);
  if (/TypeValidation/.test(name)) return badResponse(label, shapeProblem(error));
  if (/APICallError/.test(name) && error instanceof Error && isShapeError(error.cause)) {
    return badResponse(label, shapeProblem(error.cause));
  }
  if (/(prelude|message) checksum .* match/.test(message))
    return badResponse(label, 'its stream is damaged', { retryable: true });
  if (/without a finish reason|Incomplete .*event-stream frame/.test(message))
    return badResponse(label, 'its stream was cut off', { retryable: true });
  if (/InvalidResponseData|JSONParse|NoContentGenerated|EmptyResponseBody|APICallError/.test(name)) {
    return badResponse(label, message === '' ? 'it is not in the shape its API promises' : lower(message), {
      retryable: /JSONParse/.test(name),
    });
  }
  // A package that stumbles over an answer: the answer is odd, promptops is not broken.
  if (received && error instanceof Error)
    return badResponse(label, 'it is not in the shape its API promises');
  return error;
}

function refused(label: string, message: string): PromptopsError {
  return providerError(`The request cannot be sent to "${label}": ${lower(message)}.`, {
    kind: 'invalid-request',
    status: null,
    retryable: false,
    retryAfterMs: null,
  });
}

/** Our own error somewhere down the causes of what was thrown. */
function ownError(error: unknown): PromptopsError | null {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof PromptopsError) return current;
    current = current.cause;
  }
  return null;
}

/** The error a stream carries: `{type, code, message}`, alone or under `error` or `data`. */
function errorFrame(error: unknown): JsonObject | null {
  if (error instanceof Error) {
    const data = 'data' in error ? error.data : null;
    return objectAt(data, 'error') ?? objectAt(objectAt(data, 'response'), 'error');
  }
  if (typeof error === 'string') return { message: error };
  const data = isObject(error) ? error['data'] : null;
  return (
    objectAt(data, 'error') ??
    objectAt(error, 'error') ??
    (stringAt(error, 'message') === null ? null : (error as JsonObject))
  );
}

function frameError(label: string, frame: JsonObject): PromptopsError {
  const claimed = Number(frame['code'] ?? frame['statusCode']);
  const status = claimed >= 400 && claimed < 600 ? claimed : (statusOfType(frame) ?? 500);
  return httpError({ label, status, headers: {}, body: JSON.stringify({ error: frame }), now: 0 });
}

const isShapeError = (error: unknown): boolean => error instanceof Error && /TypeValidation/.test(error.name);

/** The field that is not as promised; the package's own message repeats the whole answer. */
function shapeProblem(error: unknown): string {
  const validation = error instanceof Error ? error.cause : null;
  const issues =
    isObject(validation) || validation instanceof Error ? (validation as { issues?: unknown }).issues : null;
  const issue = Array.isArray(issues) ? issues[0] : null;
  const path = isObject(issue) && Array.isArray(issue['path']) ? issue['path'].join('.') : '';
  return path === ''
    ? 'it is not in the shape its API promises'
    : `"${path}" is missing or not in the shape its API promises`;
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300).replace(/[.\s]+$/, '');
const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text;

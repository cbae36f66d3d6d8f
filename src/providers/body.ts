import { promisify } from 'node:util';
import type { PromptopsError } from '../errors.ts';
import { type ProviderFailure, providerError } from '../evals/provider.ts';
import type { WireResponse } from './transport.ts';

/** Largest answer read, in bytes, compressed or not. */
export const maxBodyBytes = 32 * 1024 * 1024;

/** An answer that cannot be used. `retryable`: damaged on the way, so another try may be whole. */
export function badResponse(
  label: string,
  what: string,
  more: { status?: number; retryable?: boolean } = {},
): PromptopsError {
  const failure: ProviderFailure = {
    kind: 'bad-response',
    status: more.status ?? null,
    retryable: more.retryable ?? false,
    retryAfterMs: null,
  };
  return providerError(`"${label}" gave an unusable answer: ${what}.`, failure);
}

/** The whole body as text: bounded, decompressed, UTF-8. */
export async function readBody(label: string, response: WireResponse, limit = maxBodyBytes): Promise<string> {
  const { status } = response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limit) {
      response.discard();
      throw tooLarge(label, limit, status);
    }
    chunks.push(chunk);
  }
  const bytes = await decompress(label, chunks, response, limit);
  return decodeText(label, bytes, status);
}

/** Body of an error answer: never fails, cut where it is long; what cannot be read is empty. */
export async function readErrorBody(label: string, response: WireResponse): Promise<string> {
  try {
    return await readBody(label, response, 256 * 1024);
  } catch (error) {
    if (isInterruption(error)) throw error;
    return '';
  }
}

const isInterruption = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'interrupted';

async function decompress(
  label: string,
  chunks: readonly Uint8Array[],
  response: WireResponse,
  limit: number,
): Promise<Uint8Array> {
  const [only] = chunks;
  const bytes = only && chunks.length === 1 ? only : Buffer.concat(chunks);
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return bytes;
  const zlib = await import('node:zlib');
  const decoders: Readonly<Record<string, (input: Uint8Array, options: object) => Promise<Buffer>>> = {
    gzip: promisify(zlib.gunzip),
    'x-gzip': promisify(zlib.gunzip),
    deflate: promisify(zlib.inflate),
    br: promisify(zlib.brotliDecompress),
  };
  const decode = decoders[encoding];
  if (!decode)
    throw badResponse(label, `it is compressed as "${encoding}", which was not asked for`, response);
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    const bomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (bomb) throw tooLarge(label, limit, response.status);
    throw badResponse(label, `its ${encoding} compression is damaged`, {
      status: response.status,
      retryable: true,
    });
  }
}

const tooLarge = (label: string, limit: number, status: number): PromptopsError =>
  badResponse(label, `it is larger than ${Math.round(limit / 1024 / 1024)} MiB`, { status });

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function decodeText(label: string, bytes: Uint8Array, status: number): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw badResponse(label, 'it is not valid UTF-8', { status });
  }
}

/** The body of an answer as JSON. Says what it was instead: nothing, HTML, or cut off. */
export function parseJsonBody(
  label: string,
  text: string,
  headers: WireResponse['headers'],
  status: number,
): unknown {
  if (text.trim() === '') throw badResponse(label, 'it is empty', { status, retryable: true });
  try {
    return JSON.parse(text);
  } catch {
    const html = /html/i.test(headers['content-type'] ?? '') || /^\s*</.test(text);
    throw html
      ? badResponse(label, 'it is a web page, not JSON; check `baseURL`', { status })
      : badResponse(label, 'it is cut off or not JSON', { status, retryable: true });
  }
}

/** Passes an event stream on while it is whole: bounded, and UTF-8 where it is text. */
export async function* checkedStream(
  label: string,
  response: WireResponse,
  isText: boolean,
): AsyncGenerator<Uint8Array> {
  const decoder = isText ? new TextDecoder('utf-8', { fatal: true }) : null;
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge(label, maxBodyBytes, response.status);
    try {
      decoder?.decode(chunk, { stream: true });
    } catch {
      throw badResponse(label, 'it is not valid UTF-8', { status: response.status });
    }
    yield chunk;
  }
}

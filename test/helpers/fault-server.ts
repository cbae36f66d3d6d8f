import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What the provider does to one connection. `good` is an answer the vendor would give. */
type Scenario = (socket: Socket, good: Buffer, count: number) => void;

export type FaultServer = {
  /** The first path segment names the scenario. */
  readonly url: string;
  /** Requests per scenario. */
  readonly counts: Map<string, number>;
  close(): Promise<void>;
};

const head = (status: string, headers: Readonly<Record<string, string | number>>): string =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

const json = { 'content-type': 'application/json' };

function send(
  socket: Socket,
  status: string,
  body: string | Buffer,
  headers: Record<string, string | number> = json,
): void {
  const bytes = Buffer.from(body as string);
  socket.end(
    Buffer.concat([
      Buffer.from(head(status, { ...headers, 'content-length': bytes.length, connection: 'close' })),
      bytes,
    ]),
  );
}

const error = (message: string, more: object = {}): string =>
  JSON.stringify({ error: { message, type: 'x', code: null, ...more } });

/** Answers with a status and an error in the vendor's form. */
const refuse =
  (status: string, more: object = {}, headers: Record<string, string | number> = {}): Scenario =>
  (socket) =>
    send(socket, status, error('No.', more), { ...json, ...headers });

/** The first request gets the first scenario, the others a good answer. */
const once =
  (first: Scenario): Scenario =>
  (socket, good, count) =>
    count === 1 ? first(socket, good, count) : send(socket, '200 OK', good);

/** Made once: squeezing 64 MiB takes longer than the deadlines of the tests. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20), { level: 1 });

const tooMany = '429 Too Many Requests';

export const scenarios = {
  good: (socket, good) => send(socket, '200 OK', good),
  '400': refuse('400 Bad Request', { code: 'invalid_value' }),
  '400-context': refuse('400 Bad Request', { code: 'context_length_exceeded' }),
  '401': refuse('401 Unauthorized'),
  '402': refuse('402 Payment Required'),
  '403': refuse('403 Forbidden'),
  '404': refuse('404 Not Found', { code: 'model_not_found' }),
  '408': refuse('408 Request Timeout'),
  '409': refuse('409 Conflict'),
  '425': refuse('425 Too Early'),
  '429': refuse(tooMany),
  '429-seconds': refuse(tooMany, {}, { 'retry-after': 7 }),
  '429-date': refuse(tooMany, {}, { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }),
  '429-ms': refuse(tooMany, {}, { 'retry-after-ms': 20, 'retry-after': 9 }),
  '429-day': refuse(tooMany, {}, { 'retry-after': 86_400 }),
  '429-quota': refuse(tooMany, { code: 'insufficient_quota' }),
  '429-then-good': once(refuse(tooMany, {}, { 'retry-after': 3 })),
  '429-do-not': refuse(tooMany, {}, { 'x-should-retry': 'false' }),
  '500': refuse('500 Internal Server Error'),
  '501': refuse('501 Not Implemented'),
  '502-html': (socket) =>
    send(socket, '502 Bad Gateway', '<html><h1>502</h1></html>', { 'content-type': 'text/html' }),
  '503': refuse('503 Service Unavailable'),
  '529': refuse('529 Overloaded'),
  '500-then-good': once(refuse('500 Internal Server Error')),
  '204': (socket) => socket.end(head('204 No Content', { connection: 'close' })),
  redirect: (socket) =>
    send(socket, '307 Temporary Redirect', '', { location: 'http://127.0.0.2:9/v1/steal' }),
  'redirect-302': (socket) => send(socket, '302 Found', '', { location: 'https://evil.example/' }),
  'reset-before': (socket) => socket.resetAndDestroy(),
  'reset-headers': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-ty', () => socket.resetAndDestroy()),
  'reset-body': (socket, good) =>
    socket.write(
      Buffer.concat([
        Buffer.from(head('200 OK', { ...json, 'content-length': good.length })),
        good.subarray(0, 20),
      ]),
      () => setTimeout(() => socket.resetAndDestroy(), 10),
    ),
  'short-body': (socket, good) =>
    socket.end(
      Buffer.concat([Buffer.from(head('200 OK', { ...json, 'content-length': good.length + 50 })), good]),
    ),
  'cut-chunks': (socket, good) =>
    socket.end(
      `${head('200 OK', { ...json, 'transfer-encoding': 'chunked' })}${good.length.toString(16)}\r\n${good.subarray(0, 9)}`,
    ),
  'reset-then-good': once((socket) => socket.resetAndDestroy()),
  hang: () => undefined,
  'hang-body': (socket, good) =>
    socket.write(
      Buffer.concat([
        Buffer.from(head('200 OK', { ...json, 'content-length': good.length })),
        good.subarray(0, 20),
      ]),
    ),
  drip: (socket, good) => {
    socket.write(head('200 OK', { ...json, 'content-length': good.length + 100_000 }));
    const timer = setInterval(() => socket.write(' '), 10);
    socket.on('close', () => clearInterval(timer));
  },
  'not-http': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  'truncated-json': (socket, good) => send(socket, '200 OK', good.subarray(0, good.length - 9)),
  'truncated-then-good': once((socket, good) => send(socket, '200 OK', good.subarray(0, good.length - 9))),
  empty: (socket) => send(socket, '200 OK', ''),
  html: (socket) =>
    send(socket, '200 OK', '<!doctype html><title>Log in</title>', { 'content-type': 'text/html' }),
  'not-an-object': (socket) => send(socket, '200 OK', '["hello"]'),
  'other-shape': (socket) => send(socket, '200 OK', '{"hello":"there"}'),
  'error-in-200': (socket) => send(socket, '200 OK', error('Upstream is busy.', { code: 429 })),
  'invalid-utf8': (socket, good) =>
    send(socket, '200 OK', Buffer.from(good.toString('latin1').replace('fine', 'f\xffne'), 'latin1')),
  'corrupt-gzip': (socket, good) => {
    const zipped = gzipSync(good);
    zipped.fill(0xff, 12, zipped.length - 4);
    send(socket, '200 OK', zipped, { ...json, 'content-encoding': 'gzip' });
  },
  'cut-gzip': (socket, good) =>
    send(socket, '200 OK', gzipSync(good).subarray(0, 40), { ...json, 'content-encoding': 'gzip' }),
  'not-gzip': (socket, good) => send(socket, '200 OK', good, { ...json, 'content-encoding': 'gzip' }),
  'other-encoding': (socket, good) => send(socket, '200 OK', good, { ...json, 'content-encoding': 'zstd' }),
  'gzip-bomb': (socket) =>
    send(socket, '200 OK', bomb, {
      ...json,
      'content-encoding': 'gzip',
    }),
  'gzip-good': (socket, good) =>
    send(socket, '200 OK', gzipSync(good), { ...json, 'content-encoding': 'gzip' }),
  huge: (socket) => {
    socket.write(head('200 OK', { ...json, 'transfer-encoding': 'chunked' }));
    const piece = Buffer.alloc(1024 * 1024, 0x20);
    const more = (): void => {
      if (socket.destroyed) return;
      socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      socket.write('\r\n', () => setImmediate(more));
    };
    more();
  },
  'huge-error': (socket) =>
    send(socket, '500 Internal Server Error', 'x'.repeat(2 * 1024 * 1024), { 'content-type': 'text/plain' }),
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

const known: Readonly<Record<string, Scenario>> = scenarios;

/** A raw TCP server, because node:http will not send what a broken provider does. `good(path)` is the vendor's answer. */
export async function startFaultServer(good: (path: string) => string): Promise<FaultServer> {
  const counts = new Map<string, number>();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      const end = seen.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      if (end < 0 || seen.length < end + 4 + length) return;
      const path = /^POST (\S+)/.exec(seen)?.[1] ?? '';
      seen = '';
      const name = path.split('/')[1] ?? '';
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      known[name]?.(socket, Buffer.from(good(path)), count);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

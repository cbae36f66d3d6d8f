import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Seen = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly text?: string | Uint8Array;
  /** Sent as an event stream, one write each. */
  readonly events?: readonly (string | Uint8Array)[];
  /** Before the first byte, and between events. */
  readonly delayMs?: number;
  readonly gapMs?: number;
};

export type HttpServer = {
  readonly url: string;
  readonly requests: Seen[];
  /** What the next requests get, in order; the last one stays. */
  reply(...replies: Reply[]): void;
  close(): Promise<void>;
};

/** A real server on port 0. `check` sees every request and may answer in place of the script, as a vendor does to a bad one. */
export async function startHttpServer(check: (seen: Seen) => Reply | null): Promise<HttpServer> {
  const requests: Seen[] = [];
  let script: Reply[] = [{ status: 500, text: 'The test set no reply.' }];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    const seen: Seen = { method, path: url, headers, text, body: parse(text) };
    requests.push(seen);
    const refusal = check(seen);
    const next = refusal ?? (script.length > 1 ? script.shift() : script[0]) ?? { status: 500 };
    await send(response, next);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    reply: (...replies) => {
      script = [...replies];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if (reply.delayMs) await sleep(reply.delayMs);
  if (reply.events) {
    response.writeHead(reply.status ?? 200, { 'content-type': 'text/event-stream', ...reply.headers });
    for (const event of reply.events) {
      response.write(event);
      if (reply.gapMs) await sleep(reply.gapMs);
    }
    response.end();
    return;
  }
  const type = reply.json === undefined ? 'text/plain' : 'application/json';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  response.end(reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

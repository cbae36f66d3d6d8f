import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const server = require.resolve('yaml-language-server/bin/yaml-language-server');

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};

/** Zero-based, as the protocol has it. */
export type Position = { readonly line: number; readonly character: number };

export type Diagnostic = {
  readonly message: string;
  readonly severity: number;
  readonly range: { readonly start: Position; readonly end: Position };
};

/** The editor's side of a language server that runs as its own process. */
export type Editor = {
  /** Opens a file and waits for what the server says of it. */
  diagnose(path: string, text: string): Promise<readonly Diagnostic[]>;
  hover(path: string, at: Position): Promise<string>;
  complete(path: string, at: Position): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** Starts the real yaml-language-server over stdio for a workspace, with the settings an editor would send. */
export async function openEditor(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<Editor> {
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = connect(child, settings);
  const uriOf = (path: string): string => pathToFileURL(`${folder}/${path}`).href;
  await connection.request('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'project' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: {
        hover: { contentFormat: ['markdown'] },
        completion: { completionItem: { snippetSupport: true } },
      },
    },
  });
  connection.notify('initialized', {});
  const at = (path: string, position: Position) => ({ textDocument: { uri: uriOf(path) }, position });
  return {
    async diagnose(path, text) {
      const told = connection.diagnostics(uriOf(path));
      connection.notify('textDocument/didOpen', {
        textDocument: { uri: uriOf(path), languageId: 'yaml', version: 1, text },
      });
      return told;
    },
    async hover(path, position) {
      const found = (await connection.request('textDocument/hover', at(path, position))) as {
        contents?: { value?: string };
      } | null;
      return found?.contents?.value ?? '';
    },
    async complete(path, position) {
      const found = (await connection.request('textDocument/completion', at(path, position))) as {
        items: { label: string }[];
      };
      return found.items.map(({ label }) => label);
    },
    async close() {
      await connection.request('shutdown', null);
      const ended = new Promise((resolve) => child.once('close', resolve));
      connection.notify('exit', null);
      await ended;
    },
  };
}

function connect(child: ChildProcess, settings: Readonly<Record<string, unknown>>) {
  const answers = new Map<number, (message: Message) => void>();
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  let next = 1;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = (message: Message): void => {
    const { id, method, params } = message;
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      waiting.get(uri)?.(diagnostics);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section: string }[] };
      send({ id, result: items.map(({ section }) => settings[section] ?? null) });
    } else if (method !== undefined && id !== undefined) send({ id, result: null });
    else if (id !== undefined) answers.get(id)?.(message);
  };
  child.stdout?.on('data', messageParser(receive));
  return {
    notify: (method: string, params: unknown) => send({ method, params }),
    request: (method: string, params: unknown): Promise<unknown> => {
      const id = next++;
      return new Promise((resolve, reject) => {
        answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
        send({ id, method, params });
      });
    },
    diagnostics: (uri: string) => new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve)),
  };
}

/** Messages from pieces cut anywhere. */
function messageParser(receive: (message: Message) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(rest.toString('latin1'));
      if (!header) return;
      const [from, length] = [header[0].length, Number(header[1])];
      if (rest.length < from + length) return;
      const body = rest.toString('utf8', from, from + length);
      rest = rest.subarray(from + length);
      receive(JSON.parse(body) as Message);
    }
  };
}

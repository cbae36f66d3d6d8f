import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { failureOf } from '../../src/evals/provider.ts';
import type { ProviderConfig } from '../../src/model/config.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import { startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, startOpenAIServer } from '../helpers/openai-server.ts';
import { callOf, configOf, errorOf, never, system, user } from './model-call.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const transportOf = (env: Record<string, string> = {}): Transport => {
  const transport = createTransport(env);
  open.push(() => transport.close());
  return transport;
};

const connecting = (
  modelId: string,
  providers: Record<string, ProviderConfig> = {},
  env: Record<string, string> = {},
) => connect(modelId, { providers, env, transport: transportOf(env) });

const refusalOf = async (...args: Parameters<typeof connecting>): Promise<PromptopsError> => {
  const error = await errorOf(connecting(...args));
  if (!(error instanceof PromptopsError)) throw error;
  return error;
};

describe('connecting', () => {
  it.each([
    ['opnai/gpt-4.1', 'Did you mean "openai"?'],
    ['anthropc/claude', 'Did you mean "anthropic"?'],
    ['gatway/x', 'Did you mean "gateway"?'],
    ['zzzzzzzz/x', 'Add it under `providers`'],
  ])('%s: not found, %s', async (modelId, hint) => {
    const error = await refusalOf(modelId, { gateway: configOf('openai-compatible') });
    expect(error.code).toBe('not-found');
    expect(error.hint).toContain(hint);
    expect(error.details.join()).toContain('openai, anthropic, google, echo, gateway');
  });

  it.each(['gpt-4.1', 'openai/', '/gpt', ''])('"%s" is no model id', async (modelId) => {
    expect(await refusalOf(modelId)).toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('provider/model'),
    });
  });

  it('an inherited property is no provider', async () => {
    expect(await refusalOf('constructor/x')).toMatchObject({ code: 'not-found' });
  });

  it('an unknown kind gets a suggestion', async () => {
    const error = await refusalOf('mine/x', { mine: configOf('openai-compatibel') });
    expect(error).toMatchObject({ code: 'not-found', hint: 'Did you mean "openai-compatible"?' });
  });

  it.each([
    ['openai/gpt-4.1', 'OPENAI_API_KEY'],
    ['anthropic/claude-haiku-4-5', 'ANTHROPIC_API_KEY'],
    ['google/gemini-2.5-flash', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  ])('%s without a key names %s and offers the recordings', async (modelId, variable) => {
    for (const env of [{}, { [variable]: '' }, { [variable]: '  ' }]) {
      const error = await refusalOf(modelId, {}, env);
      expect(error.code).toBe('missing-key');
      expect(error.message).toContain(variable);
      expect(error.hint).toContain('--replay strict');
    }
  });

  it('a key that cannot stand in a header is refused without being shown', async () => {
    const error = await refusalOf('openai/x', {}, { OPENAI_API_KEY: 'sk-abc\ndef' });
    expect(error.code).toBe('missing-key');
    expect(error.message).not.toContain('sk-abc');
  });

  it('a key from the configured variable is used, the usual one is not', async () => {
    const error = await refusalOf(
      'openai/x',
      { openai: configOf('openai', { apiKey: 'TEAM_KEY' }) },
      { OPENAI_API_KEY: 'sk-x' },
    );
    expect(error.message).toContain('TEAM_KEY');
  });

  it('openai-compatible needs a base URL and no key', async () => {
    expect(await refusalOf('mine/x', { mine: configOf('openai-compatible') })).toMatchObject({
      code: 'invalid-project',
    });
    const server = await startOpenAIServer(null);
    open.push(server.close);
    server.reply(chatCompletion({ content: 'ok' }));
    const config = configOf('openai-compatible', { baseURL: `${server.url}/v1/`, allowLocal: true });
    const provider = await connecting(
      'mine/meta/llama-3',
      { mine: config },
      { OPENAI_API_KEY: 'sk-must-not-travel' },
    );
    await provider.complete(callOf('mine/meta/llama-3'), never);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(server.requests[0]?.body.model).toBe('meta/llama-3');
  });

  it('a setting nobody reads is refused; those of OpenAI are sent', async () => {
    expect(
      await refusalOf(
        'anthropic/x',
        { anthropic: configOf('anthropic', { settings: { region: 'eu' } }) },
        { ANTHROPIC_API_KEY: 'sk-ant-x' },
      ),
    ).toMatchObject({
      code: 'invalid-project',
      message: expect.stringContaining('"region"'),
    });
    const server = await startOpenAIServer('sk-test-0123456789');
    open.push(server.close);
    server.reply(chatCompletion({ content: 'ok' }));
    const settings = { organization: 'org-1', project: 'proj-1' };
    const config = configOf('openai', { baseURL: `${server.url}/v1`, allowLocal: true, settings });
    const provider = await connecting(
      'openai/gpt-4.1',
      { openai: config },
      { OPENAI_API_KEY: 'sk-test-0123456789' },
    );
    await provider.complete(callOf('openai/gpt-4.1'), never);
    expect(server.requests[0]?.headers).toMatchObject({
      'openai-organization': 'org-1',
      'openai-project': 'proj-1',
    });
  });

  it('echo answers with the last user message, byte for byte', async () => {
    const provider = await connecting('echo/anything');
    const text = ' \u0000 e\u0301 \r\n "x" \ud83d\udc4b ';
    const messages = [system('no'), user('first'), user(text), { role: 'assistant' as const, content: [] }];
    expect(await provider.complete(callOf('echo/anything', { messages }), never)).toMatchObject({
      text,
      finish: { reason: 'stop' },
      origin: 'computed',
      usage: { input: { total: 0 }, output: { total: 0 } },
    });
  });
});

describe('the wire', () => {
  const key = 'sk-test-0123456789';
  const at = (url: string) => ({ openai: configOf('openai', { baseURL: url, allowLocal: true }) });

  it('never follows a redirect: the key stays with its host', async () => {
    const thief = await startHttpServer(() => null);
    const server = await startHttpServer(() => ({
      status: 308,
      headers: { location: `${thief.url}/v1/chat/completions` },
    }));
    open.push(thief.close, server.close);
    const provider = await connecting('openai/gpt-4.1', at(server.url), { OPENAI_API_KEY: key });
    const error = await errorOf(provider.complete(callOf('openai/gpt-4.1'), never));
    expect(error).toMatchObject({ code: 'provider', message: expect.stringContaining('redirect (308)') });
    expect(thief.requests).toEqual([]);
  });

  it('says what is wrong when nobody listens', async () => {
    const server = await startHttpServer(() => null);
    await server.close();
    const provider = await connecting('openai/gpt-4.1', at(server.url), { OPENAI_API_KEY: key });
    const error = await errorOf(provider.complete(callOf('openai/gpt-4.1'), never));
    expect(failureOf(error)).toMatchObject({ kind: 'network', retryable: true });
    expect(error).toMatchObject({
      message: expect.stringMatching(/127\.0\.0\.1:\d+: the connection was refused/),
    });
  });

  it('refuses a public name that leads to a local address', async () => {
    // "localhost" stands in for any name that resolves to loopback; the config check is passed by.
    const transport = transportOf();
    const url = new URL('https://localhost:1/v1/chat/completions');
    const asked = transport.send({
      label: 'openai/x',
      endpoint: { url, local: false },
      allowLocal: false,
      url,
      headers: {},
      body: '{}',
      signal: undefined,
      stream: false,
    });
    const error = await errorOf(asked);
    expect(failureOf(error)).toMatchObject({ kind: 'network', retryable: false });
    expect(error).toMatchObject({ hint: expect.stringContaining('allowLocal') });
  });

  it('sends nothing to another origin than the endpoint', async () => {
    const request = {
      label: 'openai/x',
      endpoint: { url: new URL('https://api.openai.com/v1'), local: false },
      allowLocal: false,
      url: new URL('https://evil.example/v1'),
      headers: { authorization: `Bearer ${key}` },
      body: '{}',
      signal: undefined,
      stream: false,
    };
    expect(await errorOf(transportOf().send(request))).toMatchObject({
      message: expect.stringContaining('not sent to evil.example'),
    });
  });

  it('goes through HTTPS_PROXY, not for hosts in NO_PROXY and never for local ones', async () => {
    const heads: string[] = [];
    const proxy = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heads.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open.push(() => new Promise((resolve) => proxy.close(resolve)));
    const { port } = proxy.address() as AddressInfo;
    const env = {
      OPENAI_API_KEY: key,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      HTTP_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: 'direct.invalid',
    };

    const through = await connecting(
      'openai/x',
      { openai: configOf('openai', { baseURL: 'https://gateway.invalid/v1' }) },
      env,
    );
    expect(failureOf(await errorOf(through.complete(callOf('openai/x'), never)))).toMatchObject({
      kind: 'network',
    });
    expect(heads.join()).toContain('CONNECT gateway.invalid:443');
    expect(heads.join()).not.toContain(key);

    const before = heads.length;
    const direct = await connecting(
      'openai/x',
      { openai: configOf('openai', { baseURL: 'https://direct.invalid/v1' }) },
      env,
    );
    expect(failureOf(await errorOf(direct.complete(callOf('openai/x'), never)))).toMatchObject({
      kind: 'network',
    });

    const server = await startOpenAIServer(key);
    open.push(server.close);
    server.reply(chatCompletion({ content: 'ok' }));
    const local = await connecting('openai/gpt-4.1', at(`${server.url}/v1`), env);
    expect((await local.complete(callOf('openai/gpt-4.1'), never)).text).toBe('ok');
    expect(heads).toHaveLength(before);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type Provider } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { callOf, errorOf, never, system, user } from './model-call.ts';
import { key, loadPackage, type Vendor } from './vendors.ts';

const weather = {
  name: 'get_weather',
  description: 'Weather of a place.',
  parameters: {
    type: 'object',
    additionalProperties: false,
    required: ['city'],
    properties: { city: { type: 'string', maxLength: 40 } },
  },
} as const;

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['reply'],
  properties: { reply: { type: 'string' } },
} as const;

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What every adapter must do, against a server that refuses what the vendor would. */
export function providerContract(vendor: Vendor): void {
  describe(`${vendor.name} adapter`, () => {
    let server: HttpServer;
    let transport: Transport;
    let provider: Provider;
    const model = `vendor/${vendor.model}`;
    const { streamHeaders: headers = {} } = vendor;

    beforeEach(async () => {
      server = await vendor.start();
      transport = createTransport({});
      provider = await connect(model, {
        providers: { vendor: vendor.config(`${server.url}${vendor.path}`) },
        loadPackage,
        env: { THE_KEY: key, OPENAI_API_KEY: 'sk-wrong-wrong', OPENAI_BASE_URL: 'http://127.0.0.1:1' },
        transport,
      });
    });
    afterEach(async () => {
      await transport.close();
      await server.close();
    });

    it('answers with text, usage, finish and the model that answered', async () => {
      server.reply(vendor.text('Grüße 👋'));
      const completion = await provider.complete(
        callOf(model, { messages: [system('Be kind.'), user('Hi')] }),
        never,
      );
      expect(completion).toMatchObject({
        text: 'Grüße 👋',
        toolCalls: [],
        finish: { reason: 'stop' },
        model: vendor.returnedModel,
        usage: vendor.usage,
        origin: 'live',
        replayed: false,
        timing: { firstTokenMs: null },
      });
      expect(JSON.stringify(server.requests[0]?.body)).toContain('Be kind.');
    });

    it('has no usage when the provider counts nothing', async () => {
      server.reply(vendor.text('ok', 'none'));
      const completion = await provider.complete(callOf(model), never);
      expect(completion).toMatchObject({ text: 'ok', usage: null });
    });

    it('sends tools, reads their calls and sends the results back', async () => {
      server.reply(vendor.toolCall('get_weather', '{"city":"Oslo"}'), vendor.text('Rain.'));
      const ask = { tools: [weather], toolChoice: 'required' as const };
      const first = await provider.complete(callOf(model, ask), never);
      expect(first.finish.reason).toBe('tool-calls');
      expect(first.toolCalls).toEqual([
        { id: 'call_1', name: 'get_weather', arguments: { city: 'Oslo' }, valid: true },
      ]);
      expect(JSON.stringify(server.requests[0]?.body)).toContain('"maxLength":40');
      const messages = [
        user('Weather?'),
        {
          role: 'assistant' as const,
          content: [],
          toolCalls: [
            ...first.toolCalls,
            { ...first.toolCalls[0], id: 'call_2', arguments: { city: 'Rome' } },
          ] as never,
        },
        {
          role: 'tool' as const,
          content: [{ type: 'text' as const, text: 'rain' }],
          toolCallId: 'call_1',
          toolName: 'get_weather',
        },
        {
          role: 'tool' as const,
          content: [{ type: 'text' as const, text: 'sun' }],
          toolCallId: 'call_2',
          toolName: 'get_weather',
        },
      ];
      const second = await provider.complete(callOf(model, { ...ask, toolChoice: 'auto', messages }), never);
      expect(second.text).toBe('Rain.');
      expect(JSON.stringify(server.requests[1]?.body)).toMatch(/rain.*sun/s);
    });

    it.each(['auto', 'none', 'required', { tool: 'get_weather' }] as const)(
      'sends tool choice %j',
      async (toolChoice) => {
        server.reply(vendor.text('ok'));
        const completion = await provider.complete(callOf(model, { tools: [weather], toolChoice }), never);
        const sent = JSON.stringify(server.requests[0]?.body);
        expect(completion.warnings).toEqual([]);
        // Anthropic has no tool to choose when none may be: it is sent without any.
        if (toolChoice !== 'none' && toolChoice !== vendor.unsaidChoice)
          expect(sent).toMatch(/tool_choice|toolConfig/);
        if (typeof toolChoice === 'object')
          expect(sent).toMatch(vendor.oneTool ?? /(tool_choice|toolConfig)[^}]*get_weather/);
      },
    );

    it('sends the schema of the answer whole', async () => {
      server.reply(vendor.text('{"reply":"x"}'));
      const output = { format: 'json', name: 'support_reply', strict: true, schema } as const;
      const completion = await provider.complete(callOf(model, { output }), never);
      expect(completion.text).toBe('{"reply":"x"}');
      expect(completion.warnings).toEqual([]);
      expect(vendor.schemaIn(server.requests[0]?.body as never)).toEqual(schema);
    });

    it(`sends a picture as bytes${vendor.onlyBytes ? ', no address' : ' and as an address'}`, async () => {
      server.reply(vendor.text('a dot'));
      const text = { type: 'text', text: 'What is it?' } as const;
      const ask = (image: object) =>
        provider.complete(
          callOf(model, { messages: [{ role: 'user', content: [text, image as never] }] }),
          never,
        );
      await ask({ type: 'image', mediaType: 'image/png', base64: pixel });
      expect(vendor.imageIn(server.requests[0]?.body as never)).toEqual({ base64: pixel, url: undefined });
      const asked = ask({ type: 'image', url: 'https://example.com/dot.png' });
      if (vendor.onlyBytes) {
        expect(failureOf(await errorOf(asked))).toMatchObject({ kind: 'invalid-request', retryable: false });
        expect(server.requests).toHaveLength(1);
        return;
      }
      await asked;
      expect(vendor.imageIn(server.requests[1]?.body as never)).toEqual({
        base64: undefined,
        url: 'https://example.com/dot.png',
      });
    });

    it('passes `params.provider` on as it stands', async () => {
      server.reply(vendor.text('ok'));
      const { extra } = vendor;
      await provider.complete(callOf(model, { params: { temperature: 0, provider: extra } }), never);
      expect(server.requests[0]?.body).toMatchObject(extra);
      const error = await errorOf(
        provider.complete(callOf(model, { params: { provider: { model: 'dearer' } } }), never),
      );
      expect(failureOf(error)).toMatchObject({ kind: 'invalid-request', retryable: false });
      expect(server.requests).toHaveLength(1);
    });

    it('streams: the same answer, and when its first token came', async () => {
      server.reply({ events: vendor.stream(['Hel', 'lo ', '👋']), gapMs: 5, headers });
      const completion = await provider.complete(callOf(model, {}, { stream: true }), never);
      expect(completion).toMatchObject({
        text: 'Hello 👋',
        finish: { reason: 'stop' },
        model: vendor.returnedModel,
        usage: vendor.usage,
      });
      expect(completion.timing.firstTokenMs).toBeGreaterThanOrEqual(0);
      expect(completion.timing.totalMs).toBeGreaterThanOrEqual(completion.timing.firstTokenMs ?? Infinity);
    });

    it('takes a stream that stops too early for an error', async () => {
      server.reply({ events: vendor.stream(['Hel', 'lo'], true), headers });
      const error = await errorOf(provider.complete(callOf(model, {}, { stream: true }), never));
      expect(failureOf(error)).toMatchObject({ kind: 'bad-response', retryable: true });
    });

    it.runIf(vendor.filtered)(
      'says when a filter stopped the answer, and when the model refused',
      async () => {
        server.reply(vendor.filtered ?? {});
        const filtered = await provider.complete(callOf(model), never);
        expect(filtered.text).toBe('');
        expect(['content-filter', 'refusal']).toContain(filtered.finish.reason);
        if (!vendor.refusal) return;
        server.reply(vendor.refusal);
        const refused = await provider.complete(callOf(model), never);
        expect(refused.finish.reason).toBe('refusal');
        expect(refused.text).toMatch(/^I cannot/);
      },
    );

    it('takes an answer with nothing in it for an error', async () => {
      server.reply({ json: vendor.nothing });
      const error = await errorOf(provider.complete(callOf(model), never));
      expect(failureOf(error)).toMatchObject({ kind: 'bad-response' });
    });

    it('never shows its key: a refused key, echoed by the server', async () => {
      const other = await connect(model, {
        providers: { vendor: vendor.config(`${server.url}${vendor.path}`) },
        loadPackage,
        env: { THE_KEY: 'sk-refused-9876543210zyxwvu' },
        transport,
      });
      const error = (await errorOf(other.complete(callOf(model), never))) as Error;
      expect(failureOf(error)).toMatchObject({ kind: 'auth', retryable: false });
      expect(error.message).toContain('[redacted]');
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('sk-refused');
    });

    it('never shows its key: an answer that repeats it', async () => {
      server.reply(vendor.text(`Your key is ${key}!`));
      expect((await provider.complete(callOf(model), never)).text).toBe('Your key is [redacted]!');
    });

    it('ends at once when the run is interrupted', async () => {
      server.reply({ ...vendor.text('late'), delayMs: 5000 });
      const run = new AbortController();
      const pending = errorOf(provider.complete(callOf(model), run.signal));
      setTimeout(() => run.abort(), 20);
      expect(await pending).toMatchObject({ code: 'interrupted' });
    });
  });
}

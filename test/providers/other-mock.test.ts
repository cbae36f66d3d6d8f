import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import { callOf, never, system, user } from './model-call.ts';
import { key, loadPackage, vendors } from './vendors.ts';

const weather = {
  name: 'get_weather',
  description: 'Weather of a place.',
  parameters: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
} as const;

// Our own servers say what we believe of the vendors; this one was written by others who watch them drift.
describe.each(vendors)('$name against a mock of other hands', (vendor) => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1' });
  const model = `vendor/${vendor.model}`;
  let transport: Transport;
  let provider: Provider;

  beforeAll(async () => {
    mock.onMessage('hello', { content: 'Hi there! How are you today?' });
    mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Oslo"}' }] });
    await mock.start();
    transport = createTransport({});
    provider = await connect(model, {
      providers: { vendor: vendor.config(`${mock.url}${vendor.path}`) },
      env: { THE_KEY: key },
      loadPackage,
      transport,
    });
  });
  afterAll(async () => {
    await transport.close();
    await mock.stop();
  });

  // The package insists on the empty text with which Cohere begins a content; this mock leaves it out.
  it.each(vendor.name === 'cohere' ? [false] : [false, true])('text (stream: %s)', async (stream) => {
    const call = callOf(model, { messages: [system('Be kind.'), user('hello')] }, { stream });
    expect(await provider.complete(call, never)).toMatchObject({
      text: 'Hi there! How are you today?',
      finish: { reason: 'stop' },
      toolCalls: [],
    });
  });

  it.each([false, true])('a tool call (stream: %s)', async (stream) => {
    const call = callOf(model, { messages: [user('weather in Oslo')], tools: [weather] }, { stream });
    expect(await provider.complete(call, never)).toMatchObject({
      // This mock ends Gemini's calls with FUNCTION_CALL, which Gemini itself does not: it says STOP.
      finish: { reason: vendor.name.startsWith('google') ? 'other' : 'tool-calls' },
      toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' }, valid: true }],
    });
  });
});

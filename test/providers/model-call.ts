import type { ModelCall } from '../../src/evals/provider.ts';
import type { ProviderConfig } from '../../src/model/config.ts';
import type { ChatMessage, ModelRequest } from '../../src/render/request.ts';

export const user = (text: string): ChatMessage => ({ role: 'user', content: [{ type: 'text', text }] });
export const system = (text: string): ChatMessage => ({ role: 'system', content: [{ type: 'text', text }] });

export const requestOf = (model: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  model,
  messages: [user('Hello')],
  params: {},
  tools: [],
  toolChoice: null,
  output: { format: 'text', name: null, strict: false, schema: null },
  ...more,
});

export const callOf = (
  model: string,
  more: Partial<ModelRequest> = {},
  call: Partial<ModelCall> = {},
): ModelCall => ({
  prompt: 'support/reply',
  case: 'refund',
  slot: { role: 'target', model, repeat: 0 },
  request: requestOf(model, more),
  sensitive: {},
  stream: false,
  ...call,
});

export const configOf = (kind: string, more: Partial<ProviderConfig> = {}): ProviderConfig => ({
  kind,
  apiKey: null,
  baseURL: null,
  allowLocal: false,
  api: 'chat',
  price: null,
  settings: {},
  ...more,
});

/** What a call fails with; fails the test when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It answered where it had to fail.');
}

export const never = new AbortController().signal;

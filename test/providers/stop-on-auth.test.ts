import { describe, expect, it } from 'vitest';
import { type Provider, providerError } from '../../src/evals/provider.ts';
import { createAuthStops, stopOnAuth } from '../../src/providers/stop-on-auth.ts';
import { callOf, errorOf, never } from './model-call.ts';

const refused = (status: number) =>
  providerError('No.', { kind: 'auth', status, retryable: false, retryAfterMs: null });

function counting(id: string, error: unknown): Provider & { count: number } {
  return {
    id,
    count: 0,
    async complete() {
      this.count += 1;
      throw error;
    },
  };
}

describe('a refused key', () => {
  it('stops every model of its provider, with the same cause, and no other provider', async () => {
    const stops = createAuthStops();
    const error = refused(401);
    const [a, b, other] = [
      counting('openai/a', error),
      counting('openai/b', error),
      counting('google/c', new Error('x')),
    ];
    expect(await errorOf(stopOnAuth(a, stops, 'openai').complete(callOf('openai/a'), never))).toBe(error);
    expect(await errorOf(stopOnAuth(a, stops, 'openai').complete(callOf('openai/a'), never))).toBe(error);
    expect(await errorOf(stopOnAuth(b, stops, 'openai').complete(callOf('openai/b'), never))).toBe(error);
    await errorOf(stopOnAuth(other, stops, 'google').complete(callOf('google/c'), never));
    expect([a.count, b.count, other.count]).toEqual([1, 0, 1]);
  });

  it('a 403 stops its model only', async () => {
    const stops = createAuthStops();
    const [a, b] = [counting('openai/a', refused(403)), counting('openai/b', new Error('x'))];
    for (const _ of [1, 2]) await errorOf(stopOnAuth(a, stops, 'openai').complete(callOf('openai/a'), never));
    await errorOf(stopOnAuth(b, stops, 'openai').complete(callOf('openai/b'), never));
    expect([a.count, b.count]).toEqual([1, 1]);
  });
});

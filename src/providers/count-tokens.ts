import type { Provider } from '../evals/provider.ts';
import type { ProviderConfig } from '../model/config.ts';
import type { Completion } from '../recordings/interaction.ts';
import { requestKey } from '../recordings/key.ts';
import type { ModelRequest } from '../render/request.ts';
import { connect } from './connect.ts';
import { canCount, countingTransport } from './counting-transport.ts';
import { findProvider } from './find-provider.ts';
import { createTransport } from './transport.ts';
import { deadlinesOf, withDeadline } from './with-deadline.ts';
import { withRetry } from './with-retry.ts';

export type CountOptions = {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cache: {
    get(key: string): Promise<Completion | null>;
    put(key: string, completion: Completion): Promise<void>;
  };
  readonly signal: AbortSignal;
};

/** Asks vendors how many tokens requests have; what was asked once is not asked again. */
export type VendorCounter = {
  /** Input tokens as the vendor counts them; null: it counts for nobody. Throws `missing-key` before anything is sent. */
  count(request: ModelRequest): Promise<number | null>;
  close(): Promise<void>;
};

const deadlines = deadlinesOf(60_000);

export function createVendorCounter({ providers, env, cache, signal }: CountOptions): VendorCounter {
  const transport = createTransport(env);
  const connected = new Map<string, Promise<Provider>>();
  const providerOf = (model: string): Promise<Provider> => {
    const known = connected.get(model) ?? connectToCount(model);
    connected.set(model, known);
    return known;
  };
  const connectToCount = async (model: string): Promise<Provider> => {
    const { name, kind, config } = findProvider(model, providers);
    const provider = await connect(model, {
      // OpenAI counts what its responses API is asked.
      providers: { ...providers, [name]: { ...config, api: 'responses' } },
      env,
      transport: countingTransport(transport, kind),
    });
    return withRetry(withDeadline(provider, deadlines));
  };
  return {
    async count(request) {
      if (!canCount(findProvider(request.model, providers).kind)) return null;
      const key = `count ${requestKey(request, 0)}`;
      const known = await cache.get(key);
      if (known?.usage) return known.usage.input.total;
      const slot = { role: 'target', model: request.model, repeat: 0 } as const;
      const call = { prompt: '', case: '', slot, request, sensitive: {}, stream: false };
      const answer = await (await providerOf(request.model)).complete(call, signal);
      await cache.put(key, answer);
      return answer.usage?.input.total ?? null;
    },
    close: () => transport.close(),
  };
}

import { createHash } from 'node:crypto';
import type { ModelCall, Provider } from '../evals/provider.ts';
import type { ProviderConfig, RateLimit } from '../model/config.ts';
import type { Completion } from '../recordings/interaction.ts';
import { createRedactor } from '../recordings/redact.ts';
import type { Budget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import { connect } from './connect.ts';
import { createEcho } from './echo.ts';
import type { CodePort } from './exec.ts';
import { findProvider } from './find-provider.ts';
import { keyVariable } from './key-variable.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { secretsOf } from './provider-key.ts';
import { createAuthStops, stopOnAuth } from './stop-on-auth.ts';
import { createTransport } from './transport.ts';
import { type Pricer, withBudget } from './with-budget.ts';
import { deadlinesOf, withDeadline } from './with-deadline.ts';
import { withLimit } from './with-limit.ts';
import { knownAnswer, type RecordingPorts, withRecording } from './with-recording.ts';
import { type RetryEvent, withRetry } from './with-retry.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type PoolOptions = {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly limits: Readonly<Record<string, RateLimit>>;
  readonly env: Env;
  /** Calls at the same time on one model, where `limits` says nothing. */
  readonly concurrency: number;
  /** Seconds one attempt may take. */
  readonly timeout: number;
  /** What of the project may run; absent: nothing. */
  readonly code?: CodePort;
  /** Loads packages of the project; absent: none is installed. */
  readonly loadPackage?: LoadPackage;
  readonly recordings: Omit<RecordingPorts, 'redact'>;
  /** What the run may spend, and what calls to a model cost; absent: anything. */
  readonly budget?: { readonly ledger: Budget; pricerOf(modelId: string): Promise<Pricer> };
  readonly onRetry?: (event: RetryEvent) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
};

/** Who answers, over some recordings. */
export type Answers = {
  /** The provider of a model id, with everything a run wants around it. Throws what `findProvider` throws; asks nothing. */
  provider(modelId: string): Provider;
  /** The answer a call would get without asking anybody; `outdated`: to another request at its place. Asks nothing. */
  known(
    modelId: string,
    call: ModelCall,
  ): Promise<{ readonly answer: Completion | null; readonly outdated: Completion | null }>;
};

/** The providers of one run: sockets, limiters, refused keys and the budget are shared. */
export type ProviderPool = Answers & {
  /** The same over other recordings. */
  over(recordings: Partial<PoolOptions['recordings']>): Answers;
  /** `echo`: answered by promptops itself. Else whether a model could be asked: its key is there, or it needs none. */
  reach(modelId: string): 'computed' | 'open' | 'closed';
  /** Takes the keys of all configured providers out of a text. */
  redact(text: string): string;
  close(): Promise<void>;
};

export function createProviderPool(options: PoolOptions): ProviderPool {
  const { clock = systemClock } = options;
  const redact = createRedactor(allSecrets(options));
  const transport = createTransport(options.env);
  const limiters = new Map<string, Limiter>();
  const stops = createAuthStops();
  const make = (modelId: string, recordings: PoolOptions['recordings']): Provider => {
    const { name, kind, config } = findProvider(modelId, options.providers);
    const ask = async (): Promise<Provider> => {
      const limiter = limiterFor(
        limiters,
        options,
        modelId,
        name,
        secretsOf(name, config, options.env).join(' '),
      );
      const onResponse = limiter.observe;
      const adapter = await connect(modelId, { ...options, transport, clock, onResponse });
      const timed = withDeadline(adapter, deadlinesOf(options.timeout * 1000));
      // Inside the limiter, so that calls waiting for a slot see a refused key as well.
      const limited = withLimit(stopOnAuth(timed, stops, name), limiter);
      const { budget, onRetry, random } = options;
      const attempt = budget ? withBudget(limited, budget.ledger, await budget.pricerOf(modelId)) : limited;
      return withRetry(attempt, { clock, random, onRetry });
    };
    // Computed answers are never recorded, and there is nothing to wait or pay for.
    if (kind === 'echo') return lazy(modelId, () => connect(modelId, { ...options, transport }));
    return withRecording(modelId, ask, { ...recordings, redact });
  };
  const over = (recordings: PoolOptions['recordings']): Answers => ({
    provider: memoized((id) => make(id, recordings)),
    async known(modelId, call) {
      if (findProvider(modelId, options.providers).kind !== 'echo')
        return knownAnswer({ ...recordings, redact }, call);
      const signal = new AbortController().signal;
      return { answer: await createEcho(modelId).complete(call, signal), outdated: null };
    },
  });
  return {
    ...over(options.recordings),
    over: (recordings) => over({ ...options.recordings, ...recordings }),
    reach(modelId) {
      const { name, kind, config } = findProvider(modelId, options.providers);
      if (kind === 'echo') return 'computed';
      const isOpen = keyVariable(name, config) === null || secretsOf(name, config, options.env).length > 0;
      return isOpen ? 'open' : 'closed';
    },
    redact,
    close: () => transport.close(),
  };
}

function memoized(make: (id: string) => Provider): (id: string) => Provider {
  const made = new Map<string, Provider>();
  return (id) => {
    const provider = made.get(id) ?? make(id);
    made.set(id, provider);
    return provider;
  };
}

const lazy = (id: string, connected: () => Promise<Provider>): Provider => ({
  id,
  complete: async (call, signal) => (await connected()).complete(call, signal),
});

/** One limiter per provider, key and model. The limits of a model win over those of its provider. */
function limiterFor(
  limiters: Map<string, Limiter>,
  { limits, concurrency, clock }: PoolOptions,
  modelId: string,
  name: string,
  key: string,
): Limiter {
  const id = `${modelId} ${createHash('sha256').update(key).digest('hex')}`;
  const limit = limits[modelId] ?? limits[name] ?? { rpm: null, tpm: null, concurrency: null };
  const limiter = limiters.get(id) ?? createLimiter(limit, concurrency, clock);
  limiters.set(id, limiter);
  return limiter;
}

/** Every key a provider could be given, used or not. */
function allSecrets({ providers, env }: PoolOptions): readonly string[] {
  const names = new Set(['openai', 'anthropic', 'google', ...Object.keys(providers)]);
  return [...names].flatMap((name) => secretsOf(name, providers[name], env));
}

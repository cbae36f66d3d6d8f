import type { PromptopsError } from '../errors.ts';
import { failureOf, type Provider } from '../evals/provider.ts';

/** What a run has learnt about keys; shared by the providers of a run. */
export type AuthStops = { readonly refused: Map<string, PromptopsError> };

export const createAuthStops = (): AuthStops => ({ refused: new Map() });

/**
 * The first refused key stops its provider: later calls fail at once with the same cause, none is sent. A 403 may
 * concern one model only, so it stops that model.
 */
export function stopOnAuth(next: Provider, stops: AuthStops, providerName: string): Provider {
  return {
    id: next.id,
    async complete(call, signal) {
      const stopped = stops.refused.get(providerName) ?? stops.refused.get(next.id);
      if (stopped) throw stopped;
      try {
        return await next.complete(call, signal);
      } catch (error) {
        const failure = failureOf(error);
        if (failure?.kind === 'auth') {
          const scope = failure.status === 403 ? next.id : providerName;
          // Calls that were on their way find the first cause there already.
          if (!stops.refused.has(scope)) stops.refused.set(scope, error as PromptopsError);
        }
        throw error;
      }
    },
  };
}

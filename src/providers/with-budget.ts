import { failureOf, type ModelCall, type Provider } from '../evals/provider.ts';
import type { Money } from '../meter/money.ts';
import type { Usage } from '../recordings/interaction.ts';
import type { Budget } from './budget.ts';

/** What a call to one model may cost and what it did cost; null: the answer does not say. */
export type Pricer = {
  most(call: ModelCall): Money;
  cost(usage: Usage | null): Money | null;
};

/**
 * Reserves the most that an attempt can cost before it is sent and settles it after. One that died after it was sent
 * may be billed all the same and is settled at its most. Prices of text are estimates: the first answer of a model is
 * waited for before others are sent, and where an answer cost more than was reserved, later ones are reserved at as
 * many times more.
 */
export function withBudget(next: Provider, budget: Budget, pricer: Pricer): Provider {
  const scout = createScout();
  let perMille = 1000n;
  const complete = async (call: ModelCall, signal: AbortSignal, known: Money) => {
    const most = (known * perMille + 999n) / 1000n;
    const reservation = await budget.reserve(most, signal);
    let cost = most;
    try {
      const completion = await next.complete(call, signal);
      cost = pricer.cost(completion.usage) ?? most;
      const ratio = (cost * 1000n + known - 1n) / known;
      if (ratio > perMille) perMille = ratio;
      return completion;
    } catch (error) {
      if (!mayBeBilled(error)) cost = 0n;
      throw error;
    } finally {
      reservation.settle(cost);
    }
  };
  return {
    id: next.id,
    complete(call, signal) {
      const known = pricer.most(call);
      return known <= 0n ? next.complete(call, signal) : scout(() => complete(call, signal, known));
    },
  };
}

/** A refusal costs nothing; whatever ends otherwise may have been answered, and nobody will say what it cost. */
function mayBeBilled(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure === null) return true;
  switch (failure.kind) {
    case 'auth':
    case 'quota':
    case 'not-found':
    case 'invalid-request':
    case 'context-length':
    case 'rate-limit':
      return false;
    case 'server':
      return failure.status !== 503 && failure.status !== 529;
    case 'network':
      return !failure.unsent;
    case 'timeout':
    case 'bad-response':
      return true;
  }
}

/** Until one has been answered, one goes at a time. */
function createScout(): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
  let answered = false;
  let out: Promise<unknown> | null = null;
  return async (ask) => {
    while (!answered && out) await out;
    if (answered) return ask();
    const asked = ask();
    out = asked.then(
      () => {
        answered = true;
      },
      () => {
        out = null;
      },
    );
    return asked;
  };
}

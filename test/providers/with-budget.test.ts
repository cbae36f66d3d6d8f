import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf, type Provider, type ProviderFailure, providerError } from '../../src/evals/provider.ts';
import { formatUsd, parseUsd } from '../../src/meter/money.ts';
import { createBudget } from '../../src/providers/budget.ts';
import { withBudget } from '../../src/providers/with-budget.ts';
import { withRetry } from '../../src/providers/with-retry.ts';
import type { Completion, Usage } from '../../src/recordings/interaction.ts';
import { callOf, errorOf, never } from './model-call.ts';

const usd = (text: string): bigint => parseUsd(text);
const budgetOf = (limit: string, spent = '0') =>
  createBudget(usd(limit), usd(spent), (it) => `$${formatUsd(it)}`);

/** One token is a cent. */
const cent = usd('0.01');
const usageOf = (tokens: number): Usage => ({
  input: { total: tokens, cacheRead: 0, cacheWrite: 0 },
  output: { total: 0, reasoning: 0 },
});
const answerOf = (tokens: number | null): Completion =>
  ({ text: 'ok', usage: tokens === null ? null : usageOf(tokens) }) as Completion;
const pricer = (most: number) => ({
  most: () => BigInt(most) * cent,
  cost: (usage: Usage | null) => usage && BigInt(usage.input.total) * cent,
});
const failure = (kind: ProviderFailure['kind'], more: Partial<ProviderFailure> = {}) =>
  providerError('No.', { kind, status: null, retryable: true, retryAfterMs: null, ...more });
const answering = (complete: Provider['complete']): Provider => ({ id: 'x/y', complete });

/** What an attempt of the property comes to: the cents of its answer, or how it fails. */
type Attempt =
  | { readonly kind: 'answer'; readonly cents: number }
  | { readonly kind: 'unknown' | 'refused' | 'died' | 'unsent' };

const attempts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 20 }).map((cents): Attempt => ({ kind: 'answer', cents })),
  },
  fc.constantFrom<Attempt>({ kind: 'unknown' }, { kind: 'refused' }, { kind: 'died' }, { kind: 'unsent' }),
);

describe('withBudget', () => {
  it('never spends more than the budget, whatever ends when and however', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(attempts, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (scheduler, outcomes, most) => {
          const budget = budgetOf('1');
          const left = [...outcomes];
          let billed = 0n;
          const bill = (cents: number): void => {
            billed += BigInt(cents) * cent;
          };
          const provider = answering(async () => {
            const next = left.shift() ?? { kind: 'answer', cents: 1 };
            await scheduler.schedule(Promise.resolve());
            if (next.kind === 'answer') {
              bill(Math.min(next.cents, most));
              return answerOf(Math.min(next.cents, most));
            }
            if (next.kind === 'refused') throw failure('rate-limit', { status: 429 });
            if (next.kind === 'unsent') throw failure('network', { unsent: true });
            // Billed, and nobody says how much: the most there can be.
            bill(most);
            if (next.kind === 'unknown') return answerOf(null);
            throw failure('network');
          });
          const clock = { now: () => 0, sleep: () => scheduler.schedule(Promise.resolve()) as Promise<void> };
          const asked = withRetry(withBudget(provider, budget, pricer(most)), { clock });
          const calls = outcomes.map(() =>
            asked.complete(callOf('x/y'), never).catch((error: unknown) => error),
          );
          await scheduler.waitFor(Promise.all(calls));
          expect(billed).toBeLessThanOrEqual(usd('1'));
          expect(budget.spent).toBe(billed);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('learns from the first answer what an estimate is off by, before others are sent', async () => {
    const budget = budgetOf('1');
    let [running, most, asked] = [0, 0, 0];
    const provider = answering(async () => {
      asked += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return answerOf(30);
    });
    const limited = withBudget(provider, budget, pricer(2));
    const ended = await Promise.allSettled(
      Array.from({ length: 10 }, () => limited.complete(callOf('x/y'), never)),
    );
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(asked).toBe(3);
    expect(most).toBe(2);
    expect(formatUsd(budget.spent)).toBe('0.9');
  });

  it('waits for what may be given back, and says what it cannot cover', async () => {
    const budget = budgetOf('1', '0.5');
    const provider = withBudget(
      answering(async () => answerOf(1)),
      budget,
      pricer(50),
    );
    await Promise.all([1].map(() => provider.complete(callOf('x/y'), never)));
    const error = (await errorOf(provider.complete(callOf('x/y'), never))) as Error;
    expect(error).toMatchObject({ code: 'budget' });
    expect(failureOf(error)).toBeNull();
    expect(error.message).toBe('The budget of $1 stops this call, which may cost $0.5: $0.51 is spent.');
  });

  it('leaves the queue when the run is called off', async () => {
    const budget = budgetOf('1');
    const stop = new AbortController();
    const held = await budget.reserve(usd('1'), never);
    const waiting = errorOf(budget.reserve(usd('1'), stop.signal));
    stop.abort();
    expect(await waiting).toMatchObject({ code: 'interrupted' });
    held.settle(0n);
    await budget.reserve(usd('1'), never);
  });

  it('asks for nothing where a call is free', async () => {
    const provider = withBudget(
      answering(async () => answerOf(0)),
      budgetOf('0'),
      pricer(0),
    );
    expect(await provider.complete(callOf('x/y'), never)).toMatchObject({ text: 'ok' });
  });
});

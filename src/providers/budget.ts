import { PromptopsError } from '../errors.ts';
import type { Money } from '../meter/money.ts';
import { interruption, whenAborted } from './interrupted.ts';

/** What a run may spend. What is settled and what is reserved together never exceed it. */
export type Budget = {
  /**
   * Sets aside what a call may cost at most. Waits where a call on its way may give back enough; throws `budget` where
   * even then it would not fit.
   */
  reserve(most: Money, signal: AbortSignal): Promise<Reservation>;
  readonly limit: Money;
  /** Settled so far, of this run's earlier sessions too. */
  readonly spent: Money;
};

export type Reservation = {
  /** Called once, with what the call did cost. */
  settle(cost: Money): void;
};

type Waiting = { readonly most: Money; readonly go: () => void; readonly refuse: () => void };

/** A budget of which `spent` is gone already. Amounts in errors are written by `show`. */
export function createBudget(limit: Money, spent: Money, show: (amount: Money) => string): Budget {
  const queue: Waiting[] = [];
  let [settled, reserved] = [spent, 0n];
  const fits = (most: Money): boolean => settled + reserved + most <= limit;
  const isHopeless = (most: Money): boolean => settled + most > limit;
  const pump = (): void => {
    for (let head = queue[0]; head; head = queue[0]) {
      if (isHopeless(head.most)) head.refuse();
      else if (fits(head.most)) head.go();
      else return;
    }
  };
  const take = (most: Money): Reservation => {
    reserved += most;
    return {
      settle(cost) {
        reserved -= most;
        settled += cost;
        pump();
      },
    };
  };
  return {
    limit,
    get spent() {
      return settled;
    },
    reserve(most, signal) {
      if (signal.aborted) return Promise.reject(interruption(signal));
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          stopListening();
          queue.splice(queue.indexOf(waiting), 1);
        };
        const waiting: Waiting = {
          most,
          go: () => {
            leave();
            resolve(take(most));
          },
          refuse: () => {
            leave();
            reject(overBudget(show(limit), show(settled), show(most)));
          },
        };
        const stopListening = whenAborted(signal, () => {
          leave();
          reject(interruption(signal));
          pump();
        });
        queue.push(waiting);
        pump();
      });
    },
  };
}

const overBudget = (limit: string, spent: string, most: string): PromptopsError =>
  new PromptopsError(
    'budget',
    `The budget of ${limit} stops this call, which may cost ${most}: ${spent} is spent.`,
    {
      hint: 'Raise `--max-cost`, or lower `maxOutputTokens` of the prompt: a call is reserved at its longest answer.',
    },
  );

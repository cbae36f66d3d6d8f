import { formatUsd, type Money } from '../meter/money.ts';
import type { Usage } from '../recordings/interaction.ts';
import type { ModelRequest } from '../render/request.ts';
import type { CallPrice } from './call-price.ts';
import { plus } from './sums.ts';

export type Amounts = {
  /** Calls nobody has an answer to. */
  readonly calls: number;
  /** To expect, by the length of earlier answers of the same prompt and model; null: there are none, or no price. */
  readonly usd: string | null;
  /** Every answer as long as it may be; null: no price is known. */
  readonly mostUsd: string | null;
};

/** Sums over calls that are alike. */
export type CallSum = {
  readonly price: CallPrice | null;
  /** Of the models that may stand in. */
  readonly others: readonly (CallPrice | null)[];
  calls: number;
  input: number;
  most: Money | null;
  /** Answers whose length is known, and their tokens. */
  answers: number;
  output: number;
};

/** Tokens of earlier answers in a request that are not there yet: at the most, and those of which nothing is known. */
export type Unsaid = { readonly most: number; readonly unknown: number };

export const emptySum = (price: CallPrice | null, others: CallSum['others']): CallSum => ({
  price,
  others,
  calls: 0,
  input: 0,
  most: 0n,
  answers: 0,
  output: 0,
});

/** Adds a call; returns how many tokens its answer may have. */
export function addCall(sum: CallSum, request: ModelRequest, unsaid: Unsaid): number {
  sum.calls += 1;
  if (!sum.price) {
    sum.most = null;
    return 0;
  }
  const size = sum.price.size(request);
  sum.input += size.input + unsaid.unknown;
  const worsts = [sum.price, ...sum.others].map((price) => worstOf(price, request, unsaid.most));
  sum.most = plus(sum.most, worsts.reduce(dearest));
  return size.output;
}

/** Adds how long an answer was. */
export function addLength(sum: CallSum, usage: Usage | null | undefined): void {
  if (!usage) return;
  sum.answers += 1;
  sum.output += usage.output.total;
}

function worstOf(price: CallPrice | null, request: ModelRequest, unsaid: number): Money | null {
  if (price === null) return null;
  const { most, output } = price.size(request);
  return price.worst({ most: most + unsaid, output });
}

const dearest = (a: Money | null, b: Money | null): Money | null =>
  a === null || b === null ? null : a > b ? a : b;

export function amountsOf(sums: readonly CallSum[]): Amounts {
  const total = (of: (sum: CallSum) => Money | null): string | null => {
    const money = sums.reduce<Money | null>((all, sum) => plus(all, of(sum)), 0n);
    return money === null ? null : formatUsd(money);
  };
  const calls = sums.reduce((all, sum) => all + sum.calls, 0);
  return { calls, usd: total(expectedOf), mostUsd: total(({ most }) => most) };
}

/** Each call as the mean of them all: as long as the others of its prompt, answered as briefly. */
function expectedOf({ price, calls, input, answers, output }: CallSum): Money | null {
  if (calls === 0) return 0n;
  if (!price || answers === 0) return null;
  const usage: Usage = {
    input: { total: Math.ceil(input / calls), cacheRead: 0, cacheWrite: 0 },
    output: { total: Math.ceil(output / answers), reasoning: 0 },
  };
  const each = price.costOf(usage);
  return each === null ? null : each * BigInt(calls);
}

import { PromptopsError } from '../errors.ts';
import { formatUsd, type Money, parseUsd, sumUsd } from '../meter/money.ts';
import type { PricingConfig } from '../meter/prices.ts';
import { takeTurn } from '../model/turn.ts';
import type { Completion, Usage } from '../recordings/interaction.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import { type CallPrice, findCallPrice } from './call-price.ts';
import { converse } from './conversation.ts';
import { type Job, slotOf } from './job.ts';
import type { PlannedJobs } from './plan.ts';
import type { ModelCall } from './provider.ts';
import type { Pending } from './resume.ts';
import { sensitiveValues } from './sensitive-values.ts';
import { standInsOf } from './stand-in.ts';
import { plus } from './sums.ts';

/** What a plan will ask for and cost, before anything is sent. */
export type Estimate = Amounts & {
  /** What the run may spend, decimal USD; null: no budget. */
  readonly budgetUsd: string | null;
  readonly rows: readonly (Amounts & { readonly prompt: string; readonly model: string })[];
};

type Amounts = {
  /** Calls nobody has an answer to. */
  readonly calls: number;
  /** To expect, by the length of earlier answers of the same prompt and model; null: there are none, or no price. */
  readonly usd: string | null;
  /** Every answer as long as it may be; null: no price is known. */
  readonly mostUsd: string | null;
};

/** An answer that is at hand, or one that was, whose request has changed since. */
export type KnownAnswer = { readonly answer: Completion | null; readonly outdated: Completion | null };

export type EstimatePorts = {
  readonly config: PricingConfig;
  readonly pending: Pending;
  readonly signal: AbortSignal;
  /** Asks nobody. */
  readonly known: (model: string, call: ModelCall) => Promise<KnownAnswer>;
};

/** Sums over the calls of a prompt and model. */
type Sum = {
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

/**
 * Goes over a plan without asking anybody: what is recorded is followed as it would be in the run, so that later turns
 * and tool results are counted too. What has no answer yet is taken at its longest where it becomes part of a later turn.
 */
export async function estimatePlan(
  plan: PlannedJobs,
  ports: EstimatePorts,
  budgetUsd: number | null,
): Promise<Estimate> {
  const sums = new Map<string, Sum>();
  const prices = new Map<string, CallPrice | null>();
  for (const model of plan.models) prices.set(model, await findCallPrice(model, ports.config));
  let seen = 0;
  for await (const job of plan.stream()) {
    if (ports.signal.aborted) break;
    if (job.case.skip || !ports.pending.take(job.key)) continue;
    const key = JSON.stringify([job.prompt.id, job.model]);
    const sum = sums.get(key) ?? emptySum(prices.get(job.model) ?? null, await pricesOf(job, ports.config));
    sums.set(key, sum);
    await addJob(job, sum, ports);
    seen += 1;
    if (seen % jobsPerTurn === 0) await takeTurn();
  }
  const rows = [...sums].map(([key, sum]) => {
    const [prompt, model] = JSON.parse(key) as [string, string];
    return { prompt, model, ...amountsOf([sum]) };
  });
  return {
    ...amountsOf([...sums.values()]),
    budgetUsd: budgetUsd === null ? null : formatUsd(parseUsd(budgetUsd.toFixed(12))),
    rows,
  };
}

/** A run and what it is compared with. */
export const joinEstimates = (one: Estimate, other: Estimate): Estimate => ({
  calls: one.calls + other.calls,
  usd: sumUsd([one.usd, other.usd]),
  mostUsd: sumUsd([one.mostUsd, other.mostUsd]),
  budgetUsd: one.budgetUsd,
  rows: [...one.rows, ...other.rows],
});

const jobsPerTurn = 256;

const pricesOf = (job: Job, config: PricingConfig): Promise<Sum['others']> =>
  Promise.all(standInsOf(job).map((model) => findCallPrice(model, config)));

const emptySum = (price: CallPrice | null, others: Sum['others']): Sum => ({
  price,
  others,
  calls: 0,
  input: 0,
  most: 0n,
  answers: 0,
  output: 0,
});

async function addJob(job: Job, sum: Sum, { known, signal }: EstimatePorts): Promise<void> {
  // Tokens of answers that are not there yet.
  let unsaid = 0;
  const complete = async (call: ModelCall): Promise<Completion> => {
    const { answer, outdated } = await known(job.model, call);
    const length = (answer ?? outdated)?.usage?.output.total;
    if (length !== undefined) {
      sum.answers += 1;
      sum.output += length;
    }
    if (answer) return answer;
    unsaid += addCall(sum, call, unsaid);
    return unknownAnswer;
  };
  try {
    const vars = await job.vars();
    const { model, locale, variant, matches } = job;
    const request = renderPrompt(job.prompt, vars, { model, locale, variant }, matches ? { matches } : {});
    const exchange = {
      prompt: job.prompt.id,
      case: job.case,
      request,
      slot: slotOf(job),
      provider: { id: model, complete },
      sensitive: sensitiveValues(job.inputs, vars),
      stream: false,
      onRetry: () => {},
      onAnswer: () => {},
    };
    for await (const _ of converse(exchange, signal));
  } catch (error) {
    // What cannot be asked costs nothing; the run says why.
    if (!(error instanceof PromptopsError)) throw error;
  }
}

/** Adds a call; returns how many tokens its answer may have. */
function addCall(sum: Sum, call: ModelCall, unsaid: number): number {
  sum.calls += 1;
  if (!sum.price) {
    sum.most = null;
    return 0;
  }
  const size = sum.price.size(call.request);
  sum.input += size.input + unsaid;
  const worsts = [sum.price, ...sum.others].map((price) => worstOf(price, call, unsaid));
  sum.most = plus(sum.most, worsts.reduce(dearest));
  return size.output;
}

function worstOf(price: CallPrice | null, { request }: ModelCall, unsaid: number): Money | null {
  if (price === null) return null;
  const { most, output } = price.size(request);
  return price.worst({ most: most + unsaid, output });
}

const dearest = (a: Money | null, b: Money | null): Money | null =>
  a === null || b === null ? null : a > b ? a : b;

const unknownAnswer: Completion = {
  text: '',
  toolCalls: [],
  finish: { reason: 'stop', raw: null },
  model: null,
  usage: null,
  timing: { firstTokenMs: null, totalMs: 0 },
  warnings: [],
  origin: 'live',
  replayed: false,
};

function amountsOf(sums: readonly Sum[]): Amounts {
  const total = (of: (sum: Sum) => Money | null): string | null => {
    const money = sums.reduce<Money | null>((all, sum) => plus(all, of(sum)), 0n);
    return money === null ? null : formatUsd(money);
  };
  const calls = sums.reduce((all, sum) => all + sum.calls, 0);
  return { calls, usd: total(expectedOf), mostUsd: total(({ most }) => most) };
}

/** Each call as the mean of them all: as long as the others of its prompt, answered as briefly. */
function expectedOf({ price, calls, input, answers, output }: Sum): Money | null {
  if (calls === 0) return 0n;
  if (!price || answers === 0) return null;
  const usage: Usage = {
    input: { total: Math.ceil(input / calls), cacheRead: 0, cacheWrite: 0 },
    output: { total: Math.ceil(output / answers), reasoning: 0 },
  };
  const each = price.costOf(usage);
  return each === null ? null : each * BigInt(calls);
}

import { PromptopsError } from '../errors.ts';
import { formatUsd, parseUsd, sumUsd } from '../meter/money.ts';
import type { PricingConfig } from '../meter/prices.ts';
import { takeTurn } from '../model/turn.ts';
import type { Completion, Slot } from '../recordings/interaction.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import { askFor } from './ask-for.ts';
import { type CallPrice, findCallPrice } from './call-price.ts';
import { type Amounts, addCall, addLength, amountsOf, type CallSum, emptySum } from './call-sum.ts';
import { converse } from './conversation.ts';
import { writeVector } from './embedding.ts';
import { type Job, slotOf } from './job.ts';
import type { PlannedJobs } from './plan.ts';
import type { ModelCall } from './provider.ts';
import type { Pending } from './resume.ts';
import { type PreparedAssertion, scoreAssertions } from './score.ts';
import { sensitiveValues } from './sensitive-values.ts';
import { standInsOf } from './stand-in.ts';
import { createDue, subjectOf } from './subject.ts';

/** What a plan will ask for and cost, before anything is sent. */
export type Estimate = Amounts & {
  /** What the run may spend, decimal USD; null: no budget. */
  readonly budgetUsd: string | null;
  readonly rows: readonly EstimateRow[];
};

/** The calls of a prompt's cases on one model; `role`: its answers, what judges say of them, or their embeddings. */
export type EstimateRow = Amounts & {
  readonly prompt: string;
  readonly model: string;
  readonly role: Slot['role'];
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

/**
 * Goes over a plan without asking anybody: what is recorded is followed as it would be in the run, so that later turns,
 * tool results and what judges are asked are counted too. What has no answer yet is taken as it was before and, at the
 * most, at its longest, where it becomes part of a later question.
 */
export async function estimatePlan(
  plan: PlannedJobs,
  ports: EstimatePorts,
  budgetUsd: number | null,
): Promise<Estimate> {
  const sums = createSums(ports.config);
  let seen = 0;
  for await (const job of plan.stream()) {
    if (ports.signal.aborted) break;
    if (job.case.skip || !ports.pending.take(job.key)) continue;
    await addJob(job, sums, ports);
    seen += 1;
    if (seen % jobsPerTurn === 0) await takeTurn();
  }
  return {
    ...amountsOf(sums.all().map(({ sum }) => sum)),
    budgetUsd: budgetUsd === null ? null : formatUsd(parseUsd(budgetUsd.toFixed(12))),
    rows: sums.all().map(({ sum, ...whose }) => ({ ...whose, ...amountsOf([sum]) })),
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

type Whose = Pick<EstimateRow, 'prompt' | 'model' | 'role'>;

type Sums = {
  /** The sum of a prompt's calls to a model in a role, which `others` may answer in its place. */
  of(whose: Whose, others?: readonly string[]): Promise<CallSum>;
  all(): readonly (Whose & { readonly sum: CallSum })[];
};

function createSums(config: PricingConfig): Sums {
  const sums = new Map<string, Whose & { readonly sum: CallSum }>();
  const prices = new Map<string, Promise<CallPrice | null>>();
  const priceOf = (model: string): Promise<CallPrice | null> => {
    const price = prices.get(model) ?? findCallPrice(model, config);
    prices.set(model, price);
    return price;
  };
  return {
    async of(whose, others = []) {
      const key = JSON.stringify([whose.prompt, whose.model, whose.role]);
      const known = sums.get(key);
      if (known) return known.sum;
      const sum = emptySum(await priceOf(whose.model), await Promise.all(others.map(priceOf)));
      sums.set(key, { ...whose, sum });
      return sum;
    },
    all: () => [...sums.values()],
  };
}

async function addJob(job: Job, sums: Sums, { known, signal }: EstimatePorts): Promise<void> {
  const { model, locale, variant, matches } = job;
  const prompt = job.prompt.id;
  const own = await sums.of({ prompt, model, role: 'target' }, standInsOf(job));
  let [unsaid, isGuess] = [{ most: 0, unknown: 0 }, false];
  const complete = async (call: ModelCall): Promise<Completion> => {
    const { answer, outdated } = await known(model, call);
    addLength(own, (answer ?? outdated)?.usage);
    isGuess = answer === null;
    if (answer) return answer;
    const longest = addCall(own, call.request, unsaid);
    unsaid = { most: unsaid.most + longest, unknown: unsaid.unknown + (outdated ? 0 : longest) };
    return outdated ?? noAnswer;
  };
  /** What assertions ask of other models. What is asked of an answer that is not there yet is asked anew. */
  const askBeside = async (other: string, call: ModelCall): Promise<Completion> => {
    const { role, call: index = 0 } = call.slot;
    const sum = await sums.of({ prompt, model: other, role });
    const { answer, outdated } = await known(other, call);
    addLength(sum, (answer ?? outdated)?.usage);
    // The first embedding is that of the answer, the others are those of references.
    const seesAnswer = role === 'judge' || index === 0;
    if (!answer || (isGuess && seesAnswer)) addCall(sum, call.request, seesAnswer ? unsaid : nothing);
    return role === 'embed' ? noDirection : (answer ?? anyChoice(call.request));
  };
  try {
    const vars = await job.vars();
    const request = renderPrompt(job.prompt, vars, { model, locale, variant }, matches ? { matches } : {});
    const hidden = sensitiveValues(job.inputs, vars);
    const askAs = askFor({
      job,
      hidden,
      signal,
      runScript: async () => ({ ok: true, value: true }),
      target: async (id) => ({ provider: { id, complete: (call) => askBeside(id, call) }, price: null }),
      onAnswer: () => {},
    });
    const exchange = {
      prompt,
      case: job.case,
      request,
      slot: slotOf(job),
      provider: { id: model, complete },
      sensitive: hidden,
      stream: false,
      onRetry: () => {},
      onAnswer: () => {},
    };
    const dueAt = createDue(job, request);
    for await (const answer of converse(exchange, signal)) {
      const { ofTurn, ofCase } = dueAt(answer);
      const subject = subjectOf(job, answer, { vars, costUsd: null });
      await scoreAssertions(onlyAsking(ofTurn), subject, askAs, { turn: answer.turn });
      await scoreAssertions(onlyAsking(ofCase), subject, askAs);
    }
  } catch (error) {
    // What cannot be asked costs nothing; the run says why.
    if (!(error instanceof PromptopsError)) throw error;
  }
}

/** Those that ask a model, at their places; the others have nothing to say here. */
const onlyAsking = (assertions: readonly PreparedAssertion[]): readonly PreparedAssertion[] =>
  assertions.some(asksAModel)
    ? assertions.map((one) => (asksAModel(one) ? one : { ...one, scorer: () => passed }))
    : [];

const asksAModel = ({ depends = [] }: PreparedAssertion): boolean => depends.some((one) => 'model' in one);

const passed = { pass: true, score: 1, message: '' };

const nothing = { most: 0, unknown: 0 };

const noAnswer: Completion = {
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

const noDirection: Completion = { ...noAnswer, text: writeVector([0]) };

/** An opinion, so that a judge that is asked again is asked again. */
export function anyChoice({ output }: ModelRequest): Completion {
  const { properties } = (output.schema ?? {}) as {
    readonly properties?: { readonly choice?: { readonly enum?: readonly unknown[] } };
  };
  const choice = properties?.choice?.enum?.[0] ?? '';
  return { ...noAnswer, text: JSON.stringify({ reason: '', choice }) };
}

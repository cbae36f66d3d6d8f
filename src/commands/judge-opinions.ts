import { PromptopsError } from '../errors.ts';
import type { Ask } from '../evals/assertion.ts';
import { findCallPrice } from '../evals/call-price.ts';
import { type Amounts, addCall, addLength, amountsOf, emptySum } from '../evals/call-sum.ts';
import { anyChoice } from '../evals/estimate.ts';
import { askJudge, type Judge, type Opinion } from '../evals/judge.ts';
import type { ModelCall } from '../evals/provider.ts';
import { costOf } from '../meter/cost.ts';
import { formatUsd, type Money } from '../meter/money.ts';
import { findPrice } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import { createProviderPool, type ProviderPool } from '../providers/provider-pool.ts';
import type { Completion } from '../recordings/interaction.ts';
import { fileCache } from '../source/cache.ts';
import { readEnvironment } from '../source/env-file.ts';
import { loadProjectPackage } from '../source/project-package.ts';
import type { Root } from '../source/root.ts';
import { codePort } from './code-port.ts';
import type { Context } from './context.ts';
import type { Labelled } from './judge-labels.ts';
import { openBudget } from './test-budget.ts';

export type Asking = {
  readonly root: Root;
  readonly config: Config;
  readonly context: Context;
  readonly model: string;
  /** US dollars that may be spent; null: any. */
  readonly maxCost: number | null;
  /** Only say what would be asked. */
  readonly isPlan: boolean;
};

export type Answers = {
  readonly opinions: readonly (Labelled & Opinion)[];
  /** Rows without a verdict. */
  readonly errors: readonly { readonly at: string; readonly message: string }[];
  /** What was thought to be asked and paid before it was. */
  readonly estimate: Amounts;
  readonly costUsd: string | null;
};

/** Asks for all rows at once, as far as the limits allow; answers of an earlier time come from the cache. */
export async function askAll(judge: Judge, rows: readonly Labelled[], asking: Asking): Promise<Answers> {
  const { root, config, context, model, maxCost, isPlan } = asking;
  const budget = await openBudget({ models: [model], config, replay: 'auto', maxCost, resumed: null });
  const pool = createProviderPool({
    providers: config.providers,
    limits: config.limits,
    env: await readEnvironment(root, context.env),
    concurrency: config.test.concurrency,
    timeout: config.test.timeout,
    loadPackage: (name) => loadProjectPackage(root, name),
    code: codePort(root, null, config),
    ...(budget ? { budget } : {}),
    recordings: {
      mode: 'auto',
      store: { read: async () => null, write: async () => {} },
      cache: fileCache(root, context.note),
      now: context.now,
    },
  });
  const answers: Completion[] = [];
  const ask = askerOf(judge.name, model, async (call) => {
    const completion = await pool.provider(model).complete(call, context.signal);
    answers.push(completion);
    return completion;
  });
  try {
    const estimate = await estimateOf(judge, rows, { pool, config, model });
    if (isPlan) return { opinions: [], errors: [], estimate, costUsd: '0' };
    const outcomes = await Promise.all(rows.map((row) => opinionOn(judge, row, { ask, model, call: 0 })));
    return {
      opinions: outcomes.flatMap((one) => ('choice' in one ? [one] : [])),
      errors: outcomes.flatMap((one) => ('message' in one ? [one] : [])),
      estimate,
      costUsd: await paidFor(answers, model, config),
    };
  } finally {
    await pool.close();
  }
}

/** What the rows will ask that no earlier answer is at hand for. Asks nobody. */
async function estimateOf(
  judge: Judge,
  rows: readonly Labelled[],
  { pool, config, model }: Pick<Asking, 'config' | 'model'> & { readonly pool: ProviderPool },
): Promise<Amounts> {
  const sum = emptySum(await findCallPrice(model, config), []);
  const ask = askerOf(judge.name, model, async (call) => {
    const { answer, outdated } = await pool.known(model, call);
    addLength(sum, (answer ?? outdated)?.usage);
    if (!answer) addCall(sum, call.request, { most: 0, unknown: 0 });
    return answer ?? anyChoice(call.request);
  });
  for (const row of rows) await opinionOn(judge, row, { ask, model, call: 0 });
  return amountsOf([sum]);
}

function askerOf(name: string, model: string, complete: (call: ModelCall) => Promise<Completion>): Ask {
  const ask: Ask = {
    script: () => Promise.reject(new Error('Nothing is run here.')),
    judge(request, call) {
      const slot = { role: 'judge', model, call, repeat: 0 } as const;
      return complete({
        prompt: `judges/${name}`,
        case: 'calibration',
        slot,
        request,
        sensitive: {},
        stream: false,
      });
    },
    embed: () => Promise.reject(new Error('Nothing is embedded here.')),
    within: () => ask,
  };
  return ask;
}

/** An opinion, or why there is none; throws what no further row would mend. */
async function opinionOn(
  judge: Judge,
  row: Labelled,
  door: Parameters<typeof askJudge>[2],
): Promise<(Labelled & Opinion) | { readonly at: string; readonly message: string }> {
  try {
    return { ...row, ...(await askJudge(judge, row.evidence, door)) };
  } catch (error) {
    if (!(error instanceof PromptopsError) || stops.has(error.code)) throw error;
    if (error.code !== 'recording-miss') return { at: row.at, message: error.message };
    // Nothing is recorded of a calibration: what is missing is the key.
    const why = error.details.at(-1) ?? 'its key is missing.';
    throw new PromptopsError('missing-key', `"${door.model}" cannot be asked: ${why}`);
  }
}

/** Decimal USD of what was asked now; null: no price is known. */
async function paidFor(
  answers: readonly Completion[],
  model: string,
  config: Config,
): Promise<string | null> {
  const price = (await findPrice(model, config))?.price ?? null;
  let paid: Money | null = 0n;
  for (const { usage, replayed } of answers) {
    const cost: Money | null = replayed ? 0n : usage && price ? costOf(usage, price) : null;
    paid = paid === null || cost === null ? null : paid + cost;
  }
  return paid === null ? null : formatUsd(paid);
}

/** What no further row would mend. */
const stops: ReadonlySet<string> = new Set(['interrupted', 'not-found', 'missing-key', 'invalid-vars']);

import type { Finding } from '../model/finding.ts';
import type { Attribution } from './attribution.ts';
import type { CostFacts } from './facts.ts';
import type { OutputEstimate } from './output-estimate.ts';
import type { Confidence, Sheet } from './sheet.ts';

/** A decimal amount of US dollars, exact. */
export type Usd = string;

/** What calls cost, on one side. */
export type Amounts = {
  /** null: unpriced. */
  readonly perThousandUsd: Usd | null;
  /** null: unpriced, or nobody said how often it is called. */
  readonly monthlyUsd: Usd | null;
};

/** What changed. `month`: dollars a month; `thousandCalls`: where no traffic is known. */
export type Delta = {
  readonly unit: 'month' | 'thousandCalls';
  readonly usd: Usd;
  /** Of the base; null: it costs nothing. */
  readonly pct: number | null;
  /** What it is due to; the terms sum to `usd` exactly. */
  readonly terms: Readonly<Record<keyof Attribution, Usd>>;
};

export type PromptCost = Amounts & {
  readonly prompt: string;
  readonly path: string;
  readonly useCase: string | null;
  readonly status: 'kept' | 'added' | 'removed';
  readonly model: string;
  /** Which entry of the price list; null: unpriced. */
  readonly price: { readonly match: string; readonly model: string } | null;
  /** Tokens of the average call. */
  readonly input: {
    readonly tokens: number;
    readonly confidence: Confidence;
    /** Largest relative error to expect. */
    readonly band: number;
    readonly basis: Sheet['basis'];
    /** What is sent and not counted. */
    readonly uncounted: readonly string[];
  };
  readonly output: OutputEstimate & {
    /** The base's, for both sides: nothing but the text changed. */
    readonly heldConstant: boolean;
  };
  readonly callsPerMonth: number | null;
  /** null: there is nothing to compare with. */
  readonly base: (Amounts & { readonly model: string; readonly inputTokens: number }) | null;
  readonly delta: Delta | null;
  readonly markets: readonly MarketCost[];
  /** What it was made of, for `--compare-to`; null: it is gone. */
  readonly facts: CostFacts | null;
};

/** A prompt in one market; one without a name where no markets are given. */
export type MarketCost = Amounts & {
  readonly market: string | null;
  readonly locale: string | null;
  /** Of the prompt's calls. */
  readonly share: number;
  readonly inputTokens: number;
  readonly baseMonthlyUsd: Usd | null;
};

export type GroupKey = 'prompt' | 'useCase' | 'market' | 'locale' | 'model';

/** A sum over prompts or parts of them. */
export type CostGroup = {
  /** null: those that have none. */
  readonly name: string | null;
  readonly prompts: number;
  /** Of those with traffic. */
  readonly callsPerMonth: number | null;
  /** null: none of them has traffic and a price. */
  readonly monthlyUsd: Usd | null;
  readonly baseMonthlyUsd: Usd | null;
  readonly deltaUsd: Usd | null;
};

/** What the same calls cost on another model. */
export type Alternative = Amounts & {
  readonly prompt: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Against the prompt's own model: a month, else a thousand calls. */
  readonly differenceUsd: Usd | null;
  readonly differencePct: number | null;
};

/** How a prompt's cost comes about in one market. */
export type ExplainedMarket = {
  readonly market: string | null;
  readonly locale: string | null;
  readonly terms: readonly ExplainedTerm[];
};

/** One term of the formula, in the order of the formula; those that begin with `=` are results. */
export type ExplainedTerm = {
  readonly term: string;
  /** Decimal; `?` or `unpriced` where nobody knows. */
  readonly value: string;
  readonly unit:
    | 'tokens'
    | 'share'
    | 'factor'
    | 'calls'
    | 'usd'
    | 'usd per million tokens'
    | 'usd per thousand calls';
  readonly source: string;
  /** `stated`: the traffic file or the command line says so; `listed`: the price list. */
  readonly confidence: Confidence | 'stated' | 'listed';
};

export type CostTotals = {
  readonly prompts: number;
  /** Sum of the prompts that have traffic and a price; null: none has. */
  readonly monthlyUsd: Usd | null;
  readonly dailyUsd: Usd | null;
  readonly baseMonthlyUsd: Usd | null;
  readonly delta: Delta | null;
  /** Prompts that are not in the sum. */
  readonly unpriced: readonly string[];
  readonly withoutTraffic: readonly string[];
};

export type GateResult = {
  readonly gate: string;
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly passed: boolean;
  readonly want: string;
  readonly got: string;
  readonly message: string | null;
};

export type CostParts = {
  readonly prices: { readonly date: string; readonly sources: readonly string[] };
  /** Of the head; null: there is no traffic file. */
  readonly traffic: { readonly path: string; readonly scenario: string | null } | null;
  /** What was asked with `--what-if`; the base is then what is. */
  readonly whatIf: {
    readonly model: string | null;
    readonly cacheHitRate: number | null;
    readonly batchShare: number | null;
  } | null;
  readonly base: { readonly name: string; readonly commit: string | null } | null;
  readonly prompts: readonly PromptCost[];
  readonly by: GroupKey;
  readonly groups: readonly CostGroup[];
  readonly alternatives: readonly Alternative[];
  readonly totals: CostTotals;
  /** Of the one prompt that was asked about; null: none was. */
  readonly explained: { readonly prompt: string; readonly markets: readonly ExplainedMarket[] } | null;
  readonly gates: readonly GateResult[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

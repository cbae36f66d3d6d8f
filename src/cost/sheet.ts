import type { PromptTraffic } from './prompt-traffic.ts';
import type { TokenSpread } from './traffic.ts';

/** How a number of tokens is known, surest first. */
export type Confidence = 'exact-api' | 'observed' | 'bpe' | 'estimate' | 'assumed';

/** What one call of a prompt sends, in tokens of one model: measured on golden cases, never on their sum. */
export type Sheet = {
  readonly model: string;
  readonly requests: readonly SheetRequest[];
  /** Few-shot messages, and tools and output schema: the same in every request. */
  readonly examples: number;
  readonly tools: number;
  /** Of the static start of the request, what belongs to messages, examples and tools. */
  readonly prefix: { readonly text: number; readonly examples: number; readonly tools: number };
  /** Where the sizes of the variables come from. */
  readonly basis: 'cases' | 'examples' | 'assumed';
  /** Of the whole request: as sure as its least sure part. */
  readonly confidence: Confidence;
  readonly partConfidence: { readonly text: Confidence; readonly tools: Confidence };
  /** What counted it, in words. */
  readonly counter: string;
  /** Largest relative error to expect of the input. */
  readonly band: number;
  /** What is sent and not counted: no public rule says how. */
  readonly uncounted: readonly string[];
};

/** The part of a request that is its own. */
export type SheetRequest = {
  /** Written messages with their variables, and the format around all messages. */
  readonly text: number;
  readonly overhead: number;
  readonly history: number;
  readonly media: number;
  /** Tokens of single variables, part of `text`; only of those that were asked for. */
  readonly vars: Readonly<Record<string, number>>;
};

/** One request as it is priced; `weight` of all. */
export type MixedRequest = { readonly weight: number; readonly input: number };

/**
 * The requests of a sheet with the sizes production has in place of the golden cases'. A mean with a 95th percentile
 * becomes two requests, one call in twenty as large as that and the others as small as the mean then asks: long
 * requests may fall into a dearer tier, which an average would hide.
 */
export function mixRequests(sheet: Sheet, vars: PromptTraffic['vars']): readonly MixedRequest[] {
  const fixed = sheet.examples + sheet.tools;
  const asked = Object.entries(vars);
  return sheet.requests.flatMap((request) => {
    const given = asked.filter(([name]) => Object.hasOwn(request.vars, name));
    const input = fixed + request.text + request.overhead + request.history + request.media;
    if (given.length === 0) return [{ weight: 20, input }];
    const own = given.reduce((sum, [name]) => sum + (request.vars[name] ?? 0), 0);
    const withVars = (size: (spread: TokenSpread) => number): number =>
      Math.max(0, input - own + given.reduce((sum, [, spread]) => sum + size(spread), 0));
    if (given.every(([, { mean, p95 }]) => mean === p95))
      return [{ weight: 20, input: Math.round(withVars(({ mean }) => mean)) }];
    return [
      { weight: 19, input: Math.round(withVars(({ mean, p95 }) => (20 * mean - p95) / 19)) },
      { weight: 1, input: Math.round(withVars(({ p95 }) => p95)) },
    ];
  });
}

/** Input tokens of the average call, for people: what is paid is summed over requests. */
export function meanInput(requests: readonly MixedRequest[]): number {
  const weight = requests.reduce((sum, request) => sum + request.weight, 0);
  return Math.round(requests.reduce((sum, { weight: part, input }) => sum + part * input, 0) / weight);
}

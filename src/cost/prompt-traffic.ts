import { globMatcher, isGlob } from '../model/glob.ts';
import { one, type Ratio, toRatio } from './ratio.ts';
import type { Entries, Market, ScenarioEntry, TokenSpread, TrafficEntry, TrafficFile } from './traffic.ts';

/** How one prompt is called. */
export type PromptTraffic = {
  /** Calls a month; null: nobody said. */
  readonly calls: Ratio | null;
  /** Where they come from; the shares add up to one. */
  readonly cells: readonly Cell[];
  /** Sizes of variables that stand in place of the golden cases'. */
  readonly vars: Readonly<Record<string, TokenSpread>>;
  readonly outputTokens: TokenSpread | null;
  readonly cacheHitRate: Ratio;
  readonly batchShare: Ratio;
  readonly retryRate: Ratio;
  /** Where each number was written, for who asks: a pattern of the file, a scenario, an option. */
  readonly sources: Readonly<Partial<Record<TrafficKey, string>>>;
};

export type Cell = {
  /** null: no markets are given; `other`: what the given ones leave. */
  readonly market: string | null;
  /** null: the base text. */
  readonly locale: string | null;
  readonly share: Ratio;
};

export type TrafficKey = keyof TrafficEntry;

/** What the command line says instead of the file. */
export type TrafficChanges = {
  readonly scenario: string | null;
  readonly cacheHitRate: number | null;
  readonly batchShare: number | null;
};

type Written = { readonly value: TrafficEntry; readonly sources: PromptTraffic['sources'] };

/** Looks up the traffic of prompts; `locales` are those the prompt has. No file: nobody has said anything. */
export function createTrafficFinder(
  file: TrafficFile | null,
  { scenario, cacheHitRate, batchShare }: TrafficChanges,
): (id: string, locales: readonly string[]) => PromptTraffic {
  const usual = createMatcher(file?.entries ?? []);
  const other = createMatcher((scenario !== null && file?.scenarios[scenario]) || []);
  const typed: TrafficEntry = {
    ...(cacheHitRate === null ? {} : { cacheHitRate }),
    ...(batchShare === null ? {} : { batchShare }),
  };
  return (id, locales) => {
    const base = merge(usual(id).map(({ pattern, entry }) => [nameOf(pattern), entry]));
    const said = other(id).map(({ entry }) => [`scenario ${scenario}`, entry] as const);
    const changed = merge([['--what-if', typed], ...said, ...layersOf(base)]);
    const factor = said.find(
      ([, entry]) => entry.factor !== undefined || entry.callsPerMonth !== undefined,
    )?.[1].factor;
    return toTraffic(changed, factor ?? 1, locales);
  };
}

const nameOf = (pattern: string): string => (pattern === '**' ? 'defaults' : pattern);

const layersOf = ({ value, sources }: Written): readonly (readonly [string, TrafficEntry])[] =>
  Object.entries(value).map(([key, held]) => [sources[key as TrafficKey] ?? '', { [key]: held }]);

/** The strongest word on each key, and who has it. */
function merge(layers: readonly (readonly [source: string, entry: ScenarioEntry])[]): Written {
  const value: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const [source, { factor: _none, ...entry }] of layers) {
    for (const [key, held] of Object.entries(entry)) {
      if (key in value) continue;
      value[key] = held;
      sources[key] = source;
    }
  }
  return { value, sources };
}

/** Entries that are about a prompt, strongest first; ten thousand exact ids are looked up, not tried. */
function createMatcher<Entry>(entries: Entries<Entry>): (id: string) => Entries<Entry> {
  const exact = new Map(
    entries.filter(({ pattern }) => !isGlob(pattern)).map((each) => [each.pattern, each]),
  );
  const globs = entries
    .filter(({ pattern }) => isGlob(pattern))
    .map((each) => ({ each, matches: globMatcher(each.pattern) }));
  return (id) => {
    const own = exact.get(id);
    const around = globs.filter(({ matches }) => matches(id)).map(({ each }) => each);
    return own ? [own, ...around] : around;
  };
}

function toTraffic({ value, sources }: Written, factor: number, locales: readonly string[]): PromptTraffic {
  const { callsPerMonth, markets, vars, outputTokens, cacheHitRate, batchShare, retryRate } = value;
  return {
    calls: callsPerMonth === undefined ? null : (toRatio(callsPerMonth) * toRatio(factor)) / one,
    cells: cellsOf(markets ?? [], locales),
    vars: vars ?? {},
    outputTokens: outputTokens ?? null,
    cacheHitRate: toRatio(cacheHitRate ?? 0),
    batchShare: toRatio(batchShare ?? 0),
    retryRate: toRatio(retryRate ?? 0),
    sources,
  };
}

function cellsOf(markets: readonly Market[], locales: readonly string[]): readonly Cell[] {
  if (markets.length === 0) return [{ market: null, locale: null, share: one }];
  const cells = markets.map(({ name, share, locale }) => ({
    market: name,
    locale: localeOf(locale ?? name, locales),
    share: toRatio(share),
  }));
  const rest = one - cells.reduce((sum, { share }) => sum + share, 0n);
  return rest > 0n ? [...cells, { market: 'other', locale: null, share: rest }] : cells;
}

/** `de-AT` is served in `de` where there is nothing nearer. */
const localeOf = (wanted: string, locales: readonly string[]): string | null =>
  [wanted, wanted.split(/[-_]/)[0]].find((name) => name !== undefined && locales.includes(name)) ?? null;

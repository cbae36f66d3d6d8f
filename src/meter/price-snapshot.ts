import type { PriceBook, PriceMatch, PricingConfig, Rates } from './prices.ts';

/** One line of the snapshot: what is not there is not known. */
type Line = Partial<Rates> & {
  readonly perThousandRequests?: number;
  readonly tiers?: readonly (Partial<Rates> & { readonly over: number })[];
  readonly context?: number;
  readonly maxOutput?: number;
  readonly deprecated?: true;
  readonly aliases?: readonly string[];
};

/** The file as it is shipped: schemas/prices.schema.json. */
export type Snapshot = {
  readonly date: string;
  /** `sha256:…` over the rest, as RFC 8785 JSON. */
  readonly digest: string;
  readonly sources: readonly string[];
  readonly fallback: Readonly<Record<string, readonly string[]>>;
  /** By source: what a call in a batch costs of a usual one, and who says so. */
  readonly batch: Readonly<Record<string, { readonly factor: number; readonly source: string }>>;
  readonly models: Readonly<Record<string, Line>>;
};

type Entry = { readonly id: string; readonly line: Line; readonly exact: boolean };

/** Lower-case name → entry. */
type Names = ReadonlyMap<string, Entry>;

/** Price sources of provider kinds whose name is not the source's own. */
const sourceOfKind: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws',
  'google-vertex': 'google',
  xai: 'x-ai',
  'together-ai': 'together',
};

/** `-2025-04-14`, `-20250414`, `@20250414`, `-0414` (month and day) or `-2504` (year and month). */
const year = '20[2-3]\\d';
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01])';
const dateSuffix = new RegExp(
  `(?:-${year}-${month}-${day}|[-@]${year}${month}${day}|-${month}${day}|-2[3-9]${month})(?:-v\\d(?::\\d)?)?$`,
);

/** A price that stands before the snapshot's. */
type Stated = (modelId: string, config?: PricingConfig) => PriceMatch | null;

/** Indexes a snapshot; `stated` prices, the project's own, win over it. */
export function readSnapshot(snapshot: Snapshot, stated: Stated): PriceBook {
  const index = indexOf(snapshot);
  const sourcesOf = (provider: string, config?: PricingConfig): readonly string[] => {
    const kind = config?.providers[provider]?.kind ?? provider;
    const names = [sourceOfKind[provider] ?? provider, sourceOfKind[kind] ?? kind];
    const source = names.find((name) => index(name) !== null);
    return source === undefined ? [] : [source, ...(snapshot.fallback[source] ?? [])];
  };
  const listed = (modelId: string, config?: PricingConfig): PriceMatch | null => {
    const { provider, name } = splitModel(modelId);
    for (const source of sourcesOf(provider, config)) {
      const found = findIn(index(source), name, snapshot);
      if (found) return found;
    }
    return null;
  };
  const find: PriceBook['find'] = (modelId, config) => {
    const own = stated(modelId, config);
    return own?.match === 'override'
      ? withLimits(own, listed(modelId, config))
      : (own ?? listed(modelId, config));
  };
  return {
    date: snapshot.date,
    sources: snapshot.sources,
    find,
    known: (provider, config) =>
      sourcesOf(provider, config).flatMap((source) => [...(index(source)?.keys() ?? [])]),
    all(config) {
      const ids = new Set([...Object.keys(snapshot.models), ...Object.keys(config?.pricing?.models ?? {})]);
      return [...ids].sort().flatMap((id) => find(id, config) ?? []);
    },
  };
}

/** A price of the project's own says what it costs; how much it takes is as listed, unless stated too. */
const withLimits = (own: PriceMatch, listed: PriceMatch | null): PriceMatch => ({
  ...own,
  contextWindow: own.contextWindow ?? listed?.contextWindow ?? null,
  maxOutputTokens: own.maxOutputTokens ?? listed?.maxOutputTokens ?? null,
  deprecated: listed?.deprecated ?? false,
});

/** The names of one source, made when it is asked for: most projects need one or two. null: there is no such source. */
function indexOf({ models }: Snapshot): (source: string) => Names | null {
  const known = new Map<string, Names | null>();
  return (source) => {
    const names = known.get(source) ?? namesOf(models, `${source}/`);
    known.set(source, names);
    return names;
  };
}

function namesOf(models: Snapshot['models'], prefix: string): Names | null {
  const names = new Map<string, Entry>();
  for (const id of Object.keys(models)) {
    const line = id.startsWith(prefix) ? models[id] : undefined;
    if (!line) continue;
    names.set(id.slice(prefix.length).toLowerCase(), { id, line, exact: true });
    for (const alias of line.aliases ?? []) names.set(alias.toLowerCase(), { id, line, exact: false });
  }
  return names.size === 0 ? null : names;
}

/** Bedrock's names end in a revision, such as `-v1:0`, which the source leaves out of some. */
const withoutRevision = (name: string): readonly string[] =>
  [/:\d+$/, /-v\d+:\d+$/].flatMap((revision) => (revision.test(name) ? [name.replace(revision, '')] : []));

function findIn(names: Names | null, name: string, snapshot: Snapshot): PriceMatch | null {
  const lower = name.toLowerCase();
  const [entry] = [lower, ...withoutRevision(lower)].flatMap((one) => names?.get(one) ?? []);
  if (entry) {
    const isExact = entry.exact && entry.id.endsWith(`/${name}`);
    return matchOf(entry, isExact ? 'exact' : 'alias', snapshot);
  }
  const undated = lower.replace(dateSuffix, '');
  const family = undated === lower ? undefined : names?.get(undated);
  return family ? matchOf(family, 'prefix', snapshot) : null;
}

function matchOf({ id, line }: Entry, match: PriceMatch['match'], { date, batch }: Snapshot): PriceMatch {
  return {
    price: {
      ...ratesOf(line),
      tiers: (line.tiers ?? []).map((tier) => ({ ...ratesOf(tier), over: tier.over })),
      perThousandRequests: line.perThousandRequests ?? null,
      batchFactor: batch[splitModel(id).provider]?.factor ?? null,
    },
    match,
    model: id,
    contextWindow: line.context ?? null,
    maxOutputTokens: line.maxOutput ?? null,
    deprecated: line.deprecated ?? false,
    date,
  };
}

const ratesOf = (line: Partial<Rates>): Rates => ({
  input: line.input ?? null,
  output: line.output ?? null,
  cacheRead: line.cacheRead ?? null,
  cacheWrite: line.cacheWrite ?? null,
  reasoning: line.reasoning ?? null,
});

const splitModel = (modelId: string): { provider: string; name: string } => {
  const slash = modelId.indexOf('/');
  return slash === -1
    ? { provider: '', name: modelId }
    : { provider: modelId.slice(0, slash), name: modelId.slice(slash + 1) };
};

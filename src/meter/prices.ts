import type { Config } from '../model/config.ts';

/** USD per million tokens; null: the model has no such price. */
export type Rates = {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
};

export type Price = Rates & {
  /** Rates for requests with more than `over` input tokens, ascending. */
  readonly tiers: readonly (Rates & { readonly over: number })[];
  /** USD per thousand requests, on top of the tokens. */
  readonly perThousandRequests: number | null;
};

export type PriceMatch = {
  readonly price: Price;
  /** `config`: stated in promptops.yaml. `prefix`: the id with its date taken off; worth a warning. `computed`: echo. */
  readonly match: 'exact' | 'alias' | 'prefix' | 'config' | 'computed';
  /** Id in the snapshot, `provider/model`; the asked one for `config` and `computed`. */
  readonly model: string;
  /** Tokens it takes and gives at most; null: not known. */
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly deprecated: boolean;
  /** Date of the snapshot; null for `config` and `computed`. */
  readonly date: string | null;
};

/** The snapshot, read and indexed. */
export type PriceBook = {
  readonly date: string;
  readonly sources: readonly string[];
  /** Price of `provider/model`; null: none is known, which never means free. */
  find(modelId: string, config?: PricingConfig): PriceMatch | null;
  /** Every id and alias known for a provider of the config, for "did you mean": the parts behind `provider/`. */
  known(provider: string, config?: PricingConfig): readonly string[];
};

export type PricingConfig = Pick<Config, 'providers'>;

type Line = Partial<Rates> & {
  readonly perThousandRequests?: number;
  readonly tiers?: readonly (Partial<Rates> & { readonly over: number })[];
  readonly context?: number;
  readonly maxOutput?: number;
  readonly deprecated?: true;
  readonly aliases?: readonly string[];
};

type Snapshot = {
  readonly date: string;
  readonly sources: readonly string[];
  readonly fallback: Readonly<Record<string, readonly string[]>>;
  readonly models: Readonly<Record<string, Line>>;
};

type Entry = { readonly id: string; readonly line: Line; readonly exact: boolean };

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

let book: Promise<PriceBook> | null = null;

/** The price snapshot of this release, read once and only when asked for. */
export function loadPrices(): Promise<PriceBook> {
  book ??= import('./price-snapshot.generated.json', { with: { type: 'json' } }).then((module) =>
    readPrices(module.default as unknown as Snapshot),
  );
  return book;
}

/** Price of `provider/model`; null: none is known, which never means free. */
export async function findPrice(modelId: string, config?: PricingConfig): Promise<PriceMatch | null> {
  return stated(modelId, config) ?? (await loadPrices()).find(modelId, config);
}

function readPrices(snapshot: Snapshot): PriceBook {
  const index = indexOf(snapshot);
  const sourcesOf = (provider: string, config?: PricingConfig): readonly string[] => {
    const kind = config?.providers[provider]?.kind ?? provider;
    const names = [sourceOfKind[provider] ?? provider, sourceOfKind[kind] ?? kind];
    const source = names.find((name) => index(name) !== null);
    return source === undefined ? [] : [source, ...(snapshot.fallback[source] ?? [])];
  };
  return {
    date: snapshot.date,
    sources: snapshot.sources,
    find(modelId, config) {
      const given = stated(modelId, config);
      if (given) return given;
      const { provider, name } = splitModel(modelId);
      for (const source of sourcesOf(provider, config)) {
        const found = findIn(index(source), name, snapshot.date);
        if (found) return found;
      }
      return null;
    },
    known: (provider, config) =>
      sourcesOf(provider, config).flatMap((source) => [...(index(source)?.keys() ?? [])]),
  };
}

/** Lower-case name → entry. */
type Names = ReadonlyMap<string, Entry>;

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

function findIn(names: Names | null, name: string, date: string): PriceMatch | null {
  const lower = name.toLowerCase();
  const entry = names?.get(lower);
  if (entry) return matchOf(entry, entry.exact && entry.id.endsWith(`/${name}`) ? 'exact' : 'alias', date);
  const undated = lower.replace(dateSuffix, '');
  const family = undated === lower ? undefined : names?.get(undated);
  return family ? matchOf(family, 'prefix', date) : null;
}

function matchOf({ id, line }: Entry, match: PriceMatch['match'], date: string): PriceMatch {
  return {
    price: {
      ...ratesOf(line),
      tiers: (line.tiers ?? []).map((tier) => ({ ...ratesOf(tier), over: tier.over })),
      perThousandRequests: line.perThousandRequests ?? null,
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

/** A price that needs no snapshot: the config's own, and nothing for `echo`, which asks nobody. */
function stated(modelId: string, config?: PricingConfig): PriceMatch | null {
  const { provider } = splitModel(modelId);
  const given = config?.providers[provider];
  const computed = (given?.kind ?? provider) === 'echo';
  const rates = given?.price ?? (computed ? { input: 0, output: 0 } : null);
  if (!rates) return null;
  return {
    price: { ...ratesOf(rates), tiers: [], perThousandRequests: null },
    match: given?.price ? 'config' : 'computed',
    model: modelId,
    contextWindow: null,
    maxOutputTokens: null,
    deprecated: false,
    date: null,
  };
}

const splitModel = (modelId: string): { provider: string; name: string } => {
  const slash = modelId.indexOf('/');
  return slash === -1
    ? { provider: '', name: modelId }
    : { provider: modelId.slice(0, slash), name: modelId.slice(slash + 1) };
};

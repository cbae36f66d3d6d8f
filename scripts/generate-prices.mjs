// Writes src/meter/price-snapshot.generated.json, the dated price list promptops ships, from the npm package
// @pydantic/genai-prices (prices, context windows) and gpt-tokenizer (how much OpenAI's models may answer).
//
//   node scripts/generate-prices.mjs [--date 2026-11-24]
//
// Without --date it keeps the date of the snapshot as long as the sources are the same version, so that running it
// again gives the same bytes; with a newer source the date is today.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { waitForUpdate } from '@pydantic/genai-prices';
import canonicalize from 'canonicalize';

const target = fileURLToPath(new URL('../src/meter/price-snapshot.generated.json', import.meta.url));
const priceSource = '@pydantic/genai-prices';
const limitSource = 'gpt-tokenizer';

/**
 * What a call in a batch costs of a usual one, where the seller publishes a flat discount. Anthropic's and Google's
 * pages say so in copies of 2026; OpenAI's guide was not at hand, its forum and reviews of 2026 agree on half. Not every
 * model can be asked in batches, and Google's discount does not come on top of the one for cached input.
 */
const batch = {
  anthropic: { factor: 0.5, source: 'platform.claude.com/docs/en/build-with-claude/batch-processing' },
  google: {
    factor: 0.5,
    source: 'docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/batch-prediction-gemini',
  },
  openai: { factor: 0.5, source: 'platform.openai.com/docs/guides/batch' },
};

const byCodePoint = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** `name version` of an installed package. */
function versionOf(name) {
  const entry = createRequire(import.meta.url).resolve(name);
  const root = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return `${name} ${JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version}`;
}

/** Which model of a provider the source takes a name for: its first match, in its order. */
function matches(rule, name) {
  const text = name.toLowerCase();
  if ('or' in rule) return rule.or.some((part) => matches(part, name));
  if ('and' in rule) return rule.and.every((part) => matches(part, name));
  if ('equals' in rule) return text === rule.equals.toLowerCase();
  if ('starts_with' in rule) return text.startsWith(rule.starts_with.toLowerCase());
  if ('ends_with' in rule) return text.endsWith(rule.ends_with.toLowerCase());
  if ('contains' in rule) return text.includes(rule.contains.toLowerCase());
  return new RegExp(rule.regex).test(text);
}

function literalsOf(rule) {
  if ('or' in rule) return rule.or.flatMap(literalsOf);
  if ('and' in rule) return rule.and.flatMap(literalsOf);
  return [rule.equals ?? rule.starts_with ?? rule.contains ?? []].flat();
}

/** Other full names of a model. A rule such as "starts with gpt-4o-2024-" is no name. */
function aliasesOf(provider, model, taken) {
  return [...new Set(literalsOf(model.match))]
    .filter((name) => /[a-z0-9]$/i.test(name) && name !== model.id)
    .filter((name) => provider.models.find((other) => matches(other.match, name)) === model)
    .filter((name) => !taken.has(name.toLowerCase()))
    .sort(byCodePoint);
}

const secondsOf = (time) => {
  const [hours, minutes] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60;
};

/** What the source charges at one second of one day. */
function pricesAt(model, date, second) {
  if (!Array.isArray(model.prices)) return model.prices;
  const active = model.prices.findLast(({ constraint }) => {
    if (!constraint) return true;
    if (constraint.type === 'start_date') return constraint.start_date <= date;
    const [start, end] = [secondsOf(constraint.start_time), secondsOf(constraint.end_time)];
    return start <= end ? second >= start && second < end : second >= start || second < end;
  });
  return (active ?? model.prices[0]).prices;
}

const base = (price) => (typeof price === 'object' ? price.base : (price ?? 0));

/** The dearest prices of a day: an estimate must not lie below the bill because of the hour it was made in. */
function peakPrices(model, date) {
  const half = Array.from({ length: 48 }, (_, index) => pricesAt(model, date, index * 1800));
  return half.reduce((most, next) => {
    const dearer =
      base(next.input_mtok) + base(next.output_mtok) > base(most.input_mtok) + base(most.output_mtok);
    return dearer ? next : most;
  });
}

const keys = {
  input: 'input_mtok',
  output: 'output_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  reasoning: 'output_reasoning_mtok',
};

/** 0.18000000000000002 is how the source stores 0.18. */
const decimal = (price) => Number(price.toPrecision(12));

function ratesOf(prices, over) {
  const rates = {};
  for (const [ours, theirs] of Object.entries(keys)) {
    const price = prices[theirs];
    if (price === undefined) continue;
    const tier =
      typeof price === 'object' ? price.tiers.filter(({ start }) => start <= over).at(-1) : undefined;
    rates[ours] = decimal(tier ? tier.price : base(price));
  }
  return rates;
}

/** Tiers hold for the whole request once its input is longer than `over`. */
function tiersOf(prices) {
  const starts = Object.values(keys).flatMap((key) =>
    typeof prices[key] === 'object' ? prices[key].tiers : [],
  );
  const overs = [...new Set(starts.map(({ start }) => start))].sort((a, b) => a - b);
  return overs.map((over) => ({ over, ...ratesOf(prices, over) }));
}

/** One line of the snapshot; null for what has no price per token (then it is unpriced, never free). */
function entryOf(model, date, aliases, maxOutput) {
  const prices = peakPrices(model, date);
  if (prices.input_mtok === undefined && prices.output_mtok === undefined) return null;
  const tiers = tiersOf(prices);
  return {
    ...ratesOf(prices, -1),
    ...(prices.requests_kcount === undefined
      ? {}
      : { perThousandRequests: decimal(base(prices.requests_kcount)) }),
    ...(tiers.length > 0 ? { tiers } : {}),
    ...(model.context_window ? { context: model.context_window } : {}),
    ...(maxOutput ? { maxOutput } : {}),
    ...(model.deprecated ? { deprecated: true } : {}),
    ...(aliases.length > 0 ? { aliases } : {}),
  };
}

async function maxOutputs() {
  const models = await import(`${limitSource}/models`);
  return new Map(Object.values(models).map((model) => [model.name, model.max_output_tokens]));
}

/** The snapshot as text: sorted, one model a line, so that a review of new prices reads as a list. */
export async function generatePrices(date) {
  const providers = (await waitForUpdate()).toSorted((a, b) => byCodePoint(a.id, b.id));
  const limits = await maxOutputs();
  const lines = [];
  for (const provider of providers) {
    const taken = new Set(provider.models.map(({ id }) => id.toLowerCase()));
    for (const model of provider.models) {
      const maxOutput = provider.id === 'openai' ? limits.get(model.id) : undefined;
      const entry = entryOf(model, date, aliasesOf(provider, model, taken), maxOutput);
      if (entry) lines.push([`${provider.id}/${model.id}`, entry]);
    }
  }
  lines.sort(([a], [b]) => byCodePoint(a, b));
  const fallback = providers.filter((provider) => provider.fallback_model_providers);
  const head = {
    prices: 1,
    date,
    unit: 'USD per million tokens',
    sources: [versionOf(priceSource), versionOf(limitSource)],
    fallback: Object.fromEntries(fallback.map(({ id, fallback_model_providers: to }) => [id, to])),
    batch,
  };
  const digest = digestOf({ ...head, models: Object.fromEntries(lines) });
  const fields = Object.entries({ ...head, digest }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  const models = lines.map(([id, entry]) => `    ${JSON.stringify(id)}: ${JSON.stringify(entry)}`);
  return `{\n${fields.join('')}  "models": {\n${models.join(',\n')}\n  }\n}\n`;
}

const digestOf = (snapshot) => `sha256:${createHash('sha256').update(canonicalize(snapshot)).digest('hex')}`;

/** The date to write: the one asked for, else the present snapshot's while its sources are installed, else today. */
function dateToWrite(asked) {
  if (asked) return asked;
  const present = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : null;
  const sources = JSON.stringify([versionOf(priceSource), versionOf(limitSource)]);
  return present && JSON.stringify(present.sources) === sources
    ? present.date
    : new Date().toISOString().slice(0, 10);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const at = process.argv.indexOf('--date');
  writeFileSync(target, await generatePrices(dateToWrite(at === -1 ? null : process.argv[at + 1])));
}

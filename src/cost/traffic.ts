import type { Fault } from '../model/fault.ts';
import { globMatcher, isGlob } from '../model/glob.ts';
import { entriesOf, type JsonRecord, numberOf, recordOf, textOf } from '../model/shape.ts';
import { didYouMean } from '../model/suggest.ts';
import { validateFile } from '../model/validate.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';

export const trafficPath = 'promptops.traffic.yaml';

/** Tokens of a variable or an answer: usual calls, and the size one call in twenty reaches. */
export type TokenSpread = { readonly mean: number; readonly p95: number };

export type Market = {
  readonly name: string;
  /** Of the prompt's calls, 0 to 1. */
  readonly share: number;
  /** null: the prompt's locale of the same name, where it has one. */
  readonly locale: string | null;
};

/** What is written of one prompt, a glob or the defaults; absent keys say nothing. */
export type TrafficEntry = {
  readonly callsPerMonth?: number;
  readonly markets?: readonly Market[];
  readonly vars?: Readonly<Record<string, TokenSpread>>;
  readonly outputTokens?: TokenSpread;
  readonly cacheHitRate?: number;
  readonly batchShare?: number;
  readonly retryRate?: number;
};

/** What a scenario says: the same, and `factor` of the usual calls. */
export type ScenarioEntry = TrafficEntry & { readonly factor?: number };

/** Entries by id or glob, the defaults under `**`, strongest first. */
export type Entries<Entry> = readonly { readonly pattern: string; readonly entry: Entry }[];

/** `promptops.traffic.yaml`. */
export type TrafficFile = {
  readonly entries: Entries<TrafficEntry>;
  readonly scenarios: Readonly<Record<string, Entries<ScenarioEntry>>>;
};

/** A month has 30 days: traffic a day and traffic a month can be told from each other without a calendar. */
export const daysPerMonth = 30;

/**
 * The traffic of a parsed file, with what is wrong with it and where: unknown keys, rates that are none, prompts that
 * do not exist (`ids`: all prompts of the project).
 */
export function parseTraffic(
  file: YamlFile,
  ids: readonly string[],
): { readonly traffic: TrafficFile; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [...file.faults, ...validateFile('traffic', file)];
  const top = recordOf(file.value) ?? {};
  const read: Reader = { file, ids, faults };
  const defaults = recordOf(top['defaults']);
  const entries = readEntries(read, top['prompts'], ['prompts'], readEntry);
  return {
    traffic: {
      entries: [
        ...entries,
        ...(defaults ? [{ pattern: '**', entry: readEntry(read, defaults, ['defaults']) }] : []),
      ],
      scenarios: Object.fromEntries(
        entriesOf(top['scenarios']).map(([name, value]) => [name, readScenario(read, name, value)]),
      ),
    },
    faults,
  };
}

type Reader = { readonly file: YamlFile; readonly ids: readonly string[]; readonly faults: Fault[] };

function readScenario(read: Reader, name: string, value: unknown): Entries<ScenarioEntry> {
  const path: YamlPath = ['scenarios', name];
  const record = recordOf(value) ?? {};
  return [
    ...readEntries(read, record['prompts'], [...path, 'prompts'], readScaled),
    { pattern: '**', entry: readScaled(read, record, path) },
  ];
}

/** Exact ids first, then globs: those with more literal characters before others, of equal ones the later. */
function readEntries<Entry>(
  read: Reader,
  value: unknown,
  path: YamlPath,
  readOne: (read: Reader, record: JsonRecord, path: YamlPath) => Entry,
): Entries<Entry> {
  const written = entriesOf(value).map(([pattern, entry], index) => {
    const at = [...path, pattern];
    refuseStranger(read, pattern, at);
    return { pattern, index, entry: readOne(read, recordOf(entry) ?? {}, at) };
  });
  const strength = (pattern: string): number =>
    read.ids.includes(pattern) ? Number.POSITIVE_INFINITY : pattern.replace(/[*?[\]{}]/g, '').length;
  return written
    .sort((a, b) => compare(strength(b.pattern), strength(a.pattern)) || b.index - a.index)
    .map(({ pattern, entry }) => ({ pattern, entry }));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** Traffic of a prompt nobody has would be money missing from the sum. */
function refuseStranger({ file, ids, faults }: Reader, pattern: string, at: YamlPath): void {
  if (ids.includes(pattern) || pattern.startsWith('x-')) return;
  if (isGlob(pattern) && ids.some(globMatcher(pattern))) return;
  const message = isGlob(pattern) ? `No prompt matches "${pattern}".` : `There is no prompt "${pattern}".`;
  const hint = didYouMean(pattern, ids) ?? 'See "promptops list".';
  faults.push({ rule: 'schema/invalid', message, hint, at: file.placeOf(at, 'key') });
}

function readEntry(read: Reader, record: JsonRecord, path: YamlPath): TrafficEntry {
  const { factor: _none, ...entry } = readScaled(read, record, path);
  return entry;
}

function readScaled(read: Reader, record: JsonRecord, path: YamlPath): ScenarioEntry {
  const markets = entriesOf(record['markets']).map(([name, value]) => readMarket(name, value));
  refuseShares(read, markets, [...path, 'markets']);
  const vars = entriesOf(record['vars']).flatMap(([name, value]) => {
    const tokens = readSpread(read, recordOf(value)?.['tokens'], [...path, 'vars', name, 'tokens']);
    return tokens ? [[name, tokens] as const] : [];
  });
  const outputTokens = readSpread(read, record['outputTokens'], [...path, 'outputTokens']);
  return {
    ...readCalls(read, record, path),
    ...(markets.length > 0 ? { markets } : {}),
    ...(vars.length > 0 ? { vars: Object.fromEntries(vars) } : {}),
    ...(outputTokens ? { outputTokens } : {}),
    ...readRates(record),
  };
}

const rates = ['cacheHitRate', 'batchShare', 'retryRate'] as const;

function readRates(record: JsonRecord): Partial<Record<(typeof rates)[number], number>> {
  const written = rates.flatMap((key) => {
    const rate = numberOf(record[key]);
    return rate === null ? [] : [[key, rate] as const];
  });
  return Object.fromEntries(written);
}

function readCalls(read: Reader, record: JsonRecord, path: YamlPath): ScenarioEntry {
  const [month, day] = [record['callsPerMonth'], record['callsPerDay']];
  if (month !== undefined && day !== undefined) {
    const message = '"callsPerDay" and "callsPerMonth" say the same thing twice.';
    const at = read.file.placeOf([...path, 'callsPerDay'], 'key');
    read.faults.push({ rule: 'schema/invalid', message, hint: 'Keep one of them.', at });
  }
  const factor = textOf(month ?? day);
  if (factor !== null) return { factor: Number(factor.slice(1)) };
  const [perMonth, perDay] = [numberOf(month), numberOf(day)];
  if (perMonth !== null) return { callsPerMonth: perMonth };
  return perDay === null ? {} : { callsPerMonth: perDay * daysPerMonth };
}

function readMarket(name: string, value: unknown): Market {
  const record = recordOf(value);
  const share = numberOf(value) ?? numberOf(record?.['share']) ?? 0;
  return { name, share, locale: textOf(record?.['locale']) };
}

/** Shares may leave a rest, never more than all. */
function refuseShares({ file, faults }: Reader, markets: readonly Market[], at: YamlPath): void {
  const sum = markets.reduce((total, { share }) => total + share, 0);
  if (sum <= 1 + 1e-9) return;
  const message = `The shares of "markets" add up to ${Number(sum.toFixed(4))}: more than all calls.`;
  faults.push({ rule: 'schema/invalid', message, at: file.placeOf(at, 'key') });
}

/** A mean whose largest twentieth alone is larger than all of it cannot be. */
function readSpread({ file, faults }: Reader, value: unknown, at: YamlPath): TokenSpread | null {
  const mean = numberOf(value) ?? numberOf(recordOf(value)?.['mean']);
  if (mean === null) return null;
  const p95 = numberOf(recordOf(value)?.['p95']) ?? mean;
  if (p95 >= mean && p95 <= 20 * mean) return { mean, p95 };
  const message =
    p95 < mean
      ? `"p95" is below "mean": ${p95} of ${mean} tokens.`
      : `One call in twenty with ${p95} tokens alone makes a mean above ${mean}.`;
  faults.push({
    rule: 'schema/invalid',
    message,
    hint: 'Correct one of them.',
    at: file.placeOf([...at, 'p95']),
  });
  return { mean, p95: mean };
}

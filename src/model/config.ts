import type { ModelChoice, Params } from '../render/prompt.ts';
import type { Fault } from './fault.ts';
import { type Gate, parseGates } from './gates.ts';
import type { Pricing } from './pricing.ts';
import { folderOf, resolveReference } from './reference.ts';
import { entriesOf, type JsonRecord, listOf, numberOf, oneOf, recordOf, textOf, textsOf } from './shape.ts';
import { validateAsMeant } from './validate.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** `promptops.yaml` with its defaults applied. */
export type Config = {
  /** Folders that hold prompts; an id is the path below one of them. */
  readonly promptRoots: readonly string[];
  readonly partials: string;
  /** For prompts that name no model. */
  readonly model: ModelChoice | null;
  /** Of every prompt, under its own. */
  readonly params: Params;
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly limits: Readonly<Record<string, RateLimit>>;
  readonly base: string | null;
  readonly test: TestDefaults;
  readonly gates: readonly Gate[];
  readonly lint: LintConfig;
  /** The only files that may run as code. */
  readonly code: { readonly allow: readonly string[] };
  readonly bundles: Readonly<Record<string, readonly string[]>>;
  readonly publish: PublishConfig;
  readonly files: FileLimits;
  /** Prices of the project's own, from a file beside this one; null: it states none. */
  readonly pricing: Pricing | null;
};

export type ProviderConfig = {
  /** Which adapter; the provider's own name when absent. */
  readonly kind: string;
  /** Name of the environment variable that holds the key; null: the adapter's usual one. */
  readonly apiKey: string | null;
  readonly baseURL: string | null;
  /** Loopback and private addresses are refused without it. */
  readonly allowLocal: boolean;
  /** OpenAI: which of its two APIs. */
  readonly api: 'chat' | 'responses';
  /** USD per million tokens; null: the snapshot's. */
  readonly price: { readonly input: number; readonly output: number } | null;
  /** Keys of optional providers: resource, deployments, region, project. */
  readonly settings: Readonly<Record<string, unknown>>;
};

export type RateLimit = {
  /** Requests and tokens a minute, and calls at the same time; null: no limit. */
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly concurrency: number | null;
};

export type ReplayMode = 'auto' | 'strict' | 'record' | 'refresh' | 'off';

export type TestDefaults = {
  readonly repeat: number;
  readonly replay: ReplayMode | null;
  readonly concurrency: number;
  /** Seconds a call may take. */
  readonly timeout: number;
  readonly maxCostUsd: number | null;
  readonly judge: string | null;
  /** What a judge may do that was not found to agree with people. */
  readonly uncalibratedJudge: 'advise' | 'gate';
  /** What the answer of a fallback model may do. */
  readonly fallback: 'advise' | 'gate';
};

/** Where `promptops publish` puts a bundle. */
export type PublishConfig = {
  readonly targets: readonly ('dir' | 'tgz' | 'json' | 'git' | 'npm')[];
  /** Folder of the targets `dir`, `tgz` and `json`, from the project's root. */
  readonly out: string;
  /** Of the target `git`. */
  readonly remote: string;
  /** Of the target `npm`; `{bundle}` in the package's name stands for the bundle's. */
  readonly npm: {
    readonly package: string | null;
    readonly registry: string | null;
    readonly access: 'public' | 'restricted' | null;
  };
};

export type RuleSetting = 'off' | 'warn' | 'error';

export type LintConfig = {
  readonly extends: 'minimal' | 'recommended' | 'strict';
  readonly rules: Readonly<Record<string, RuleSetting | readonly [RuleSetting, unknown]>>;
  readonly overrides: readonly { readonly files: readonly string[]; readonly rules: LintConfig['rules'] }[];
};

export type FileLimits = {
  /** Largest hand-written file and largest template, in bytes. */
  readonly maxBytes: number;
  readonly maxTemplateBytes: number;
};

export const configPath = 'promptops.yaml';
export const pricingPath = 'promptops.prices.yaml';

export const defaultFileLimits: FileLimits = { maxBytes: 1_048_576, maxTemplateBytes: 262_144 };

/**
 * The config of a parsed `promptops.yaml` (null: there is none) with every default applied. What is wrong with the file
 * is in `faults`; the config is usable all the same, so that the prompts can be looked at.
 */
export function parseConfig(file: YamlFile | null): { config: Config; faults: Fault[] } {
  const checked = file && validateAsMeant('config', file);
  const faults = file && checked ? [...file.faults, ...checked.faults] : [];
  const top = recordOf(file?.value) ?? {};
  const config: Config = {
    promptRoots: folders(top['prompts'], 'prompts', ['prompts'], file, faults),
    partials: folders(top['partials'], 'partials', ['partials'], file, faults)[0] ?? 'partials',
    // Where it is misspelt, that is the mistake, and not every prompt. Nothing else is taken for what it does not say.
    model: parseDefaultModel(recordOf(checked?.meant.value) ?? {}),
    params: recordOf(top['params']) ?? {},
    providers: mapEntries(top['providers'], parseProvider),
    limits: mapEntries(top['limits'], parseRateLimit),
    base: textOf(top['base']),
    test: parseTestDefaults(recordOf(top['test']) ?? {}),
    gates: parseGates(top['gates'], file, faults),
    lint: parseLint(recordOf(top['lint']) ?? {}),
    code: { allow: textsOf(recordOf(top['code'])?.['allow']) },
    bundles: parseBundles(top['bundles'], file, faults),
    publish: parsePublish(recordOf(top['publish']) ?? {}, file, faults),
    files: parseFileLimits(recordOf(top['files']) ?? {}),
    pricing: null,
  };
  return { config, faults };
}

function folders(
  value: unknown,
  key: string,
  fallback: readonly string[],
  file: YamlFile | null,
  faults: Fault[],
): readonly string[] {
  const list = textOf(value) === null ? textsOf(value) : textsOf([value]);
  const good = list.flatMap((written, index) => {
    const { path, problem } = resolveReference(configPath, written);
    if (path !== null) return [folderOf(path)];
    const at: YamlPath = Array.isArray(value) ? [key, index] : [key];
    if (file) faults.push({ rule: 'security/remote-include', message: problem, at: file.placeOf(at) });
    return [];
  });
  return good.length > 0 ? [...new Set(good)] : fallback;
}

function parseDefaultModel(top: JsonRecord): ModelChoice | null {
  const model = recordOf(top['model']);
  const id = textOf(top['model']) ?? textOf(model?.['id']);
  return id === null ? null : { id, fallback: textsOf(model?.['fallback']) };
}

const providerKeys: ReadonlySet<string> = new Set([
  'kind',
  'apiKey',
  'baseURL',
  'allowLocal',
  'api',
  'price',
]);

function parseProvider(value: unknown, name: string): ProviderConfig {
  const entry = recordOf(value) ?? {};
  const price = recordOf(entry['price']);
  return {
    kind: textOf(entry['kind']) ?? name,
    apiKey: textOf(entry['apiKey']),
    baseURL: textOf(entry['baseURL']),
    allowLocal: entry['allowLocal'] === true,
    api: oneOf(entry['api'], ['chat', 'responses'] as const) ?? 'chat',
    price: price && { input: numberOf(price['input']) ?? 0, output: numberOf(price['output']) ?? 0 },
    settings: Object.fromEntries(Object.entries(entry).filter(([key]) => !providerKeys.has(key))),
  };
}

function parseRateLimit(value: unknown): RateLimit {
  const entry = recordOf(value) ?? {};
  return {
    rpm: numberOf(entry['rpm']),
    tpm: numberOf(entry['tpm']),
    concurrency: numberOf(entry['concurrency']),
  };
}

function parseTestDefaults(entry: JsonRecord): TestDefaults {
  return {
    repeat: numberOf(entry['repeat']) ?? 1,
    replay: oneOf(entry['replay'], ['auto', 'strict', 'record', 'refresh', 'off'] as const),
    concurrency: numberOf(entry['concurrency']) ?? 10,
    timeout: numberOf(entry['timeout']) ?? 60,
    maxCostUsd: numberOf(entry['maxCostUsd']),
    judge: textOf(entry['judge']),
    uncalibratedJudge: oneOf(entry['uncalibratedJudge'], ['advise', 'gate'] as const) ?? 'advise',
    fallback: oneOf(entry['fallback'], ['advise', 'gate'] as const) ?? 'advise',
  };
}

function parseLint(entry: JsonRecord): LintConfig {
  return {
    extends: oneOf(entry['extends'], ['minimal', 'recommended', 'strict'] as const) ?? 'recommended',
    rules: parseRules(entry['rules']),
    overrides: listOf(entry['overrides']).flatMap((item) => {
      const override = recordOf(item);
      const files = textsOf(override?.['files']);
      return override ? [{ files, rules: parseRules(override['rules']) }] : [];
    }),
  };
}

const settings = ['off', 'warn', 'error'] as const;

function parseRules(value: unknown): LintConfig['rules'] {
  const rules = entriesOf(value).flatMap(([id, written]): [string, LintConfig['rules'][string]][] => {
    const [level, options] = Array.isArray(written) ? written : [written, undefined];
    const setting = oneOf(level, settings);
    if (setting === null) return [];
    return [[id, options === undefined ? setting : [setting, options]]];
  });
  return Object.fromEntries(rules);
}

/** Names that can be those of a tag, a file and a package. */
const bundleName = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

function parseBundles(value: unknown, file: YamlFile | null, faults: Fault[]): Config['bundles'] {
  for (const [name] of entriesOf(value)) {
    if ((bundleName.test(name) && name.length <= 80) || !file || name.startsWith('x-')) continue;
    const message = `"${name}" cannot be the name of a bundle.`;
    const hint = 'Use lower-case letters and digits, with ".", "_" or "-" between them.';
    faults.push({ rule: 'schema/invalid', message, hint, at: file.placeOf(['bundles', name], 'key') });
  }
  return mapEntries(value, (globs) => textsOf(globs));
}

function parsePublish(entry: JsonRecord, file: YamlFile | null, faults: Fault[]): PublishConfig {
  const targets = textsOf(entry['targets']).flatMap(
    (name) => oneOf(name, ['dir', 'tgz', 'json', 'git', 'npm'] as const) ?? [],
  );
  const out = resolveReference(configPath, textOf(entry['out']) ?? 'dist/bundles');
  if (out.path === null && file)
    faults.push({
      rule: 'security/remote-include',
      message: out.problem,
      at: file.placeOf(['publish', 'out']),
    });
  const npm = recordOf(entry['npm']);
  return {
    targets: targets.length > 0 ? [...new Set(targets)] : ['tgz'],
    out: out.path ?? 'dist/bundles',
    remote: textOf(entry['remote']) ?? 'origin',
    npm: {
      package: textOf(npm?.['package']),
      registry: textOf(npm?.['registry']),
      access: oneOf(npm?.['access'], ['public', 'restricted'] as const),
    },
  };
}

function parseFileLimits(entry: JsonRecord): FileLimits {
  return {
    maxBytes: numberOf(entry['maxBytes']) ?? defaultFileLimits.maxBytes,
    maxTemplateBytes: numberOf(entry['maxTemplateBytes']) ?? defaultFileLimits.maxTemplateBytes,
  };
}

function mapEntries<Value>(
  value: unknown,
  parse: (value: unknown, key: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(entriesOf(value).map(([key, held]) => [key, parse(held, key)]));
}

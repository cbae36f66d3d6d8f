import type { ModelChoice, Params } from '../render/prompt.ts';
import type { YamlFile } from './yaml-file.ts';

/** `promptops.yaml` with its defaults applied. */
export type Config = {
  /** Folders that hold prompts; an id is the path below one of them. */
  readonly promptRoots: readonly string[];
  readonly partials: string;
  /** For prompts that name no model. */
  readonly model: ModelChoice | null;
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
  readonly files: FileLimits;
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
};

/** One rule of the gate; the keys say which number it holds to. */
export type Gate = {
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly message: string | null;
  readonly passRate?: number;
  readonly margin?: number;
  readonly maxErrorRate?: number;
  readonly diff?: 'breaking' | 'dangerous' | 'any';
  readonly cost?: Readonly<Record<string, number>>;
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

export type ConfigFile = { readonly config: Config; readonly file: YamlFile | null };

import { PromptopsError } from '../errors.ts';
import type { ProviderConfig } from '../model/config.ts';
import { didYouMean } from '../model/suggest.ts';
import { type OptionalKind, optionalKinds } from './optional-kinds.ts';

/** Kinds this version can ask. */
export type ProviderKind =
  | 'openai'
  | 'anthropic'
  | 'google'
  | 'openai-compatible'
  | 'echo'
  | 'exec'
  | OptionalKind;

const kinds: readonly ProviderKind[] = [
  'openai',
  'anthropic',
  'google',
  'openai-compatible',
  'echo',
  'exec',
  ...optionalKinds,
];

/** Kinds that need no entry in the config. */
const builtIn: readonly string[] = ['openai', 'anthropic', 'google', 'echo'];

export type FoundProvider = {
  /** Name before the slash. */
  readonly name: string;
  /** The vendor's id, after the slash. */
  readonly model: string;
  readonly kind: ProviderKind;
  readonly config: ProviderConfig;
};

type Providers = Readonly<Record<string, ProviderConfig>>;

const noConfig = (kind: string): ProviderConfig => ({
  kind,
  apiKey: null,
  baseURL: null,
  allowLocal: false,
  api: 'chat',
  price: null,
  settings: {},
});

/** The provider a model id belongs to. Throws `not-found` with what was probably meant. */
export function findProvider(modelId: string, providers: Providers): FoundProvider {
  const slash = modelId.indexOf('/');
  const name = slash < 0 ? modelId : modelId.slice(0, slash);
  const model = slash < 0 ? '' : modelId.slice(slash + 1);
  if (name === '' || model === '') {
    throw new PromptopsError('not-found', `"${modelId}" is not a model id.`, {
      hint: 'Write it as "provider/model", such as "openai/gpt-4.1-mini".',
    });
  }
  const config = Object.hasOwn(providers, name) ? providers[name] : undefined;
  const kind = config?.kind ?? name;
  const known = kinds.find((each) => each === kind && (config !== undefined || builtIn.includes(each)));
  if (!known) throw config ? unknownKind(name, kind) : unknownProvider(name, modelId, providers);
  return { name, model, kind: known, config: config ?? noConfig(known) };
}

/** Names a model id may begin with. */
export const providerNames = (providers: Providers): readonly string[] => [
  ...new Set([...builtIn, ...Object.keys(providers)]),
];

function unknownProvider(name: string, modelId: string, providers: Providers): PromptopsError {
  const known = providerNames(providers);
  const hint = didYouMean(name, known) ?? 'Add it under `providers` in promptops.yaml.';
  return new PromptopsError('not-found', `There is no provider "${name}" for the model "${modelId}".`, {
    hint,
    details: [`Known providers: ${known.join(', ')}`],
  });
}

function unknownKind(name: string, kind: string): PromptopsError {
  return new PromptopsError('not-found', `Provider "${name}" has the unknown kind "${kind}".`, {
    hint: didYouMean(kind, kinds) ?? `Kinds: ${kinds.join(', ')}.`,
  });
}

import { PromptopsError } from '../errors.ts';
import type { Provider } from '../evals/provider.ts';
import type { ProviderConfig } from '../model/config.ts';
import { createRedactor, redactDeep } from '../recordings/redact.ts';
import { anthropicBaseURL, anthropicDialect } from './anthropic.ts';
import { type Clock, systemClock } from './clock.ts';
import { createEcho } from './echo.ts';
import { checkEndpoint } from './endpoint.ts';
import { type FoundProvider, findProvider } from './find-provider.ts';
import { googleBaseURL, googleDialect } from './google.ts';
import { createProvider, type Dialect } from './language-model.ts';
import { openaiBaseURL, openaiDialect } from './openai.ts';
import { openaiCompatibleDialect } from './openai-compatible.ts';
import { readKey } from './provider-key.ts';
import type { Transport } from './transport.ts';
import type { ResponseInfo } from './wire-fetch.ts';

export type ConnectOptions = {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Shared by all adapters of a run. */
  readonly transport: Transport;
  readonly clock?: Clock;
  /** Status and headers of every answer, for whoever watches rate limits. */
  readonly onResponse?: (response: ResponseInfo) => void;
};

/**
 * The adapter for a model id. Loads the vendor's package, opens no socket. Throws `not-found` for an unknown provider,
 * `missing-package` for one this version cannot ask, `missing-key`, and `invalid-project` for a refused base URL.
 */
export async function connect(modelId: string, options: ConnectOptions): Promise<Provider> {
  const provider = findProvider(modelId, options.providers);
  if (provider.kind === 'echo') return createEcho(modelId);
  const { config, name } = provider;
  const key = readKey(provider, options.env);
  const baseURL = (config.baseURL ?? defaultBaseURL(provider)).replace(/\/+$/, '');
  const wire = {
    label: modelId,
    endpoint: checkEndpoint(name, baseURL, config.allowLocal),
    allowLocal: config.allowLocal,
    transport: options.transport,
    clock: options.clock ?? systemClock,
    onResponse: options.onResponse,
  };
  const adapter = createProvider(wire, await dialectOf(provider, key, baseURL));
  return key === null ? adapter : withoutKey(adapter, key);
}

function defaultBaseURL({ name, kind }: FoundProvider): string {
  switch (kind) {
    case 'openai':
      return openaiBaseURL;
    case 'anthropic':
      return anthropicBaseURL;
    case 'google':
      return googleBaseURL;
    case 'openai-compatible':
    case 'echo':
      throw new PromptopsError('invalid-project', `Provider "${name}" has no base URL.`, {
        hint: 'Set `baseURL` under `providers` in promptops.yaml, such as "https://host/v1".',
      });
  }
}

function dialectOf(provider: FoundProvider, apiKey: string | null, baseURL: string): Promise<Dialect> {
  const { kind, model, config } = provider;
  const { organization, project } = readSettings(provider);
  switch (kind) {
    case 'openai':
      return openaiDialect({ model, apiKey: apiKey ?? '', baseURL, api: config.api, organization, project });
    case 'anthropic':
      return anthropicDialect({ model, apiKey: apiKey ?? '', baseURL });
    case 'google':
      return googleDialect({ model, apiKey: apiKey ?? '', baseURL });
    case 'openai-compatible':
    case 'echo':
      return openaiCompatibleDialect({ model, apiKey, baseURL });
  }
}

type Settings = { readonly organization: string | undefined; readonly project: string | undefined };

/** Only OpenAI takes further settings; one that nobody reads is an error, not a silence. */
function readSettings({ name, kind, config }: FoundProvider): Settings {
  const known = kind === 'openai' ? ['organization', 'project'] : [];
  for (const [key, value] of Object.entries(config.settings)) {
    if (key.startsWith('x-') || (known.includes(key) && typeof value === 'string')) continue;
    throw new PromptopsError(
      'invalid-project',
      `Provider "${name}" of kind "${kind}" has no setting "${key}".`,
      {
        hint: `Remove "${key}" from \`providers.${name}\` in promptops.yaml.`,
      },
    );
  }
  const { organization, project } = config.settings;
  return {
    organization: typeof organization === 'string' ? organization : undefined,
    project: typeof project === 'string' ? project : undefined,
  };
}

/** Takes the key out of whatever comes back: answers, messages, hints, stacks. */
function withoutKey(adapter: Provider, key: string): Provider {
  const redact = createRedactor([key]);
  return {
    id: adapter.id,
    async complete(call, signal) {
      try {
        return redactDeep(await adapter.complete(call, signal), redact);
      } catch (error) {
        throw redactError(error, redact);
      }
    },
  };
}

function redactError(error: unknown, redact: (text: string) => string): unknown {
  if (error instanceof PromptopsError) {
    const { code, message, hint, details, cause } = error;
    return new PromptopsError(code, redact(message), {
      ...(hint === null ? {} : { hint: redact(hint) }),
      details: details.map(redact),
      ...(cause === undefined ? {} : { cause }),
    });
  }
  if (error instanceof Error) {
    // A bug of ours or of a package: its message and stack are shown, what it carries is not.
    return Object.assign(new Error(redact(error.message)), { stack: redact(error.stack ?? '') });
  }
  return error;
}

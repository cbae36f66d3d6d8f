import { PromptopsError } from '../errors.ts';
import type { Provider } from '../evals/provider.ts';
import type { ProviderConfig } from '../model/config.ts';
import { createRedactor, redactDeep } from '../recordings/redact.ts';
import { anthropicBaseURL, anthropicDialect } from './anthropic.ts';
import { createAwsSign } from './aws-signature.ts';
import { azureBaseURL, azureDialect } from './azure.ts';
import { bedrockBaseURL, bedrockDialect, bedrockRegion } from './bedrock.ts';
import { type Clock, systemClock } from './clock.ts';
import { cohereBaseURL, cohereDialect } from './cohere.ts';
import { createEcho } from './echo.ts';
import { checkEndpoint } from './endpoint.ts';
import type { CodePort } from './exec.ts';
import { type FoundProvider, findProvider } from './find-provider.ts';
import { googleBaseURL, googleDialect } from './google.ts';
import { vertexBaseURL, vertexDialect } from './google-vertex.ts';
import { keyVariable } from './key-variable.ts';
import { createProvider, type Dialect } from './language-model.ts';
import { mistralBaseURL, mistralDialect } from './mistral.ts';
import { openaiBaseURL, openaiDialect } from './openai.ts';
import { openaiCompatibleDialect } from './openai-compatible.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { readKeys, secretsOf } from './provider-key.ts';
import { checkSettings, settingOf } from './settings.ts';
import type { Transport } from './transport.ts';
import type { ResponseInfo } from './wire-fetch.ts';

export type ConnectOptions = {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Shared by all adapters of a run. */
  readonly transport: Transport;
  readonly clock?: Clock;
  /** What of the project may run; absent: nothing. */
  readonly code?: CodePort;
  /** Loads packages of the project that are no part of ours; absent: none is installed. */
  readonly loadPackage?: LoadPackage;
  /** Status and headers of every answer, for whoever watches rate limits. */
  readonly onResponse?: (response: ResponseInfo) => void;
};

/**
 * The adapter for a model id. Loads the vendor's package, opens no socket. Throws `not-found` for an unknown provider,
 * `missing-package` for one whose package is not installed, `missing-key`, and `invalid-project` for a refused base URL.
 */
export async function connect(modelId: string, options: ConnectOptions): Promise<Provider> {
  const provider = findProvider(modelId, options.providers);
  if (provider.kind === 'echo') return createEcho(modelId);
  const { config, name } = provider;
  checkSettings(provider);
  const { key, aws } = readKeys(provider, options.env);
  if (provider.kind === 'exec') return connectExec(modelId, provider, key, options);
  const { loadPackage: load = () => null } = options;
  const baseURL = (config.baseURL ?? defaultBaseURL(provider)).replace(/\/+$/, '');
  const { clock = systemClock } = options;
  const wire = {
    label: modelId,
    endpoint: checkEndpoint(name, baseURL, config.allowLocal),
    allowLocal: config.allowLocal,
    transport: options.transport,
    clock,
    onResponse: options.onResponse,
    sign: aws ? createAwsSign(aws, bedrockRegion(provider), clock) : undefined,
  };
  const adapter = createProvider(wire, await dialectOf(provider, { apiKey: key, baseURL, load }));
  return withoutSecrets(adapter, secretsOf(name, config, options.env));
}

/** A command sees nothing of the environment but where programs are, and the key that was named for it. */
async function connectExec(
  modelId: string,
  { name, config }: FoundProvider,
  key: string | null,
  { env, code = { allow: [], run: null } }: ConnectOptions,
): Promise<Provider> {
  const { createExec } = await import('./exec.ts');
  const [variable, path] = [keyVariable(name, config), env['PATH']];
  const given = {
    ...(path === undefined ? {} : { PATH: path }),
    ...(variable === null || key === null ? {} : { [variable]: key }),
  };
  const adapter = await createExec(modelId, { name, config, code, env: given });
  return withoutSecrets(adapter, key === null ? [] : [key]);
}

function defaultBaseURL(provider: FoundProvider): string {
  const { name, kind, config } = provider;
  switch (kind) {
    case 'azure':
      return azureBaseURL(settingOf(config, 'resource')) ?? refuseAzure(name);
    case 'amazon-bedrock':
      return bedrockBaseURL(provider);
    case 'cohere':
      return cohereBaseURL;
    case 'google-vertex':
      return vertexBaseURL(provider);
    case 'mistral':
      return mistralBaseURL;
    case 'openai':
      return openaiBaseURL;
    case 'anthropic':
      return anthropicBaseURL;
    case 'google':
      return googleBaseURL;
    case 'openai-compatible':
    case 'echo':
    case 'exec':
      throw new PromptopsError('invalid-project', `Provider "${name}" has no base URL.`, {
        hint: 'Set `baseURL` under `providers` in promptops.yaml, such as "https://host/v1".',
      });
  }
}

function refuseAzure(name: string): never {
  throw new PromptopsError('invalid-project', `Provider "${name}" names no resource of Azure.`, {
    hint: `Set \`resource\` (or \`baseURL\`) under \`providers.${name}\` in promptops.yaml.`,
  });
}

type Access = { readonly apiKey: string | null; readonly baseURL: string; readonly load: LoadPackage };

async function dialectOf(provider: FoundProvider, access: Access): Promise<Dialect> {
  const { kind, model, config } = provider;
  const { baseURL, load } = access;
  const apiKey = access.apiKey ?? '';
  switch (kind) {
    case 'openai': {
      const [organization, project] = [settingOf(config, 'organization'), settingOf(config, 'project')];
      return openaiDialect({ model, apiKey, baseURL, api: config.api, organization, project });
    }
    case 'anthropic':
      return anthropicDialect({ model, apiKey, baseURL });
    case 'google':
      return googleDialect({ model, apiKey, baseURL });
    case 'amazon-bedrock':
      // What signs the requests takes the place of a key, which the package would look for by itself.
      return bedrockDialect(provider, { apiKey: access.apiKey ?? 'signed', baseURL, load });
    case 'cohere':
      return cohereDialect({ model, apiKey, baseURL, load });
    case 'azure':
      return azureDialect(provider, { apiKey, baseURL, load });
    case 'google-vertex':
      return vertexDialect(provider, { apiKey, baseURL, load });
    case 'mistral':
      return mistralDialect({ model, apiKey, baseURL, load });
    case 'openai-compatible':
    case 'echo':
    case 'exec':
      return openaiCompatibleDialect({ model, apiKey: access.apiKey, baseURL });
  }
}

/** Takes the keys out of whatever comes back: answers, messages, hints, stacks. */
function withoutSecrets(adapter: Provider, secrets: readonly string[]): Provider {
  if (secrets.length === 0) return adapter;
  const redact = createRedactor(secrets);
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

import type { ProviderConfig } from '../model/config.ts';

/** The usual variable of each kind that needs a key. */
const usual: ReadonlyMap<string, string> = new Map([
  ['openai', 'OPENAI_API_KEY'],
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['google', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  ['amazon-bedrock', 'AWS_BEARER_TOKEN_BEDROCK'],
  ['azure', 'AZURE_API_KEY'],
  ['cohere', 'COHERE_API_KEY'],
  ['google-vertex', 'GOOGLE_VERTEX_API_KEY'],
  ['mistral', 'MISTRAL_API_KEY'],
]);

/** Name of the environment variable that holds a provider's key; null: it needs none. */
export const keyVariable = (name: string, config: ProviderConfig | undefined): string | null =>
  config?.apiKey ?? usual.get(config?.kind ?? name) ?? null;

import type { ProviderConfig } from '../model/config.ts';

/** What signs a request to AWS. */
export type AwsKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of keys that end, such as a role's. */
  readonly sessionToken: string | null;
};

type Env = Readonly<Record<string, string | undefined>>;

export const awsKeyVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/**
 * The keys that sign requests to Bedrock, from the variables all tools of AWS read; null where there are none or an API
 * key goes before them: one that the config names, or the usual one. Files and services that hold keys are never asked.
 */
export function readAwsKeys(name: string, config: ProviderConfig | undefined, env: Env): AwsKeys | null {
  const isBedrock = (config?.kind ?? name) === 'amazon-bedrock';
  const read = (variable: string): string => env[variable]?.trim() ?? '';
  if (!isBedrock || config?.apiKey || read('AWS_BEARER_TOKEN_BEDROCK') !== '') return null;
  const [accessKeyId = '', secretAccessKey = ''] = awsKeyVariables.map(read);
  if (accessKeyId === '' || secretAccessKey === '') return null;
  return { accessKeyId, secretAccessKey, sessionToken: read('AWS_SESSION_TOKEN') || null };
}

import { PromptopsError } from '../errors.ts';
import type { ProviderConfig } from '../model/config.ts';
import { type AwsKeys, awsKeyVariables, readAwsKeys } from './aws-keys.ts';
import type { FoundProvider } from './find-provider.ts';
import { keyVariable } from './key-variable.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Every secret the environment holds for a provider; none: its key is not set, or it needs none. */
export function secretsOf(name: string, config: ProviderConfig | undefined, env: Env): readonly string[] {
  const aws = readAwsKeys(name, config, env);
  if (aws) return [aws.secretAccessKey, aws.accessKeyId, aws.sessionToken ?? ''].filter(Boolean);
  const variable = keyVariable(name, config);
  const key = variable === null ? '' : (env[variable]?.trim() ?? '');
  return key === '' ? [] : [key];
}

/** What opens a provider: a key, or keys that sign; neither where none is needed. Throws `missing-key` naming the variable. */
export function readKeys(
  { name, kind, config }: FoundProvider,
  env: Env,
): { readonly key: string | null; readonly aws: AwsKeys | null } {
  const variable = keyVariable(name, config);
  if (variable === null) return { key: null, aws: null };
  const aws = readAwsKeys(name, config, env);
  const secrets = secretsOf(name, config, env);
  const mayBeSigned = kind === 'amazon-bedrock' && config.apiKey === null;
  const wanted = mayBeSigned ? `${variable}, or ${awsKeyVariables.join(' and ')}` : variable;
  const hint = `Set ${wanted}, or answer from recordings with \`--replay strict\`.`;
  if (secrets.length === 0) {
    throw new PromptopsError('missing-key', `The key of "${name}" is missing: ${variable} is not set.`, {
      hint,
    });
  }
  // A header takes visible ASCII only; the value itself is never shown.
  if (!secrets.every((secret) => /^[\x21-\x7e]+$/.test(secret))) {
    const where = aws ? awsKeyVariables.join(' or ') : variable;
    throw new PromptopsError('missing-key', `${where} holds characters that no key of "${name}" has.`, {
      hint,
    });
  }
  return { key: aws ? null : (secrets[0] ?? null), aws };
}

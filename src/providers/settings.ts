import { PromptopsError } from '../errors.ts';
import type { ProviderConfig } from '../model/config.ts';
import type { FoundProvider, ProviderKind } from './find-provider.ts';

/** What each kind takes beside what all take. */
const further: Readonly<Partial<Record<ProviderKind, readonly string[]>>> = {
  openai: ['organization', 'project'],
  exec: ['command', 'answer'],
  'amazon-bedrock': ['region'],
  'google-vertex': ['project', 'location'],
  azure: ['resource', 'deployments', 'apiVersion'],
};

/** A setting nobody reads is an error, not a silence: `invalid-project`. */
export function checkSettings({ name, kind, config }: FoundProvider): void {
  const known = further[kind] ?? [];
  const address = kind === 'exec' && config.baseURL !== null ? ['baseURL'] : [];
  for (const key of [...address, ...Object.keys(config.settings)]) {
    if (key.startsWith('x-') || known.includes(key)) continue;
    throw new PromptopsError(
      'invalid-project',
      `Provider "${name}" of kind "${kind}" has no setting "${key}".`,
      { hint: `Remove "${key}" from \`providers.${name}\` in promptops.yaml.` },
    );
  }
}

export function settingOf({ settings }: ProviderConfig, key: string): string | undefined {
  const value = settings[key];
  return typeof value === 'string' ? value : undefined;
}

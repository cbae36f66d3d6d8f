import { PromptopsError } from '../errors.ts';
import type { Config, ProviderConfig } from '../model/config.ts';
import type { Fault } from '../model/fault.ts';
import type { Project } from '../model/project.ts';
import { checkEndpoint } from './endpoint.ts';

type Configured = Pick<Project, 'config' | 'configFile'>;

/** Providers of the config that no call would be sent to, each at its place: found before any is made. */
export async function providerFaults({ config, configFile }: Configured): Promise<readonly Fault[]> {
  if (!configFile) return [];
  const faults: Fault[] = [];
  for (const [name, provider] of Object.entries(config.providers)) {
    const key = provider.kind === 'exec' ? 'command' : 'baseURL';
    try {
      await checkProvider(name, provider, config);
    } catch (error) {
      if (!(error instanceof PromptopsError)) throw error;
      const { message, hint } = error;
      const at = configFile.placeOf(['providers', name, key]);
      faults.push({ rule: 'schema/invalid', message, at, ...(hint === null ? {} : { hint }) });
    }
  }
  return faults;
}

async function checkProvider(name: string, provider: ProviderConfig, { code }: Config): Promise<void> {
  const { kind, baseURL, allowLocal } = provider;
  if (kind === 'exec') {
    const { readCommand } = await import('./exec.ts');
    await readCommand(name, provider, code.allow);
  } else if (baseURL !== null) {
    checkEndpoint(name, baseURL, allowLocal);
  }
}

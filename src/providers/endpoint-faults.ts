import { PromptopsError } from '../errors.ts';
import type { Fault } from '../model/fault.ts';
import type { Project } from '../model/project.ts';
import { checkEndpoint } from './endpoint.ts';

/** Endpoints of the config that no call would be sent to, each at its place: found before any is made. */
export function endpointFaults({
  config,
  configFile,
}: Pick<Project, 'config' | 'configFile'>): readonly Fault[] {
  if (!configFile) return [];
  return Object.entries(config.providers).flatMap(([name, { baseURL, allowLocal }]) => {
    if (baseURL === null) return [];
    try {
      checkEndpoint(name, baseURL, allowLocal);
      return [];
    } catch (error) {
      if (!(error instanceof PromptopsError)) throw error;
      const { message, hint } = error;
      const at = configFile.placeOf(['providers', name, 'baseURL']);
      return [{ rule: 'schema/invalid', message, at, ...(hint === null ? {} : { hint }) }];
    }
  });
}

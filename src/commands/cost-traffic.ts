import { parseTraffic, type TrafficFile, trafficPath } from '../cost/traffic.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import { parseYaml } from '../model/yaml-file.ts';

/** The traffic file at a snapshot; null: there is none. Throws `invalid-project` with every fault and its place. */
export async function readTraffic(
  { config, ids }: Pick<Project, 'config' | 'ids'>,
  snapshot: Snapshot,
): Promise<TrafficFile | null> {
  if (snapshot.policy) return (await readBaseTraffic({ config, ids }, snapshot.policy)).traffic;
  const bytes = (await snapshot.read([trafficPath])).get(trafficPath);
  if (!bytes) return null;
  const { traffic, faults } = parseTraffic(parseYaml(trafficPath, bytes, config.files), ids);
  refuseFaults(faults);
  return traffic;
}

/** The same of a base: its faults were somebody's to mend then, and what can be read of it holds. */
export async function readBaseTraffic(
  { config, ids }: Pick<Project, 'config' | 'ids'>,
  snapshot: Snapshot,
): Promise<{ readonly traffic: TrafficFile | null; readonly note: readonly string[] }> {
  const bytes = (await snapshot.read([trafficPath])).get(trafficPath);
  if (!bytes) return { traffic: null, note: [] };
  const { traffic, faults } = parseTraffic(parseYaml(trafficPath, bytes, config.files), ids);
  const note = `${trafficPath} of the base has ${faults.length} faults; what can be read of it holds.`;
  return { traffic, note: faults.length > 0 ? [note] : [] };
}

/** Throws for a scenario that the traffic file does not have. */
export function refuseUnknownScenario(traffic: TrafficFile | null, scenario: string): void {
  const names = Object.keys(traffic?.scenarios ?? {}).sort();
  if (names.includes(scenario)) return;
  throw new PromptopsError('not-found', `There is no scenario "${scenario}" in ${trafficPath}.`, {
    hint:
      didYouMean(scenario, names) ??
      (names.length > 0 ? `It has: ${names.join(', ')}.` : 'Write one under "scenarios".'),
  });
}

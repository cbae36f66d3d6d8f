import { addKeys } from '../model/yaml-edit.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import { daysPerMonth } from './traffic.ts';

/** What a project without traffic begins with. */
export const newTraffic = `promptops: 1
# How often each prompt is called, by id or glob: callsPerMonth or callsPerDay. A month has ${daysPerMonth} days.
# defaults: { retryRate: 0.01 }
# scenarios: { peak: { callsPerMonth: x3 } }
prompts:
`;

/**
 * The traffic file with a line for each of these prompts, to be filled in; whatever stands there stays, comments and
 * order included. null: its `prompts` are written in a way nothing can be added to.
 */
export const addPrompts = (file: YamlFile, ids: readonly string[]): string | null =>
  addKeys(
    file,
    'prompts',
    ids.map((id) => [id, '{}']),
  );

import { createTrafficFinder } from '../cost/prompt-traffic.ts';
import { addPrompts, newTraffic } from '../cost/sync-traffic.ts';
import { parseTraffic, trafficPath } from '../cost/traffic.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { noPrompts } from '../model/no-prompts.ts';
import type { Project } from '../model/project.ts';
import { parseYaml, type YamlFile } from '../model/yaml-file.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { InitReport } from './init.ts';
import { withProject } from './open-project.ts';

export type CostSyncOptions = { readonly dryRun?: boolean };

/** Gives every prompt that nobody has said anything of a line in the traffic file. It deletes nothing. */
export const costSyncCommand: Command<CostSyncOptions, InitReport> = ({ dryRun = false }, context) =>
  withProject(context, {}, async ({ root, source, snapshot, project }) => {
    const { ids, config } = project;
    if (ids.length === 0) throw noPrompts(project);
    const bytes = (await snapshot.read([trafficPath])).get(trafficPath);
    const file = parseYaml(trafficPath, bytes ?? new TextEncoder().encode(newTraffic), config.files);
    const { traffic, faults } = parseTraffic(file, ids);
    // An empty list of prompts is what a new file has.
    if (bytes) refuseFaults(faults);
    const listed = new Set(traffic.entries.map(({ pattern }) => pattern));
    const find = createTrafficFinder(traffic, { scenario: null, cacheHitRate: null, batchShare: null });
    const missing = ids.filter((id) => !listed.has(id) && find(id, []).calls === null);
    const content = missing.length === 0 ? null : extended(file, missing, project);
    if (content !== null) {
      const files = [{ path: trafficPath, content, onExisting: 'replace' as const }];
      await applyPlan(root, { files }, { dryRun });
    }
    const lines = missing.map((id) => `${id}: {}`);
    return {
      kind: 'init',
      schemaVersion: 1,
      tool,
      verdict: content === null ? 'unchanged' : 'created',
      exitCode: 0,
      source: await source,
      dryRun,
      created: content !== null && !bytes ? [trafficPath] : [],
      kept: content === null && bytes ? [trafficPath] : [],
      extended: content !== null && bytes ? [{ path: trafficPath, lines }] : [],
      next: content === null ? ['promptops cost'] : [`edit ${trafficPath}`, 'promptops cost'],
    };
  });

/** The new text, if it still reads as a traffic file. */
function extended(file: YamlFile, missing: readonly string[], { ids, config }: Project): string {
  const text = addPrompts(file, missing);
  if (text !== null) {
    const added = parseYaml(trafficPath, new TextEncoder().encode(text), config.files);
    if (parseTraffic(added, ids).faults.length === 0) return text;
  }
  throw new PromptopsError('invalid-project', `Nothing can be added to "prompts" in ${trafficPath}.`, {
    hint: 'Write it as a mapping with one line a prompt.',
    details: missing.map((id) => `  ${id}: {}`),
  });
}

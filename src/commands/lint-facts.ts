import type { Facts } from '../lint/facts.ts';
import { gatherFacts as gather } from '../lint/gather-facts.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';

/**
 * What the rules may know beyond the files: the day, whether this is CI, what the meter says of models and sizes, where
 * secrets are, and which recordings no longer fit.
 */
export async function gatherFacts(
  project: Project,
  snapshot: Snapshot,
  { env, now }: Context,
): Promise<Facts> {
  const facts = await gather(project, snapshot, { today: now().toISOString().slice(0, 10), ci: isCI(env) });
  if (project.recordings.size === 0) return facts;
  const { gatherRecordingFacts } = await import('./recording-facts.ts');
  return { ...facts, recordings: await gatherRecordingFacts(project, snapshot) };
}

import type { Project } from '../model/project.ts';
import { readChanges } from '../source/changes.ts';
import { resolveComparison } from '../source/comparison.ts';
import { reachOf } from './affected.ts';
import type { Context } from './context.ts';
import type { OpenedProject } from './open-project.ts';

type Asked = {
  /** A ref; true: the default branch. */
  readonly since: string | true;
  readonly ref: string | undefined;
  readonly env: Context['env'];
};

/** Of the selected prompts those that a change reaches, by their own files and by what they are made of. */
export async function onlyChanged(
  { root, snapshot, project }: OpenedProject,
  { since, ref, env }: Asked,
): Promise<{ readonly project: Project; readonly notes: readonly string[] }> {
  const { base, baseName, head, notes } = await resolveComparison(
    root,
    { base: since === true ? undefined : since, head: ref },
    { env, configuredBase: async () => project.config.base },
  );
  const changes = await readChanges(root, 'commit' in base ? base.commit : null, head);
  const reach = await reachOf(snapshot, changes);
  const prompts = project.prompts.filter(
    (prompt) => reach.may({ ...prompt, testPath: prompt.tests?.path ?? null }) && reach.reaches(prompt),
  );
  return {
    project: { ...project, prompts },
    notes: [...notes, noteOf(prompts.length, project.prompts.length, baseName)],
  };
}

const noteOf = (changed: number, all: number, base: string): string =>
  changed === 0
    ? `Nothing to test: no prompt depends on what changed since ${base}.`
    : `Tested: ${changed} of ${all} prompts, those that depend on what changed since ${base}.`;

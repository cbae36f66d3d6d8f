import { globMatcher } from '../model/glob.ts';
import type { Project } from '../model/project.ts';
import { type Changes, readChanges } from '../source/changes.ts';
import { resolveComparison } from '../source/comparison.ts';
import { everything, reachOf } from './affected.ts';
import type { Context } from './context.ts';
import { judgesFolder } from './judges.ts';
import type { OpenedProject } from './open-project.ts';

type Asked = {
  /** A ref; true: the default branch. */
  readonly since: string | true;
  readonly ref: string | undefined;
  readonly env: Context['env'];
};

/** Of the selected prompts those that a change reaches, by their own files and by what they are made of. */
export async function onlyChanged(
  opened: OpenedProject,
  { since, ref, env }: Asked,
): Promise<{ readonly project: Project; readonly notes: readonly string[] }> {
  const { root, project } = opened;
  const { base, baseName, head, notes } = await resolveComparison(
    root,
    { base: since === true ? undefined : since, head: ref },
    { env, configuredBase: async () => project.config.base },
  );
  const changes = await readChanges(root, 'commit' in base ? base.commit : null, head);
  const prompts = await reachedBy(opened, changes);
  return {
    project: { ...project, prompts },
    notes: [...notes, noteOf(prompts.length, project.prompts.length, baseName)],
  };
}

/** Of the selected prompts those that a change of these files reaches. */
export async function reachedBy(
  { snapshot, project }: Omit<OpenedProject, 'root'>,
  changes: Changes,
): Promise<Project['prompts']> {
  const { reaches } = concernsAll(project, changes) ? everything : await reachOf(snapshot, changes);
  return project.prompts.filter(reaches);
}

/** Who is judged by what, or by which script, is not among what a prompt is made of; keys are everybody's. */
function concernsAll({ config }: Project, { paths }: Changes): boolean {
  const isScript = config.code.allow.map(globMatcher);
  return [...(paths ?? [])].some(
    (path) =>
      path === '.env' || path.startsWith(`${judgesFolder}/`) || isScript.some((matches) => matches(path)),
  );
}

const noteOf = (changed: number, all: number, base: string): string =>
  changed === 0
    ? `Nothing to test: no prompt depends on what changed since ${base}.`
    : `Tested: ${changed} of ${all} prompts, those that depend on what changed since ${base}.`;

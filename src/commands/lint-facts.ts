import type { Facts } from '../lint/facts.ts';
import { gatherFacts as gather } from '../lint/gather-facts.ts';
import type { Project } from '../model/project.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';

/** What the rules may know beyond the files: the day, whether this is CI, and what the meter says of models and sizes. */
export const gatherFacts = (project: Project, { env, now }: Context): Promise<Facts> =>
  gather(project, { today: now().toISOString().slice(0, 10), ci: isCI(env) });

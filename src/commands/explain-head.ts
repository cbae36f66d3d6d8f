import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';

/** How the reports of `explain` start. */
export const explainHead = async ({ cwd }: Context) =>
  ({
    schemaVersion: 1,
    tool,
    verdict: 'explained',
    exitCode: 0,
    source: await readRepository(await findRoot(cwd)),
  }) as const;

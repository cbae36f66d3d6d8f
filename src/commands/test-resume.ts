import { PromptopsError } from '../errors.ts';
import type { Plan } from '../evals/plan.ts';
import type { Root } from '../source/root.ts';
import { latestRun, readRunFile } from '../source/runs.ts';
import type { TestOptions } from './test-setup.ts';

/** What a resumed run needs to plan the same again. */
export const planText = (plan: Plan, { resume: _, ...options }: TestOptions): string =>
  `${JSON.stringify({ plan: plan.digest, jobs: plan.jobs, models: plan.models, prompts: plan.prompts, options }, null, 2)}\n`;

/** The run that is gone on with, and the options it began with. */
export function resumedRun(
  root: Root,
  resume: string | true,
): { readonly id: string; readonly options: TestOptions } {
  const id = resume === true ? latestRun(root) : resume;
  if (id === null) {
    throw new PromptopsError('not-found', 'There is no run to go on with.', {
      hint: 'Start one: promptops test',
    });
  }
  const text = readRunFile(root, id, 'plan.json');
  if (text === null) return { id, options: {} };
  try {
    const { options } = JSON.parse(text) as { options?: TestOptions };
    return { id, options: options ?? {} };
  } catch (cause) {
    throw new PromptopsError('not-found', `The plan of run "${id}" cannot be read.`, {
      cause,
      hint: 'Start a new run.',
    });
  }
}

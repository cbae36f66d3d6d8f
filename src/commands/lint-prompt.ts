import { faultsOfAssertions } from '../evals/prepare.ts';
import { faultsOfRows } from '../evals/row-faults.ts';
import type { RecordingFact } from '../lint/facts.ts';
import { createGatherer, type Gatherer } from '../lint/gather-facts.ts';
import { createLinter, type LintedPrompt, type Linter } from '../lint/lint.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What is neither in the files nor in the program. */
export type Moment = { readonly today: string; readonly ci: boolean };

/** What every prompt is linted on. */
export type PromptGround = {
  readonly layout: Pick<ProjectLayout, 'config' | 'configFile' | 'faults' | 'ids' | 'recordings'>;
  readonly snapshot: Snapshot;
  readonly linter: Linter;
  readonly gatherer: Gatherer;
};

export const groundOf = (
  layout: PromptGround['layout'],
  snapshot: Snapshot,
  moment: Moment,
): PromptGround => ({
  layout,
  snapshot,
  linter: createLinter(layout),
  gatherer: createGatherer(layout, snapshot, moment),
});

/** Lints one prompt, with what others find out about its tests, its datasets and its recordings. */
export async function lintOne(prompt: PromptFile, ground: PromptGround): Promise<LintedPrompt> {
  const { layout, snapshot, linter, gatherer } = ground;
  const alone = { config: layout.config, prompts: [prompt] };
  const faults = [...(await faultsOfAssertions(alone)), ...(await faultsOfRows(alone, snapshot))];
  const facts = await gatherer.ofPrompt(prompt);
  const recordings = await factsOfRecordings(prompt, ground);
  return linter.prompt(prompt, { faults, facts: { ...facts, recordings } });
}

/** Where nothing is recorded, nothing is loaded. */
async function factsOfRecordings(
  prompt: PromptFile,
  { layout, snapshot }: PromptGround,
): Promise<readonly RecordingFact[]> {
  if (!layout.recordings.has(prompt.path)) return [];
  const { factsOfRecordings } = await import('./recording-facts.ts');
  return factsOfRecordings(prompt, layout, snapshot);
}

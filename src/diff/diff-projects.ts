import { byCodePoint } from '../model/order.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Change } from './change.ts';
import { changeOf, diffPrompt, type PromptDiff } from './diff-prompt.ts';
import type { Facts } from './facts.ts';
import { pairPrompts } from './pair-prompts.ts';
import { compareDemands } from './rules/gates.ts';

export type ProjectDiff = {
  /** The prompts that differ, sorted by id. */
  readonly prompts: readonly PromptDiff[];
  /** What concerns no prompt: the gates of the config. */
  readonly changes: readonly Change[];
};

/**
 * How two projects differ. Only the loaded prompts are looked at: whoever loads what
 * changed compares what changed. A prompt that cannot be read on one side is left out; its faults say why.
 */
export async function diffProjects(before: Project, after: Project, facts: Facts): Promise<ProjectDiff> {
  const diffs: PromptDiff[] = [];
  for (const pair of pairPrompts(before.prompts, after.prompts)) {
    if (!isReadable(pair.before) || !isReadable(pair.after)) continue;
    const diff = await diffPrompt(pair.before, pair.after, facts);
    if (diff.state !== 'unchanged') diffs.push(diff);
  }
  return {
    prompts: diffs.sort((a, b) => byCodePoint(a.prompt, b.prompt)),
    changes: [...compareDemands(before, after)].map((difference) => changeOf(difference, null)),
  };
}

const isReadable = (prompt: PromptFile | null): boolean => prompt === null || prompt.prompt !== null;

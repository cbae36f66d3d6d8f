import { byCodePoint } from '../model/order.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { diffPrompt, type PromptDiff } from './diff-prompt.ts';
import type { Facts } from './facts.ts';
import { pairPrompts } from './pair-prompts.ts';

/**
 * The prompts of two projects that differ, sorted by id. Only the loaded prompts are looked at: whoever loads what
 * changed compares what changed. A prompt that cannot be read on one side is left out; its faults say why.
 */
export async function diffProjects(
  before: Project,
  after: Project,
  facts: Facts,
): Promise<readonly PromptDiff[]> {
  const diffs: PromptDiff[] = [];
  for (const pair of pairPrompts(before.prompts, after.prompts)) {
    if (!isReadable(pair.before) || !isReadable(pair.after)) continue;
    const diff = await diffPrompt(pair.before, pair.after, facts);
    if (diff.state !== 'unchanged') diffs.push(diff);
  }
  return diffs.sort((a, b) => byCodePoint(a.prompt, b.prompt));
}

const isReadable = (prompt: PromptFile | null): boolean => prompt === null || prompt.prompt !== null;

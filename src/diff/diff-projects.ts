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
export function diffProjects(before: Project, after: Project, facts: Facts): readonly PromptDiff[] {
  const diffs = pairPrompts(before.prompts, after.prompts).flatMap(({ before: old, after: now }) =>
    isReadable(old) && isReadable(now) ? [diffPrompt(old, now, facts)] : [],
  );
  return diffs.filter(({ state }) => state !== 'unchanged').sort((a, b) => byCodePoint(a.prompt, b.prompt));
}

const isReadable = (prompt: PromptFile | null): boolean => prompt === null || prompt.prompt !== null;

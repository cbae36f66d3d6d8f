import { loadProject } from '../../src/model/project.ts';
import type { PromptFile } from '../../src/model/prompt-file.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

/** The prompt `p` of a project made of these files; `promptops.yaml` names a model unless it is given. */
export async function loadPrompt(files: Readonly<Record<string, string | Uint8Array>>): Promise<PromptFile> {
  const project = await loadProject(
    snapshotOf({ 'promptops.yaml': 'promptops: 1\nmodel: echo/x\n', ...files }),
    { select: ['p'] },
  );
  const [prompt] = project.prompts;
  if (!prompt) throw new Error('no prompt');
  return prompt;
}

/** Faults as `rule path:line:column`, with the hint where there is one: what a user sees, without the sentence. */
export const faultsOf = (prompt: PromptFile): readonly string[] =>
  prompt.faults.map(
    ({ rule, at, hint }) => `${rule} ${at.path}:${at.line}:${at.column}${hint ? ` ${hint}` : ''}`,
  );

export const testFaultsOf = (prompt: PromptFile): readonly string[] =>
  (prompt.tests?.faults ?? []).map(
    ({ rule, at, hint }) => `${rule} ${at.path}:${at.line}:${at.column}${hint ? ` ${hint}` : ''}`,
  );

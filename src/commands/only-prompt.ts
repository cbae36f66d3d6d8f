import { PromptopsError } from '../errors.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { didYouMean } from '../model/suggest.ts';

/** The one prompt that was selected by a name, for commands that take one. Throws `usage` when it names several. */
export function onlyPrompt({ prompts, ids }: Project, name: string, command: string): PromptFile {
  const [first, ...others] = prompts;
  if (first && others.length === 0) return first;
  throw new PromptopsError('usage', `"${name}" names ${prompts.length} prompts, "${command}" takes one.`, {
    details: prompts.map(({ id }) => id),
    hint: didYouMean(name, ids) ?? 'Give the whole id of one of them.',
  });
}

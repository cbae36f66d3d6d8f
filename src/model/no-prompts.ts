import { PromptopsError } from '../errors.ts';
import type { ProjectLayout } from './project.ts';

/** What is said of a project without a prompt: a misspelt folder in the config must not look like one that is well. */
export const noPrompts = ({
  config,
  configFile,
}: Pick<ProjectLayout, 'config' | 'configFile'>): PromptopsError =>
  new PromptopsError('not-found', `There is no prompt below "${config.promptRoots.join('", "')}".`, {
    hint: configFile
      ? `Correct "prompts" in ${configFile.path}, or make a first one: promptops new <name>`
      : 'Make a first project: promptops init',
  });

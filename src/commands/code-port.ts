import type { Config } from '../model/config.ts';
import type { CodePort } from '../providers/exec.ts';
import type { Root } from '../source/root.ts';

/** What of a project may run. At a ref nothing may: the file on disk is not the one the prompts there speak of. */
export const codePort = (
  root: Root,
  ref: string | null,
  { code: { allow } }: Pick<Config, 'code'>,
): CodePort => ({
  allow,
  run:
    ref === null
      ? async (command, input, signal) => {
          const { commandRunner } = await import('../source/run-command.ts');
          return commandRunner(root)(command, input, signal);
        }
      : null,
});

import { type ExitCode, exitCodeOf, worstExit } from '../errors.ts';
import { formatError } from './error-text.ts';
import { withSuggestion } from './misspelt.ts';
import { print } from './output.ts';
import { parseArguments } from './program.ts';

/** The whole command line: answers with the exit code and never exits itself. */
export async function run(argv: readonly string[], process: NodeJS.Process): Promise<ExitCode> {
  // Progress and hints are not worth a crash when nobody reads them.
  process.stderr.on('error', () => {});
  try {
    const [command, file] = argv;
    if (command === 'textconv' && file !== undefined) {
      // Git waits for it at every blob it shows: before options are looked at.
      const { textconv } = await import('./textconv.ts');
      await print(process.stdout, textconv(file));
      return 0;
    }
    if (command === 'action' && argv.length === 1) {
      // What action.yml starts: its inputs stand in the environment.
      const { runAction } = await import('./run-action.ts');
      return await runAction(process);
    }
    const invocation = parseArguments(argv);
    if (invocation.type === 'help') {
      await print(process.stdout, invocation.text);
      return 0;
    }
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(invocation, process);
  } catch (error) {
    await print(process.stderr, formatError(await withSuggestion(error))).catch(() => {});
    return worstExit([exitCodeOf(error)]);
  }
}

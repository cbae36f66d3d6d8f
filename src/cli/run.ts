import { type ExitCode, exitCodeOf, worstExit } from '../errors.ts';
import { version } from '../version.ts';
import { formatError } from './error-text.ts';
import { print } from './output.ts';

/** The whole command line: answers with the exit code and never exits itself. */
export async function run(argv: readonly string[], process: NodeJS.Process): Promise<ExitCode> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    await print(process.stdout, `${version}\n`);
    return 0;
  }
  try {
    const { parseArguments } = await import('./program.ts');
    const invocation = parseArguments(argv);
    if (invocation.type === 'help') {
      await print(process.stdout, invocation.text);
      return 0;
    }
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(invocation, process);
  } catch (error) {
    await print(process.stderr, formatError(error));
    return worstExit([exitCodeOf(error)]);
  }
}

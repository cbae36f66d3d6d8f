import { openLoader } from './load.ts';
import type { run } from './run.ts';

/** Runs the command line that stands beside this file, and keeps what was compiled for the next time. */
export async function start(argv: readonly string[]): Promise<void> {
  const { load, save } = openLoader(__dirname);
  const cli = load('./cli.cjs') as { readonly run: typeof run };
  process.exitCode = await cli.run(argv, process);
  save();
}

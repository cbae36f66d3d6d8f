import { openLoader } from './load.ts';
import type { run } from './run.ts';

/** Runs the command line that stands beside this file, and keeps what was compiled for the next time. */
export async function start(argv: readonly string[]): Promise<void> {
  const { load, save } = openLoader(__dirname, verbOf(argv));
  const cli = load('./cli.cjs') as { readonly run: typeof run };
  process.exitCode = await cli.run(argv, process);
  // What was mistyped is no verb.
  if (process.exitCode !== 2) save();
}

/** What is run, as far as it can be known before the command line is: what one verb loads, its next run will. */
function verbOf(argv: readonly string[]): string {
  const words = argv[0] === '-C' ? argv.slice(2) : argv;
  const [verb = ''] = words.filter((word) => !word.startsWith('-'));
  return /^[a-z]{1,20}$/.test(verb) ? verb : 'other';
}

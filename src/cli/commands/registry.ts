import { changeCommands } from './changes.ts';
import { checkCommands } from './checks.ts';
import { costCommands } from './costs.ts';
import { projectCommands } from './project.ts';
import { releaseCommands } from './releases.ts';
import { reviewCommands } from './reviews.ts';
import type { CommandSpec } from './spec.ts';
import { testCommands } from './tests.ts';

/** The command line, in the order of `--help`; program, help and docs/commands read it. */
export const commands: readonly CommandSpec[] = [
  ...projectCommands,
  ...checkCommands,
  ...testCommands,
  ...changeCommands,
  ...costCommands,
  ...reviewCommands,
  ...releaseCommands,
];

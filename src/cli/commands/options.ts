import { number } from '../values.ts';
import type { OptionSpec } from './spec.ts';

/** Options that commands of several pages share. */
export const ref: OptionSpec = {
  flags: '--ref <ref>',
  summary: 'read the project at a branch, tag or commit',
};

export const dryRun: OptionSpec = { flags: '--dry-run', summary: 'say what would be written, write nothing' };

export const maxCost: OptionSpec = {
  flags: '--max-cost <usd>',
  summary: 'spend no more than this; stops before a call that could (exit 3)',
  parse: number('--max-cost', 0),
};

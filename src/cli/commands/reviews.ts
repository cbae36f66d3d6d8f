import { number, wholeNumber } from '../values.ts';
import { maxCost } from './options.ts';
import type { CommandSpec } from './spec.ts';

export const reviewCommands: readonly CommandSpec[] = [
  {
    name: 'ci',
    argument: null,
    summary: 'Lint, diff, price and test what a change reaches: one verdict',
    options: [
      {
        flags: '--base <ref>',
        summary:
          'compare with where this branch left a ref; without, with the target of the pull request or the default branch',
      },
      {
        flags: '--fail-on <level>',
        summary: 'exit 1 on a change of this level or worse as well: breaking, dangerous, any',
        choices: ['breaking', 'dangerous', 'any'],
      },
      { flags: '--live', summary: 'ask providers for what is not recorded; never for a fork' },
      maxCost,
      {
        flags: '--require-evals',
        summary: 'exit 3 where a prompt has no recorded answers; the default but for forks',
      },
      { flags: '--no-require-evals', summary: 'say so, and exit 0' },
      {
        flags: '--approve-label <name>',
        summary: 'setting this label on the pull request accepts what changes; the next push asks again',
      },
      { flags: '--informational', summary: 'say what is wrong, and exit 0' },
    ],
    formats: ['terminal', 'markdown', 'json', 'junit', 'sarif', 'github', 'gitlab', 'html'],
    examples: [
      ['promptops ci', 'what this branch changes, and what depends on it; no key is needed'],
      ['promptops ci --format github --output markdown=summary.md', 'annotations, and a summary'],
      ['promptops ci --live --max-cost 2', 'ask for what is not recorded, for two dollars at most'],
    ],
    load: async () => (await import('../../commands/ci.ts')).ciCommand,
  },
  {
    name: 'comment',
    argument: '[report]',
    argumentSummary:
      'a report saved with "--output json=<file>" (ci, test, diff, cost or lint); piped in when absent',
    summary: 'Post a saved report to a pull request; one comment, kept up to date',
    options: [
      {
        flags: '--pr <number>',
        summary: 'the pull request; in a workflow the one it runs for',
        parse: wholeNumber('--pr', 1),
      },
      { flags: '--repo <owner/name>', summary: 'the repository; in a workflow its own' },
      {
        flags: '--mode <mode>',
        summary: 'update the comment that stands (default), write a new one each time, or off',
        choices: ['update', 'new', 'off'],
      },
      {
        flags: '--when <when>',
        summary: 'always (default), changes, failures: when to begin one; one that stands is kept up to date',
        choices: ['always', 'changes', 'failures'],
      },
      { flags: '--tag <tag>', summary: 'which comment; one stands per tag. Default: the kind of the report' },
      {
        flags: '--timeout <seconds>',
        summary: 'for all that is asked of GitHub, waits included; 60',
        parse: number('--timeout', 0.001),
      },
      { flags: '--dry-run', summary: 'print the comment, post nothing; needs no token' },
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops comment report.json', 'in a workflow, with GITHUB_TOKEN'],
      ['promptops comment report.json --repo acme/prompts --pr 12', 'from anywhere'],
      ['promptops comment report.json --dry-run', 'what it would say'],
    ],
    load: async () => (await import('../../commands/comment.ts')).commentCommand,
  },
];

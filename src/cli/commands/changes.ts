import { wholeNumber } from '../values.ts';
import { dryRun } from './options.ts';
import type { CommandSpec } from './spec.ts';

export const changeCommands: readonly CommandSpec[] = [
  {
    name: 'diff',
    argument: '[base] [head]',
    argumentSummary:
      'branches, tags, commits or published bundles; by default where the branch parted from main, and the files as they stand',
    trailing: { name: 'paths', summary: 'only these prompts: ids, globs or file paths' },
    summary: 'Say what changed between two versions, and for whom',
    options: [
      { flags: '--staged', summary: 'the index instead of the files as they stand' },
      {
        flags: '--exact-ref',
        summary: 'compare with the tip of the base, not with where the branch parted from it',
      },
      {
        flags: '--fail-on <level>',
        summary: 'exit 1 on a change of this level or worse: breaking, dangerous, any',
        choices: ['breaking', 'dangerous', 'any'],
      },
      { flags: '--exit-code', summary: 'exit 1 when anything changed' },
      { flags: '--no-cache', summary: 'compare everything anew, also where nothing changed' },
    ],
    formats: ['terminal', 'markdown', 'json', 'sarif', 'github', 'gitlab'],
    examples: [
      ['promptops diff', 'what this branch and your files change'],
      ['promptops diff main -- support/reply', 'since the branch parted from main, of one prompt'],
      ['promptops diff --staged', 'what the next commit changes'],
      ['promptops diff v1.0.0:prompts/support/reply.prompt.yaml', 'one file, since a ref, as git writes it'],
      ['promptops diff bundle:support@1.4.0', 'what the next version of a published bundle would change'],
      ['promptops diff v1.0.0 v1.1.0 --fail-on breaking', 'whether code that calls the prompts still works'],
    ],
    load: async () => (await import('../../commands/diff.ts')).diffCommand,
  },
  {
    name: 'log',
    argument: '<prompt>',
    argumentSummary: 'id or file path of one prompt, also of one that is gone',
    summary: 'Say what each commit changed in a prompt, across renames',
    options: [
      {
        flags: '-n, --max-count <n>',
        summary: 'no more than the last n of them',
        parse: wholeNumber('--max-count', 1),
      },
      { flags: '--ref <ref>', summary: 'the history that leads to a branch, tag or commit; default HEAD' },
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops log support/reply -n 5', 'the last five commits that changed it, each with its bump'],
      ['promptops log support/reply --format json', 'every change with its level and place'],
    ],
    load: async () => (await import('../../commands/log.ts')).logCommand,
  },
  {
    name: 'git',
    argument: '<action>',
    argumentSummary: 'install or uninstall',
    summary: 'Let git diff and git log show prompts in one layout, by word and by message',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops git install', 'writes .gitattributes and the settings of this clone'],
      ['promptops git uninstall', 'takes exactly that back'],
    ],
    load: async () => (await import('../../commands/git.ts')).gitCommand,
  },
];

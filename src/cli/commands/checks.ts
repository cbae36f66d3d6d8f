import { wholeNumber } from '../values.ts';
import { dryRun, ref } from './options.ts';
import type { CommandSpec } from './spec.ts';

export const checkCommands: readonly CommandSpec[] = [
  {
    name: 'lint',
    argument: '[paths...]',
    argumentSummary: 'ids, globs or file paths; all when none is given',
    summary: 'Check prompts and tests against the rules',
    options: [
      ref,
      {
        flags: '--since <ref>',
        summary: 'only prompts that changed since this ref, and what depends on what did',
      },
      { flags: '--staged', summary: 'only what is staged, as it is staged: for hooks' },
      {
        flags: '--max-warnings <n>',
        summary: 'more warnings than this fail',
        parse: wholeNumber('--max-warnings', 0),
      },
      { flags: '--quiet', summary: 'report errors only' },
      { flags: '--fix', summary: 'mend what is safe to mend; no prompt changes what it does' },
      {
        flags: '--dry-run',
        summary: 'with --fix or --write-baseline: show what would change, write nothing',
      },
      {
        flags: '--write-baseline',
        summary: 'accept the findings of today: only new ones are reported from now on',
      },
      { flags: '--no-baseline', summary: 'report what promptops.baseline.json accepts as well' },
      { flags: '--no-cache', summary: 'lint everything anew, also where nothing changed' },
      { flags: '--print-config <file>', summary: 'print how each rule is set for this file, as JSON' },
    ],
    formats: ['terminal', 'markdown', 'json', 'sarif', 'github', 'gitlab'],
    examples: [
      ['promptops lint support/reply', 'one prompt, its tests, partials and schemas'],
      ['promptops lint --since origin/main', 'what this branch changed, and what depends on it'],
      ['promptops lint --fix --dry-run', 'the safe repairs, as a patch'],
      ['promptops lint --output sarif=lint.sarif', 'terminal here, SARIF for the code host'],
    ],
    load: async () => (await import('../../commands/lint.ts')).lintCommand,
  },
  {
    name: 'fmt',
    argument: '[paths...]',
    argumentSummary: 'ids, globs or file paths; all files and the config when none is given',
    summary: 'Lay out prompt, test and config files in one way',
    options: [
      { flags: '--check', summary: 'write nothing; exit 1 and list the files that would change' },
      { flags: '--dry-run', summary: 'write nothing; show what would change' },
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops fmt', 'order of keys, indentation, quotes, blank lines; never a word of a text'],
      ['promptops fmt --check', 'in CI'],
    ],
    load: async () => (await import('../../commands/fmt.ts')).fmtCommand,
  },
  {
    name: 'api',
    argument: null,
    summary: 'Write prompts.api.md: what code sees of each prompt, for reviewers',
    options: [
      { flags: '--check', summary: 'write nothing; exit 1 and list the prompts that are not as written' },
      dryRun,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops api', 'inputs, output, model and digest of every prompt, a fact a line'],
      ['promptops api --check', 'in CI'],
    ],
    load: async () => (await import('../../commands/api.ts')).apiCommand,
  },
  {
    name: 'explain',
    argument: '[rule]',
    argumentSummary: 'a rule, a change, a finding of ci or an assertion; all are listed when none is given',
    summary: 'Say what a rule, a change, a finding or an assertion means',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops explain', 'all there are, in a line each'],
      ['promptops explain template/undefined-variable', 'with a good and a bad example'],
      ['promptops explain not-evaluated', 'why ci stands against a change, and what to do'],
      ['promptops explain rouge-l', 'what it looks at, what it takes, examples'],
    ],
    load: async () => (await import('../../commands/explain.ts')).explainCommand,
  },
];

import { list, number, wholeNumber } from '../values.ts';
import { dryRun, maxCost } from './options.ts';
import type { CommandSpec, OptionSpec } from './spec.ts';

const plan: OptionSpec = {
  flags: '--plan',
  summary: 'say what would be asked and what it would cost; ask nobody',
};

export const testCommands: readonly CommandSpec[] = [
  {
    name: 'test',
    argument: '[prompts...]',
    argumentSummary: 'ids, globs or file paths; all when none is given',
    summary: 'Run golden cases against recordings or providers',
    options: [
      { flags: '--case <ids>', summary: 'only these cases (ids or globs)', parse: list },
      { flags: '--tag <tags>', summary: 'only cases with one of these tags', parse: list },
      { flags: '--model <ids>', summary: 'on these models instead of the prompt’s', parse: list },
      { flags: '--locale <names>', summary: 'in these locales', parse: list },
      { flags: '--variant <names>', summary: 'in these variants', parse: list },
      { flags: '--repeat <n>', summary: 'ask each case n times', parse: wholeNumber('--repeat', 1) },
      {
        flags: '--replay <mode>',
        summary: 'recorded answers: auto (default), strict (default in CI), record, refresh or off',
        choices: ['auto', 'strict', 'record', 'refresh', 'off'],
      },
      {
        flags: '--concurrency <n>',
        summary: 'calls at the same time',
        parse: wholeNumber('--concurrency', 1),
      },
      {
        flags: '--timeout <seconds>',
        summary: 'longest wait for one answer',
        parse: number('--timeout', 0.001),
      },
      {
        flags: '--changed [ref]',
        summary: 'only prompts that changed since this ref, and what depends on what did',
      },
      {
        flags: '--update',
        summary: 'ask everything anew, show what is other, and replace recordings when you agree',
      },
      plan,
      {
        flags: '--baseline [ref]',
        summary:
          'compare with what stood where this branch left the ref; the default branch when none is named',
      },
      { flags: '--strict-gate', summary: 'with --baseline: a prompt that may have got worse fails too' },
      maxCost,
      { flags: '--resume [run]', summary: 'go on with the last run, or with this one' },
      {
        flags: '--watch',
        summary: 'stay, and test again what depends on a file when it changes; Ctrl-C ends',
      },
      { flags: '--ref <ref>', summary: 'prompts, tests and recordings at a branch, tag or commit' },
    ],
    formats: ['terminal', 'markdown', 'json', 'junit', 'github', 'html'],
    examples: [
      ['promptops test', 'everything, from committed recordings where they fit'],
      [
        'promptops test support/reply --case refund --replay record',
        'ask the provider and commit what it says',
      ],
      ['promptops test --watch', 'while you write: what a saved file concerns is tested again'],
      ['promptops test --format junit --output json=report.json', 'two reports of one run'],
      ['promptops test --output html=report.html', 'a page to look at: search, filter, compare answers'],
    ],
    load: async () => (await import('../../commands/test.ts')).testOrPlan,
    watch: async () => (await import('../../commands/test-watch.ts')).watchTests,
  },
  {
    name: 'report',
    argument: '[run]',
    argumentSummary: 'id of a run, or a file of "test --output json=<file>"; the last run when none is given',
    summary: 'Draw a page of a run: every case, and the runs and commits before it',
    options: [
      { flags: '--open', summary: 'show it in the browser' },
      {
        flags: '--history <n>',
        summary: 'so many runs and commits before it; 10, and 0 for none',
        parse: wholeNumber('--history', 0),
      },
    ],
    formats: ['terminal', 'markdown', 'json', 'html'],
    examples: [
      ['promptops report --open', 'the last run, as .promptops/report.html'],
      ['promptops report --history 30 --output html=report.html', 'with a longer history, to another file'],
      ['promptops report results.json', 'what CI wrote with "--output json=results.json"'],
    ],
    load: async () => (await import('../../commands/report.ts')).reportCommand,
  },
  {
    name: 'judge calibrate',
    argument: '<labels>',
    argumentSummary: 'a dataset with a "label" (pass or fail) and what the judge looks at in each row',
    summary: 'Say how well a judge agrees with people',
    options: [
      { flags: '--judge <name>', summary: 'which judge; llm-rubric when absent' },
      { flags: '--model <id>', summary: 'the model that judges; `test.judge` of the config when absent' },
      {
        flags: '--threshold <score>',
        summary: 'score from which the judge passes; 0.75',
        parse: number('--threshold', 0),
      },
      maxCost,
      plan,
      dryRun,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      [
        'promptops judge calibrate data/labels.jsonl',
        'agreement, kappa, sensitivity, specificity; keeps them in judges/',
      ],
    ],
    load: async () => (await import('../../commands/judge-calibrate.ts')).calibrateCommand,
  },
];

import type { Command } from '../commands/context.ts';
import type { Watch } from '../commands/test-watch.ts';
import type { Format } from '../report/formats/registry.ts';
import type { Report } from '../report/report.ts';
import { jsonObject, list, number, wholeNumber } from './values.ts';

/** One option in commander's notation; `parse` turns its text into a value and names the flag when it cannot. */
export type OptionSpec = {
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly parse?: (text: string, previous: unknown) => unknown;
};

export type CommandSpec = {
  readonly name: string;
  /** In commander's notation; the values reach the command under the argument's name. */
  readonly argument: string | null;
  readonly argumentSummary?: string;
  /** What may follow behind `--`, after all of `argument`, as a list. */
  readonly trailing?: { readonly name: string; readonly summary: string };
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly formats: readonly Format[];
  /** Typed lines at the end of `--help`. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly load: () => Promise<Command<never, Report>>;
  /** What `--watch` does. */
  readonly watch?: () => Promise<Watch<never>>;
};

const ref: OptionSpec = { flags: '--ref <ref>', summary: 'read the project at a branch, tag or commit' };
const plan: OptionSpec = {
  flags: '--plan',
  summary: 'say what would be asked and what it would cost; ask nobody',
};
const maxCost: OptionSpec = {
  flags: '--max-cost <usd>',
  summary: 'spend no more than this; stops before a call that could (exit 3)',
  parse: number('--max-cost', 0),
};
const dryRun: OptionSpec = { flags: '--dry-run', summary: 'say what would be written, write nothing' };
const locale: OptionSpec = { flags: '--locale <name>', summary: 'with this locale' };
const variant: OptionSpec = { flags: '--variant <name>', summary: 'with this variant' };
const model: OptionSpec = { flags: '--model <id>', summary: 'for this model, as provider/model' };

const exactRef: OptionSpec = {
  flags: '--exact-ref',
  summary: 'compare with the tip of the base, not with where the branch parted from it',
};
const staged: OptionSpec = { flags: '--staged', summary: 'the index instead of the files as they stand' };

/** The command line on one page; program, help and completion read it. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'init',
    argument: null,
    summary: 'Scaffold a project that tests green offline',
    options: [
      dryRun,
      {
        flags: '--ci <host>',
        summary: 'write workflows for pull requests and releases instead: github',
        choices: ['github'],
      },
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops init && promptops test', 'a first minute'],
      ['promptops init --ci github', 'a verdict and a comment for every pull request'],
    ],
    load: async () => (await import('../commands/init.ts')).initCommand,
  },
  {
    name: 'new',
    argument: '<name>',
    argumentSummary: 'path below the prompts folder, e.g. support/refund',
    summary: 'Scaffold one prompt with its test file',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops new support/refund', 'writes prompts/support/refund.prompt.yaml and .test.yaml']],
    load: async () => (await import('../commands/new.ts')).newCommand,
  },
  {
    name: 'list',
    argument: '[prompts...]',
    argumentSummary: 'ids, globs or file paths; all when none is given',
    summary: 'List the prompts',
    options: [ref],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops list "support/**" --ref v1.2.0', 'what stood in a release']],
    load: async () => (await import('../commands/list.ts')).listCommand,
  },
  {
    name: 'show',
    argument: '<prompt>',
    argumentSummary: 'id or file path of one prompt',
    summary: 'Show one prompt, resolved or rendered',
    options: [
      { flags: '--case <id>', summary: 'render it with the variables of a case' },
      {
        flags: '--vars <json>',
        summary: 'render it with these variables; over those of --case',
        parse: jsonObject('--vars'),
      },
      locale,
      variant,
      model,
      ref,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops show support/reply --case injection', 'the messages as they would be sent'],
      [`promptops show support/triage --vars '{"ticket":"Lost parcel"}'`, 'with variables of your own'],
    ],
    load: async () => (await import('../commands/show.ts')).showCommand,
  },
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
    load: async () => (await import('../commands/lint.ts')).lintCommand,
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
    load: async () => (await import('../commands/fmt.ts')).fmtCommand,
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
    load: async () => (await import('../commands/explain.ts')).explainCommand,
  },
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
    load: async () => (await import('../commands/test.ts')).testOrPlan,
    watch: async () => (await import('../commands/test-watch.ts')).watchTests,
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
    load: async () => (await import('../commands/report.ts')).reportCommand,
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
    load: async () => (await import('../commands/judge-calibrate.ts')).calibrateCommand,
  },
  {
    name: 'diff',
    argument: '[base] [head]',
    argumentSummary:
      'branches, tags, commits or published bundles; by default where the branch parted from main, and the files as they stand',
    trailing: { name: 'paths', summary: 'only these prompts: ids, globs or file paths' },
    summary: 'Say what changed between two versions, and for whom',
    options: [
      staged,
      exactRef,
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
    load: async () => (await import('../commands/diff.ts')).diffCommand,
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
    load: async () => (await import('../commands/log.ts')).logCommand,
  },
  {
    name: 'cost',
    argument: '[prompts...]',
    argumentSummary: 'ids, globs or file paths; all when none is given',
    summary: 'Say what calls cost: a thousand, and a month',
    options: [
      {
        flags: '--by <key>',
        summary: 'sums by prompt (default), useCase, market, locale or model',
        choices: ['prompt', 'useCase', 'market', 'locale', 'model'],
      },
      {
        flags: '--base <ref>',
        summary:
          'compare with where this branch left a ref; without, with the default branch where there is one',
      },
      { flags: '--no-base', summary: 'compare with nothing' },
      { flags: '--compare-to <report>', summary: 'compare with a report of "cost --output json=<file>"' },
      {
        flags: '--what-if <changes>',
        summary: 'compare with model=<id>, cache=<share>, batch=<share>',
        parse: list,
      },
      { flags: '--explain <prompt>', summary: 'one prompt, every term of its cost with its source' },
      { flags: '--models <ids>', summary: 'what the same calls cost on these models', parse: list },
      { flags: '--no-cache', summary: 'measure everything anew, also where nothing changed' },
      {
        flags: '--exact',
        summary: 'ask the vendors how many tokens go in, once per request; needs their keys, spends nothing',
      },
      { flags: '--scenario <name>', summary: 'with the traffic of a scenario of promptops.traffic.yaml' },
      {
        flags: '--fail-on <level>',
        summary: 'gates of this level and above fail: block (default), warn or none',
        choices: ['block', 'warn', 'none'],
      },
    ],
    formats: ['terminal', 'markdown', 'json', 'csv'],
    examples: [
      ['promptops cost', 'every prompt; a month needs promptops.traffic.yaml'],
      ['promptops cost --base main', 'what this branch adds, and what it is due to'],
      ['promptops cost --what-if model=openai/gpt-5-mini,cache=0.8', 'what a change would save'],
      ['promptops cost support/triage --models openai/gpt-5-mini', 'what another model would cost'],
    ],
    load: async () => (await import('../commands/cost.ts')).costCommand,
  },
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
      {
        flags: '--max-cost <usd>',
        summary: 'spend no more than this; stops before a call that could (exit 3)',
        parse: number('--max-cost', 0),
      },
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
    load: async () => (await import('../commands/ci.ts')).ciCommand,
  },
  {
    name: 'cost sync',
    argument: null,
    summary: 'Give every prompt without traffic a line in promptops.traffic.yaml',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops cost sync', 'keeps what stands there, comments too; deletes nothing']],
    load: async () => (await import('../commands/cost-sync.ts')).costSyncCommand,
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
    load: async () => (await import('../commands/api.ts')).apiCommand,
  },
  {
    name: 'codegen',
    argument: '[file]',
    argumentSummary: 'where the types go, in the project; default prompts.d.ts',
    summary: 'Write TypeScript types of the prompts, for promptops/runtime',
    options: [
      { flags: '--bundle <name>', summary: 'only the prompts of this bundle' },
      { flags: '--check', summary: 'write nothing; exit 1 where the file is not what it should be' },
      dryRun,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      [
        'promptops codegen src/prompts.d.ts',
        'variables, answers, locales and variants of every prompt but drafts',
      ],
      ['promptops codegen src/prompts.d.ts --check', 'in CI'],
    ],
    load: async () => (await import('../commands/codegen.ts')).codegenCommand,
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
    load: async () => (await import('../commands/git.ts')).gitCommand,
  },
  {
    name: 'prices',
    argument: '<action> [words...]',
    argumentSummary:
      'list [names or globs], show <models>, verify, or diff <old> [new]: refs, or reports of "prices list"',
    summary: 'Say what models cost, and whether that can be relied on',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops prices list "openai/gpt-5*"', 'USD per million tokens'],
      ['promptops prices show anthropic/claude-sonnet-5', 'every rate, tiers, batch, limits'],
      ['promptops prices verify', 'age, digest, own prices, and how each model of the prompts is matched'],
      ['promptops prices diff main', 'what promptops.prices.yaml changes'],
    ],
    load: async () => (await import('../commands/prices.ts')).pricesCommand,
  },
  {
    name: 'cost spent',
    argument: null,
    summary: 'Say what evaluations here have cost, per run and per prompt',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops cost spent', 'from the journals in .promptops/runs; replayed answers cost nothing'],
    ],
    load: async () => (await import('../commands/cost-spent.ts')).costSpentCommand,
  },
  {
    name: 'publish',
    argument: null,
    summary: 'Publish the prompts of a commit as an immutable, versioned bundle',
    options: [
      {
        flags: '--bundle <names>',
        summary: 'only these bundles; all of promptops.yaml by default',
        parse: list,
      },
      {
        flags: '--as <version>',
        summary: 'this version instead of the one the changes since the last release ask for',
      },
      { flags: '--reason <text>', summary: 'why the version is lower than the changes ask for' },
      {
        flags: '--target <names>',
        summary: 'dir, tgz (default), json, git (pushes the tag), npm; several with commas',
        parse: list,
      },
      {
        flags: '--evidence <reports>',
        summary: 'saved reports of test and cost that the release is held to and attested with',
        parse: list,
      },
      { flags: '--key <file>', summary: 'private key that signs; else PROMPTOPS_SIGNING_KEY' },
      { flags: '--out <folder>', summary: 'where dir, tgz and json are written; dist/bundles' },
      { flags: '--remote <name>', summary: 'where git pushes to; origin' },
      dryRun,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops publish --dry-run', 'which version, why, and what speaks against it'],
      ['promptops publish --target git,npm', 'tags the commit, pushes the tag, publishes the package'],
      ['promptops publish --evidence .promptops/test.json --key release.key', 'attested: verify asks for it'],
      ['promptops publish --bundle support --as 1.0.0', 'one bundle, declared stable'],
    ],
    load: async () => (await import('../commands/publish.ts')).publishCommand,
  },
  {
    name: 'verify',
    argument: '<target>',
    argumentSummary: 'folder or .tgz of a bundle, or a tag <bundle>@<version>, or a channel',
    summary: 'Say whether a bundle may be deployed: whole, signed, and attested to be what a policy demands',
    options: [{ flags: '--policy <file>', summary: 'what is demanded; promptops.policy.yaml when absent' }],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops verify dist/support-1.4.0.tgz', 'every check with what was seen; exit 1 when one fails'],
      ['promptops verify production --policy deploy/policy.yaml', 'all bundles of a channel'],
    ],
    load: async () => (await import('../commands/verify.ts')).verifyCommand,
  },
  {
    name: 'promote',
    argument: '<release> <channel>',
    argumentSummary: 'a release <bundle>@<version> of this clone, and the channel that is to serve it',
    summary: 'Let a channel serve a release, once a policy has nothing against it',
    options: [
      { flags: '--policy <file>', summary: 'what is demanded; promptops.policy.yaml when absent' },
      dryRun,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops promote support@1.4.0 production', 'verifies it, then writes channels.yaml']],
    load: async () => (await import('../commands/promote.ts')).promoteCommand,
  },
  {
    name: 'rollback',
    argument: '<channel> [bundle]',
    argumentSummary: 'the channel, and which of its bundles where it serves several',
    summary: 'Let a channel serve what it served before',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops rollback production', 'back one version, by the git history of channels.yaml']],
    load: async () => (await import('../commands/rollback.ts')).rollbackCommand,
  },
  {
    name: 'drift',
    argument: '[channel]',
    argumentSummary: 'a channel of channels.yaml; all when none is given',
    summary: 'Say how far the default branch has gone from what channels serve',
    options: [{ flags: '--exit-code', summary: 'exit 1 when anything differs' }],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops drift production', 'prompt by prompt, with the bump the changes ask for']],
    load: async () => (await import('../commands/drift.ts')).driftCommand,
  },
  {
    name: 'audit show',
    argument: null,
    summary: 'Say what is attested of a prompt at a release: model, input, configuration, criteria, dates',
    options: [
      { flags: '--prompt <id>', summary: 'which prompt' },
      { flags: '--at <release>', summary: 'a release <bundle>@<version>, a day or a moment' },
      {
        flags: '--case <id>',
        summary: 'render this case as it was sent, and compare it with what is attested',
      },
      { flags: '--policy <file>', summary: 'whose keys are believed; promptops.policy.yaml when absent' },
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops audit show --prompt support/reply --at 2026-11-24', 'what was released by that day'],
      ['promptops audit show --prompt support/reply --at support@1.4.0 --case refund', 'byte for byte'],
    ],
    load: async () => (await import('../commands/audit.ts')).auditCommand,
  },
  {
    name: 'keys generate',
    argument: '[file]',
    argumentSummary:
      'where the private key goes; promptops.key. The public key stands beside it, as <file>.pub',
    summary: 'Make an Ed25519 pair to sign and verify bundles with',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops keys generate ~/keys/release.key', 'readable to you alone; overwrites nothing']],
    load: async () => (await import('../commands/keys.ts')).generateKeysCommand,
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
    load: async () => (await import('../commands/comment.ts')).commentCommand,
  },
  {
    name: 'doctor',
    argument: null,
    summary: 'Say what is installed, what is missing and what would fail',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops doctor', 'keys are named, never shown']],
    load: async () => (await import('../commands/doctor.ts')).doctorCommand,
  },
];

import { jsonObject } from '../values.ts';
import { dryRun, ref } from './options.ts';
import type { CommandSpec } from './spec.ts';

export const projectCommands: readonly CommandSpec[] = [
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
    load: async () => (await import('../../commands/init.ts')).initCommand,
  },
  {
    name: 'new',
    argument: '<name>',
    argumentSummary: 'path below the prompts folder, e.g. support/refund',
    summary: 'Scaffold one prompt with its test file',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops new support/refund', 'writes prompts/support/refund.prompt.yaml and .test.yaml']],
    load: async () => (await import('../../commands/new.ts')).newCommand,
  },
  {
    name: 'list',
    argument: '[prompts...]',
    argumentSummary: 'ids, globs or file paths; all when none is given',
    summary: 'List the prompts',
    options: [ref],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops list "support/**" --ref v1.2.0', 'what stood in a release']],
    load: async () => (await import('../../commands/list.ts')).listCommand,
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
      { flags: '--locale <name>', summary: 'with this locale' },
      { flags: '--variant <name>', summary: 'with this variant' },
      { flags: '--model <id>', summary: 'for this model, as provider/model' },
      ref,
    ],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      ['promptops show support/reply --case injection', 'the messages as they would be sent'],
      [`promptops show support/triage --vars '{"ticket":"Lost parcel"}'`, 'with variables of your own'],
    ],
    load: async () => (await import('../../commands/show.ts')).showCommand,
  },
  {
    name: 'doctor',
    argument: null,
    summary: 'Say what is installed, what is missing and what would fail',
    options: [],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops doctor', 'keys are named, never shown']],
    load: async () => (await import('../../commands/doctor.ts')).doctorCommand,
  },
];

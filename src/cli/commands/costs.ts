import { list } from '../values.ts';
import { dryRun } from './options.ts';
import type { CommandSpec } from './spec.ts';

export const costCommands: readonly CommandSpec[] = [
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
    load: async () => (await import('../../commands/cost.ts')).costCommand,
  },
  {
    name: 'cost sync',
    argument: null,
    summary: 'Give every prompt without traffic a line in promptops.traffic.yaml',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops cost sync', 'keeps what stands there, comments too; deletes nothing']],
    load: async () => (await import('../../commands/cost-sync.ts')).costSyncCommand,
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
    load: async () => (await import('../../commands/cost-spent.ts')).costSpentCommand,
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
    load: async () => (await import('../../commands/prices.ts')).pricesCommand,
  },
];

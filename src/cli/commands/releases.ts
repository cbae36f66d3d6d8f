import { list } from '../values.ts';
import { dryRun } from './options.ts';
import type { CommandSpec, OptionSpec } from './spec.ts';

const policy: OptionSpec = {
  flags: '--policy <file>',
  summary: 'what is demanded; promptops.policy.yaml when absent',
};

export const releaseCommands: readonly CommandSpec[] = [
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
    load: async () => (await import('../../commands/publish.ts')).publishCommand,
  },
  {
    name: 'verify',
    argument: '<target>',
    argumentSummary: 'folder, .tgz or .json of a bundle, a tag <bundle>@<version>, or a channel',
    summary: 'Say whether a bundle may be deployed: whole, signed, and attested to be what a policy demands',
    options: [policy],
    formats: ['terminal', 'markdown', 'json'],
    examples: [
      [
        'promptops verify dist/bundles/support-1.4.0.tgz',
        'every check with what was seen; exit 1 when one fails',
      ],
      ['promptops verify production --policy deploy/policy.yaml', 'all bundles of a channel'],
    ],
    load: async () => (await import('../../commands/verify.ts')).verifyCommand,
  },
  {
    name: 'promote',
    argument: '<release> <channel>',
    argumentSummary: 'a release <bundle>@<version> of this clone, and the channel that is to serve it',
    summary: 'Let a channel serve a release, once a policy has nothing against it',
    options: [policy, dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops promote support@1.4.0 production', 'verifies it, then writes channels.yaml']],
    load: async () => (await import('../../commands/promote.ts')).promoteCommand,
  },
  {
    name: 'rollback',
    argument: '<channel> [bundle]',
    argumentSummary: 'the channel, and which of its bundles where it serves several',
    summary: 'Let a channel serve what it served before',
    options: [dryRun],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops rollback production', 'back one version, by the git history of channels.yaml']],
    load: async () => (await import('../../commands/rollback.ts')).rollbackCommand,
  },
  {
    name: 'drift',
    argument: '[channel]',
    argumentSummary: 'a channel of channels.yaml; all when none is given',
    summary: 'Say how far the default branch has gone from what channels serve',
    options: [{ flags: '--exit-code', summary: 'exit 1 when anything differs' }],
    formats: ['terminal', 'markdown', 'json'],
    examples: [['promptops drift production', 'prompt by prompt, with the bump the changes ask for']],
    load: async () => (await import('../../commands/drift.ts')).driftCommand,
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
    load: async () => (await import('../../commands/audit.ts')).auditCommand,
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
    load: async () => (await import('../../commands/keys.ts')).generateKeysCommand,
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
    load: async () => (await import('../../commands/codegen.ts')).codegenCommand,
  },
];

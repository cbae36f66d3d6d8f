import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { driftCommand } from '../../src/commands/drift.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { verifyCommand } from '../../src/commands/verify.ts';
import { withLock } from '../../src/source/lock.ts';
import { findRoot } from '../../src/source/root.ts';
import { keyPair } from '../bundle/signed-bundle.ts';
import { createRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const key = keyPair();
/** What a report breaks of its schema. */
function problemsOf(report: { readonly kind: string }) {
  const schema = JSON.parse(
    readFileSync(new URL(`../../schemas/report-${report.kind}.schema.json`, import.meta.url), 'utf8'),
  );
  const isValid = new Ajv({ strict: false, allErrors: true }).compile(schema);
  return isValid(JSON.parse(JSON.stringify(report))) ? [] : isValid.errors;
}

const prompt = (text: string) => `promptops: 1\nmessages: [{ role: user, content: ${text} }]\n`;

/** A project with the releases support@0.1.0, 0.1.1 and 0.1.2, each saying another word. */
async function releases() {
  const repository = createRepository([
    {
      '.gitignore': 'dist/\n.promptops/\n',
      'promptops.yaml':
        'promptops: 1\nmodel: echo/x\nbundles: { support: ["**"] }\nlint: { rules: { tests/none: off } }\n',
      'promptops.policy.yaml': 'promptops: 1\nkeys: [release.pub]\n',
      'release.pub': key.pem.publicKey,
      'prompts/reply.prompt.yaml': prompt('Hello'),
    },
  ]);
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  const context = contextAt(repository.path);
  for (const word of ['Hello', 'Good day', 'Welcome']) {
    repository.commit({ 'prompts/reply.prompt.yaml': prompt(word) });
    const published = await publishCommand({ target: ['dir'] }, context);
    expect(published.bundles.flatMap(({ refusals }) => refusals)).toEqual([]);
  }
  const channels = () => readFileSync(join(repository.path, 'channels.yaml'), 'utf8');
  const promote = async (version: string) => {
    const report = await promoteCommand({ release: `support@${version}`, channel: 'production' }, context);
    repository.commit({}, version);
    return report;
  };
  return { ...repository, context, channels, promote };
}

describe('a channel', () => {
  it('is promoted, verified, rolled back and promoted again', async () => {
    const { context, promote, channels, commit } = await releases();
    expect(await promote('0.1.0')).toMatchObject({ verdict: 'promoted', before: null, exitCode: 0 });
    expect(await promote('0.1.0')).toMatchObject({ verdict: 'unchanged' });
    expect(await promote('0.1.2')).toMatchObject({ verdict: 'promoted', before: { version: '0.1.0' } });
    const back = await rollbackCommand({ channel: 'production' }, context);
    expect(back).toMatchObject({ verdict: 'rolled-back', after: { version: '0.1.0' }, verification: null });
    expect(problemsOf(back)).toEqual([]);
    expect(channels()).toContain(`support: 0.1.0 ${back.after.digest}`);
    commit({});
    expect(await verifyCommand({ target: 'production' }, context)).toMatchObject({ verdict: 'passed' });
    await expect(rollbackCommand({ channel: 'production' }, context)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('serves nothing older than it did, but by a rollback', async () => {
    const { context, promote, channels, write, commit } = await releases();
    await promote('0.1.2');
    const before = channels();
    const refused = await promote('0.1.1');
    expect(refused).toMatchObject({ verdict: 'refused', exitCode: 1 });
    expect(problemsOf(refused)).toEqual([]);
    const failed = refused.verification?.checks.filter(({ passed }) => !passed);
    expect(failed).toMatchObject([{ check: 'channel/downgrade' }]);
    expect(channels()).toBe(before);
    // By hand, past the command.
    const { after } = await promoteCommand(
      { release: 'support@0.1.1', channel: 'other', dryRun: true },
      context,
    );
    write({ 'channels.yaml': before.replace(/0\.1\.2 .*/, `0.1.1 ${after.digest}`) });
    commit({});
    const { bundles } = await verifyCommand({ target: 'production' }, context);
    expect(bundles[0]?.checks.filter(({ passed }) => !passed)).toMatchObject([
      { check: 'channel/downgrade' },
    ]);
  });

  it('with another digest than its tag is refused, and so is a tag that was moved', async () => {
    const { context, promote, channels, write, git } = await releases();
    await promote('0.1.1');
    const good = channels();
    write({ 'channels.yaml': good.replace(/sha256:./, 'sha256:0').replace(/sha256:0./, 'sha256:0f') });
    const failedBy = async () =>
      (await verifyCommand({ target: 'production' }, context)).bundles.flatMap(({ checks }) =>
        checks.flatMap(({ passed, of }) => (passed ? [] : [of])),
      );
    expect(await failedBy()).toEqual(['channels.yaml']);
    write({ 'channels.yaml': good });
    const message = git('for-each-ref', '--format=%(contents)', 'refs/tags/support@0.1.1');
    git('tag', '-f', '-a', 'support@0.1.1', '-m', message, 'support@0.1.2^{commit}');
    expect(await failedBy()).toEqual(['tag support@0.1.1', 'channels.yaml']);
  });

  it('is promoted only by what its policy lets through', async () => {
    const { context, write, path } = await releases();
    write({ 'promptops.policy.yaml': 'promptops: 1\nkeys: [release.pub]\nevals: {}\n' });
    const refused = await promoteCommand({ release: 'support@0.1.1', channel: 'production' }, context);
    expect(refused).toMatchObject({ verdict: 'refused', exitCode: 1 });
    expect(() => readFileSync(join(path, 'channels.yaml'))).toThrow();
  });

  it('waits for whoever is writing', async () => {
    const { context, path, channels } = await releases();
    const promoting = await withLock(await findRoot(path), 'channels', async () => {
      const started = promoteCommand({ release: 'support@0.1.0', channel: 'production' }, context);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(() => channels()).toThrow();
      return { started };
    });
    expect(await promoting.started).toMatchObject({ verdict: 'promoted' });
  });

  it.each([
    ['support', 'production', 'usage'],
    ['support@9.9.9', 'production', 'not-found'],
    ['support@0.1.0', '../production', 'usage'],
    ['support@0.1.0', 'promptops', 'usage'],
  ])('%s to "%s" is your mistake', async (release, channel, code) => {
    const { context } = await releases();
    await expect(promoteCommand({ release, channel }, context)).rejects.toMatchObject({ code });
  });
});

describe('drift', () => {
  it('says which prompts the branch has changed since', async () => {
    const { context, promote, commit } = await releases();
    await promote('0.1.2');
    expect(await driftCommand({}, context)).toMatchObject({ verdict: 'in-step', exitCode: 0 });
    commit({ 'prompts/reply.prompt.yaml': prompt('Ahoy'), 'prompts/new.prompt.yaml': prompt('New') });
    const report = await driftCommand({ channel: 'production', exitCode: true }, context);
    expect(report).toMatchObject({ verdict: 'drifted', exitCode: 1 });
    expect(problemsOf(report)).toEqual([]);
    expect(report.bundles).toMatchObject([
      {
        version: '0.1.2',
        bump: 'minor',
        prompts: [
          { prompt: 'new', served: null },
          { prompt: 'reply', bump: 'patch' },
        ],
      },
    ]);
    commit({ 'prompts/reply.prompt.yaml': null });
    const gone = await driftCommand({}, context);
    expect(gone.bundles[0]).toMatchObject({ bump: 'major' });
  });

  it('of no channel is your mistake', async () => {
    const { context } = await releases();
    await expect(driftCommand({}, context)).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('verify of a channel that serves nothing is no pass', async () => {
  const { context, write } = await releases();
  write({ 'channels.yaml': 'promptops: 1\nproduction: {}\n' });
  await expect(verifyCommand({ target: 'production' }, context)).rejects.toMatchObject({ code: 'not-found' });
});

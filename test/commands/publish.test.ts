import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PublishOptions, publishCommand } from '../../src/commands/publish.ts';
import { readBundleAt } from '../../src/source/read-bundle.ts';
import {
  createFolder,
  createRepository,
  type Files,
  runGit,
  type TestRepository,
} from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const prompt = (text: string, more = '') =>
  `promptops: 1\nmodel: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 100 } }\ninputs: { name: { type: string, maxLength: 80, description: Who asks. } }\n${more}messages:\n  - role: user\n    content: "${text} {{name}}"\n`;

const files: Files = {
  'promptops.yaml':
    'promptops: 1\nbundles: { support: ["support/**"], sales: ["sales/**"] }\nlint: { extends: minimal, rules: { tests/none: off, output/max-tokens-missing: error } }\n',
  'prompts/support/reply.prompt.yaml': prompt('Hello'),
  'prompts/support/close.prompt.yaml': prompt('Bye'),
  'prompts/sales/offer.prompt.yaml': prompt('Buy'),
};

function project(more: Files = {}): TestRepository {
  const repository = createRepository([{ ...files, ...more }]);
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  return repository;
}

const publish = ({ path: cwd }: TestRepository, options: PublishOptions = {}) =>
  publishCommand({ bundle: ['support'], ...options }, contextAt(cwd));

const versionsOf = async (repository: TestRepository, options?: PublishOptions) => {
  const { bundles, exitCode } = await publish(repository, options);
  return [exitCode, ...bundles.map(({ version }) => version)];
};

describe('publish', () => {
  it('tags the commit and writes the bundle; a second time there is nothing to do', async () => {
    const repository = project();
    const first = await publish(repository);
    expect(first).toMatchObject({
      verdict: 'published',
      exitCode: 0,
      bundles: [
        {
          version: '0.1.0',
          tag: 'support@0.1.0',
          previous: null,
          targets: [{ target: 'tgz', place: 'dist/bundles/support-0.1.0.tgz', state: 'done' }],
        },
      ],
    });
    const found = await readBundleAt(repository.path, 'dist/bundles/support-0.1.0.tgz');
    expect(found.files?.has('prompts/support/reply.json')).toBe(true);
    expect(repository.git('cat-file', '-t', 'support@0.1.0')).toBe('tag');
    expect(repository.git('rev-parse', 'support@0.1.0^{commit}')).toBe(repository.commits[0]);
    const again = await publish(repository);
    expect(again).toMatchObject({ verdict: 'unchanged', exitCode: 0 });
    expect(again.bundles[0]?.digest).toBe(first.bundles[0]?.digest);
    repository.commit({ 'README.md': 'not a prompt' });
    expect(await publish(repository)).toMatchObject({ verdict: 'unchanged' });
  });

  it('derives each version from what changed since the last', async () => {
    const repository = project();
    expect(await versionsOf(repository, { as: '1.0.0' })).toEqual([0, '1.0.0']);
    repository.commit({ 'prompts/support/reply.prompt.yaml': prompt('Good day') });
    expect(await versionsOf(repository)).toEqual([0, '1.0.1']);
    const wider = prompt('Good day').replace(
      'inputs: {',
      'inputs: { tone: { type: string, optional: true },',
    );
    repository.commit({
      'prompts/support/reply.prompt.yaml': wider.replace('{{name}}', '{{name}} {{tone}}'),
    });
    expect(await versionsOf(repository)).toEqual([0, '1.1.0']);
    repository.commit({ 'prompts/support/reply.prompt.yaml': prompt('Good day').replaceAll('name', 'who') });
    const broken = await publish(repository);
    expect(broken.bundles[0]).toMatchObject({ version: '2.0.0', bump: 'major' });
    expect(broken.bundles[0]?.prompts).toMatchObject([
      { prompt: 'support/close', version: '1.0.0', previous: '1.0.0', bump: 'none' },
      { prompt: 'support/reply', version: '2.0.0', previous: '1.1.0', bump: 'major' },
    ]);
    repository.commit({ 'prompts/support/close.prompt.yaml': null });
    expect((await publish(repository)).bundles[0]).toMatchObject({
      version: '3.0.0',
      left: ['support/close'],
    });
    repository.commit({ 'prompts/sales/offer.prompt.yaml': prompt('Buy now') });
    expect(await versionsOf(repository)).toEqual([0, '3.0.0']);
  });

  it('raises the version by a patch where only words about a prompt changed', async () => {
    const repository = project();
    await publish(repository);
    repository.commit({
      'prompts/support/reply.prompt.yaml': prompt('Hello').replace('Who asks.', 'Who wants to know.'),
    });
    expect((await publish(repository)).bundles[0]).toMatchObject({ version: '0.1.1', bump: 'patch' });
  });

  it('goes on from what this branch descends from, and refuses a version that another one has', async () => {
    const repository = project();
    await publish(repository);
    repository.git('checkout', '-q', '-b', 'other');
    repository.commit({ 'prompts/support/reply.prompt.yaml': prompt('Other') });
    expect(await versionsOf(repository)).toEqual([0, '0.1.1']);
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'prompts/support/reply.prompt.yaml': prompt('Mine') });
    const clash = await publish(repository);
    expect(clash).toMatchObject({ verdict: 'refused', exitCode: 1 });
    expect(clash.bundles[0]?.refusals).toMatchObject([{ check: 'version' }]);
    expect(await versionsOf(repository, { as: '0.2.0' })).toEqual([0, '0.2.0']);
  });

  it('publishes all bundles or none', async () => {
    const repository = project({
      'prompts/sales/offer.prompt.yaml': prompt('Buy').replace('maxOutputTokens: 100', ''),
    });
    const refused = await publishCommand({}, contextAt(repository.path));
    expect(refused).toMatchObject({ verdict: 'refused', exitCode: 1 });
    expect(refused.bundles.map(({ bundle, refusals }) => [bundle, refusals.length])).toEqual([
      ['sales', 1],
      ['support', 0],
    ]);
    expect(repository.git('tag')).toBe('');
    // One that is well can go alone.
    expect(await versionsOf(repository)).toEqual([0, '0.1.0']);
  });

  it('holds a release to the gates over changes, but for what was approved', async () => {
    const gated = `${files['promptops.yaml']}gates: [{ diff: breaking }]\n`;
    const repository = project({ 'promptops.yaml': gated });
    await publish(repository);
    repository.commit({ 'prompts/support/reply.prompt.yaml': prompt('Hello').replaceAll('name', 'who') });
    const refused = await publish(repository);
    expect(refused.bundles[0]?.refusals).toMatchObject([{ check: 'gate' }]);
    expect(repository.git('tag')).toBe('support@0.1.0');
  });

  it('leaves drafts out, and breaks who uses a prompt that became one', async () => {
    const repository = project();
    await publish(repository);
    repository.commit({
      'prompts/support/close.prompt.yaml': prompt('Bye', 'metadata: { status: draft }\n'),
    });
    const { bundles, notes } = await publish(repository);
    expect(bundles[0]).toMatchObject({ version: '0.2.0', bump: 'major', left: ['support/close'] });
    expect(notes).toEqual(['Drafts are not published: support/close.']);
  });

  it('says what of a schema no render checks', async () => {
    const repository = project({
      'prompts/support/close.prompt.yaml': prompt('Bye').replace(
        'type: string',
        'type: string, format: email',
      ),
    });
    const { verdict, notes } = await publish(repository);
    expect([verdict, notes]).toEqual([
      'published',
      ['Not checked when "support/close" is rendered: name: format.'],
    ]);
  });

  it('writes nothing on a dry run', async () => {
    const repository = project();
    expect(await publish(repository, { dryRun: true })).toMatchObject({ verdict: 'planned', exitCode: 0 });
    expect(repository.git('tag')).toBe('');
    expect(repository.git('status', '--porcelain')).toBe('');
    await publish(repository);
    expect(await publish(repository, { dryRun: true })).toMatchObject({ verdict: 'unchanged' });
  });

  it.each<[string, (repository: TestRepository) => void, PublishOptions, string]>([
    ['a changed file', (r) => r.write({ 'prompts/support/reply.prompt.yaml': prompt('Hm') }), {}, 'usage'],
    ['a new prompt', (r) => r.write({ 'prompts/support/new.prompt.yaml': prompt('Hm') }), {}, 'usage'],
    ['a removed file', (r) => r.git('rm', '-q', 'prompts/sales/offer.prompt.yaml'), {}, 'usage'],
    ['an unknown bundle', () => {}, { bundle: ['suport'] }, 'not-found'],
    ['an unknown target', () => {}, { target: ['tgzz'] }, 'usage'],
    ['a remote that nothing is pushed to', () => {}, { remote: 'origin' }, 'usage'],
    ['a folder that nothing is written to', () => {}, { target: ['git'], out: 'x' }, 'usage'],
    ['an unknown remote', () => {}, { target: ['git'] }, 'usage'],
    ['an npm package without a name', () => {}, { target: ['npm'] }, 'usage'],
    ['no version', () => {}, { as: 'one' }, 'usage'],
    ['one version for two', () => {}, { as: '1.0.0', bundle: ['sales', 'support'] }, 'usage'],
    ['a tag that says nothing', (r) => r.git('tag', 'support@0.1.0'), {}, 'git'],
    ['a tag of somebody else', (r) => r.git('tag', '-a', '-m', 'hi', 'support@0.1.0'), {}, 'git'],
  ])('refuses %s, and writes nothing', async (_, change, options, code) => {
    const repository = project();
    change(repository);
    const tags = repository.git('tag');
    await expect(publish(repository, options)).rejects.toMatchObject({ code });
    expect(repository.git('tag')).toBe(tags);
    expect(readdirSync(repository.path)).not.toContain('dist');
  });

  it('does not mind files that no prompt is made of', async () => {
    const repository = project();
    repository.write({ 'scratch.txt': 'x' });
    expect(await versionsOf(repository)).toEqual([0, '0.1.0']);
  });

  it('refuses a shallow clone, and a repository without a commit', async () => {
    const { path: from } = project();
    const clone = path.join(createFolder(), 'clone');
    runGit(from, ['commit', '-q', '--allow-empty', '-m', 'two']);
    runGit(from, ['clone', '-q', '--depth', '1', `file://${from}`, clone]);
    await expect(publishCommand({}, contextAt(clone))).rejects.toThrow(/published before cannot be told/);
    await expect(publishCommand({}, contextAt(createRepository([]).path))).rejects.toThrow(/no commit/);
    await expect(publishCommand({}, contextAt(createFolder()))).rejects.toMatchObject({ code: 'bad-ref' });
  });

  it('never replaces what stands at a target', async () => {
    const repository = project();
    repository.write({
      'dist/bundles/support-0.1.0.tgz': 'mine',
      'dist/bundles/support-0.1.0/a.txt': 'mine',
    });
    const refused = await publish(repository, { target: ['dir', 'tgz'] });
    expect(refused.bundles[0]?.refusals).toMatchObject([{ check: 'target' }, { check: 'target' }]);
    expect(refused.exitCode).toBe(1);
    expect(repository.git('tag')).toBe('');
    expect(readFileSync(path.join(repository.path, 'dist/bundles/support-0.1.0.tgz'), 'utf8')).toBe('mine');
  });

  it('sees a file of a published folder that was changed since', async () => {
    const repository = project();
    await publish(repository, { target: ['dir'] });
    const changed = path.join(repository.path, 'dist/bundles/support-0.1.0/prompts/support/reply.json');
    writeFileSync(changed, readFileSync(changed, 'utf8').replace('Hello', 'Hullo'));
    const refused = await publish(repository, { target: ['dir'] });
    expect(refused.bundles[0]?.refusals).toMatchObject([
      { check: 'target', message: expect.stringContaining('prompts/support/reply.json') },
    ]);
  });
});

describe('a release on a remote', () => {
  function withRemote() {
    const repository = project();
    const remote = path.join(createFolder(), 'remote.git');
    runGit(repository.path, ['init', '-q', '--bare', remote]);
    repository.git('remote', 'add', 'origin', remote);
    repository.git('push', '-q', 'origin', 'main');
    const hook = (script: string) =>
      writeFileSync(path.join(remote, 'hooks/update'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { repository, remote, hook };
  }
  const target = ['git', 'dir', 'tgz'];

  it('is the annotated tag, the same object there as here', async () => {
    const { repository, remote } = withRemote();
    const report = await publish(repository, { target });
    expect(report.bundles[0]?.targets.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    const here = repository.git('rev-parse', 'refs/tags/support@0.1.0');
    expect(runGit(remote, ['rev-parse', 'refs/tags/support@0.1.0'])).toBe(here);
    expect(await publish(repository, { target })).toMatchObject({ verdict: 'unchanged' });
  });

  it('leaves nothing behind when the remote refuses, and is finished by a second run', async () => {
    const { repository, hook, remote } = withRemote();
    hook('echo "not on a Friday" >&2; exit 1');
    const failed = await publish(repository, { target });
    expect(failed).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
    expect(failed.bundles[0]?.targets.map(({ state }) => state)).toEqual(['failed', 'waiting', 'waiting']);
    expect(failed.bundles[0]?.targets[0]?.problem.join('\n')).toContain('not on a Friday');
    expect(repository.git('tag')).toBe('');
    expect(readdirSync(repository.path)).not.toContain('dist');
    hook('exit 0');
    expect(await publish(repository, { target })).toMatchObject({ verdict: 'published', exitCode: 0 });
    expect(runGit(remote, ['tag'])).toBe('support@0.1.0');
  });

  it('is refused where the remote has versions that this clone does not know', async () => {
    const { repository, remote } = withRemote();
    const other = path.join(createFolder(), 'other');
    runGit(repository.path, ['clone', '-q', remote, other]);
    runGit(other, ['tag', '-a', '-m', 'x', 'support@0.3.0', 'origin/main']);
    runGit(other, ['push', '-q', 'origin', 'support@0.3.0']);
    const refused = await publish(repository, { target });
    expect(refused).toMatchObject({ verdict: 'refused', exitCode: 1 });
    expect(refused.bundles[0]?.refusals[0]?.message).toContain('git fetch origin --tags');
    expect(repository.git('tag')).toBe('');
  });

  it('goes on where a failure of the disk stopped it', async () => {
    const { repository } = withRemote();
    repository.write({ 'dist/bundles': 'a file where a folder is needed' });
    const failed = await publish(repository, { target });
    expect(failed.bundles[0]?.targets.map(({ state }) => state)).toEqual(['done', 'failed', 'waiting']);
    repository.write({ 'dist/bundles': null });
    const done = await publish(repository, { target });
    expect(done.bundles[0]?.targets.map(({ state }) => state)).toEqual(['there', 'done', 'done']);
    expect(done.bundles[0]?.version).toBe('0.1.0');
  });
});

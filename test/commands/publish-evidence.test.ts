import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReleaseMessage } from '../../src/bundle/release-message.ts';
import { generateKeysCommand } from '../../src/commands/keys.ts';
import { type PublishOptions, publishCommand } from '../../src/commands/publish.ts';
import { testCommand } from '../../src/commands/test.ts';
import { verifyCommand } from '../../src/commands/verify.ts';
import { readTemplates } from '../../src/source/package-files.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const report = '.promptops/test.json';

/** The starter with a gate, a key, and a saved report of its tests. */
async function gatedProject() {
  const files = Object.fromEntries(await readTemplates('project'));
  const gates = 'gates: [{ passRate: 0.9 }]\n';
  const repository = createRepository([{ ...files, 'promptops.yaml': `${files['promptops.yaml']}${gates}` }]);
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  const context = contextAt(repository.path);
  const keys = createFolder();
  await generateKeysCommand({ file: path.join(keys, 'release.key') }, context);
  const policy = path.join(keys, 'policy.yaml');
  writeFileSync(policy, 'promptops: 1\nkeys: [release.key.pub]\nevals: {}\n');
  const test = async () => {
    const saved = await testCommand({}, context);
    repository.write({ [report]: JSON.stringify(saved) });
    return saved;
  };
  const publish = (options: PublishOptions) => publishCommand(options, context);
  return { repository, context, key: path.join(keys, 'release.key'), policy, test, publish };
}

describe('evidence', () => {
  it('opens the gates of the config, and is attested where somebody signs', async () => {
    const { repository, context, key, policy, test, publish } = await gatedProject();
    const without = await publish({ key });
    expect(without.bundles[0]?.refusals).toMatchObject([
      { check: 'evidence', hint: expect.stringContaining('--evidence') },
    ]);
    await test();
    const done = await publish({ key, evidence: [report], target: ['dir', 'tgz', 'json'] });
    expect(done).toMatchObject({ verdict: 'published', bundles: [{ attestations: 4 }] });
    for (const target of [
      'dist/bundles/prompts-0.1.0',
      'dist/bundles/prompts-0.1.0.tgz',
      'dist/bundles/prompts-0.1.0.json',
    ]) {
      const verified = await verifyCommand({ target, policy }, context);
      expect(verified.exitCode).toBe(0);
    }
    const said = readReleaseMessage(repository.git('tag', '-l', '--format=%(contents)', 'prompts@0.1.0'));
    expect(said?.attestations).toHaveLength(4);
    // The second run finds the envelopes in the tag.
    const more = await publish({ target: ['dir'], out: 'elsewhere' });
    expect(more).toMatchObject({ verdict: 'published', bundles: [{ attestations: 4, unchanged: true }] });
    expect((await verifyCommand({ target: 'elsewhere/prompts-0.1.0', policy }, context)).exitCode).toBe(0);
  });

  it('says that nothing is attested where nobody signs', async () => {
    const { test, publish } = await gatedProject();
    await test();
    const { notes, bundles } = await publish({ evidence: [report] });
    expect(bundles).toMatchObject([{ attestations: 0, refusals: [] }]);
    expect(notes.join()).toContain('--key');
  });

  it('that failed, or is about other prompts, is refused', async () => {
    const { repository, test, publish } = await gatedProject();
    const saved = await test();
    repository.write({ [report]: JSON.stringify({ ...saved, verdict: 'failed', exitCode: 1 }) });
    const failed = await publish({ evidence: [report] });
    expect(failed.bundles[0]?.refusals).toMatchObject([{ check: 'evidence' }]);
    const prompts = saved.prompts.map((row) => ({ ...row, digest: `sha256:${'0'.repeat(64)}` }));
    repository.write({ [report]: JSON.stringify({ ...saved, prompts }) });
    const other = await publish({ evidence: [report] });
    expect(other.bundles[0]?.refusals[0]?.message).toContain('another "content/summary"');
    expect(repository.git('tag')).toBe('');
  });

  it.each([
    ['is not there', null, 'not-found'],
    ['is no report', '{"kind":"lint"}', 'usage'],
    ['is cut short', '{"kind":"test"', 'usage'],
  ])('that %s is refused', async (_, content, code) => {
    const { repository, publish } = await gatedProject();
    repository.write({ [report]: content });
    await expect(publish({ evidence: [report] })).rejects.toMatchObject({ code });
  });

  it('is signed with no key but an Ed25519 one, which no message quotes', async () => {
    const { key, publish } = await gatedProject();
    const failed = await publish({ key: `${key}.pub` }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'usage' });
    expect(String(failed)).not.toContain('BEGIN');
  });
});

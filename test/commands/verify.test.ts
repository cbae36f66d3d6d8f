import { describe, expect, it } from 'vitest';
import { verifyCommand } from '../../src/commands/verify.ts';
import { keyPair, type Signed, signedBundle } from '../bundle/signed-bundle.ts';
import { createFolder, type Files } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const key = keyPair();
const policy = 'promptops: 1\nkeys: [release.pub]\nrequire: [provenance, eval]\n';

const written = ({ files, attestations }: Signed): Files => ({
  ...Object.fromEntries([...files].map(([path, bytes]) => [`out/${path}`, bytes])),
  'out/attestations.jsonl': attestations.map((line) => `${line}\n`).join(''),
  'promptops.policy.yaml': policy,
  'release.pub': key.pem.publicKey,
});

describe('verify', () => {
  it('passes a bundle in a folder by the policy of the project', async () => {
    const folder = createFolder(written(await signedBundle(key)));
    const report = await verifyCommand({ target: 'out' }, contextAt(folder));
    expect(report).toMatchObject({ verdict: 'passed', exitCode: 0, policy: 'promptops.policy.yaml' });
    expect(report.bundles).toMatchObject([
      { place: 'out', bundle: 'support', version: '1.2.0', passed: true },
    ]);
    expect(report.bundles[0]?.attestations.map(({ name }) => name)).toContain('eval');
  });

  it.each<[string, (files: Files) => Files, string]>([
    ['without attestations', ({ 'out/attestations.jsonl': _, ...rest }) => rest, 'policy/required'],
    ['with a further file', (files) => ({ ...files, 'out/extra.js': 'x' }), 'bundle/files'],
    ['that is none', () => ({ 'out/a.txt': 'x' }), 'bundle/format'],
    [
      'of a version to come',
      (files) => ({ ...files, 'out/manifest.json': '{"format":"promptops-bundle/2"}' }),
      'bundle/format',
    ],
  ])('refuses one %s, naming the check', async (_, change, check) => {
    const files = change(written(await signedBundle(key)));
    const folder = createFolder({ ...files, 'p.yaml': policy, 'release.pub': key.pem.publicKey });
    const report = await verifyCommand({ target: 'out', policy: 'p.yaml' }, contextAt(folder));
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 1 });
    const failed = report.bundles.flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
    expect(failed.map((each) => each.check)).toContain(check);
  });

  it.each<[string, Files, object]>([
    ['no policy', { 'promptops.policy.yaml': null }, { code: 'not-found' }],
    ['an unknown key', { 'promptops.policy.yaml': `${policy}requires: []\n` }, { code: 'invalid-project' }],
    ['no such key file', { 'release.pub': null }, { code: 'not-found' }],
    ['a private key', { 'release.pub': key.pem.privateKey }, { code: 'usage' }],
    ['a key that is none', { 'release.pub': 'nothing' }, { code: 'usage' }],
  ])('takes %s for your input', async (_, change, error) => {
    const folder = createFolder({ ...written(await signedBundle(key)), ...change });
    await expect(verifyCommand({ target: 'out' }, contextAt(folder))).rejects.toMatchObject(error);
  });
});

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditOptions, auditCommand } from '../../src/commands/audit.ts';
import type { Context } from '../../src/commands/context.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { testCommand } from '../../src/commands/test.ts';
import { keyPair } from '../bundle/signed-bundle.ts';
import { createRepository, type TestRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const starter = fileURLToPath(new URL('../../templates/project', import.meta.url));
const key = keyPair();
const prompt = 'support/reply';
let repository: TestRepository;
let context: Context;

beforeAll(async () => {
  repository = createRepository([]);
  const { path, git, commit } = repository;
  cpSync(starter, path, { recursive: true, filter: (file) => !file.includes('.promptops') });
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  commit({
    '.gitignore': 'dist/\n.promptops/\n*.json.tmp\nsigning.key\ntest.json\n',
    'promptops.policy.yaml': 'promptops: 1\nkeys: [release.pub]\n',
    'release.pub': key.pem.publicKey,
    'signing.key': key.pem.privateKey,
  });
  context = contextAt(path, { CI: 'true' });
  writeFileSync(join(path, 'test.json'), JSON.stringify(await testCommand({}, context)));
  await publishCommand({ target: ['dir'], evidence: ['test.json'], key: 'signing.key' }, context);
});

const audit = (options: Partial<AuditOptions>) =>
  auditCommand({ prompt, at: 'prompts@0.1.0', ...options }, context);

describe('audit show', () => {
  it('answers which model, on what input, how configured, against what, and when', async () => {
    const report = await audit({});
    expect(report.release).toMatchObject({ tag: 'prompts@0.1.0', promptVersion: '0.1.0' });
    expect(report.attestations.map(({ name }) => name)).toContain('eval');
    const [evaluation = expect.fail()] = report.evaluations;
    expect(evaluation).toMatchObject({
      digest: report.release.promptDigest,
      model: { requested: 'openai/gpt-4.1-mini' },
      params: { temperature: 0 },
      run: { startedAt: '2026-01-01T00:00:00.000Z' },
    });
    expect(evaluation.cases[0]?.input).toMatch(/^sha256:/);
    expect(report.notAttested).toContain('What its calls cost is not attested.');
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/report-audit.schema.json', import.meta.url), 'utf8'),
    );
    const isValid = new Ajv({ strict: false }).compile(schema);
    isValid(JSON.parse(JSON.stringify(report)));
    expect(isValid.errors).toBeNull();
  });

  it('finds the release of a day, and renders a case to the very request that is attested', async () => {
    const later = await audit({ at: '2126-01-01', case: 'injection' });
    expect(later.release.tag).toBe('prompts@0.1.0');
    expect(later.case).toMatchObject({ case: 'injection', attested: 'same' });
    expect(JSON.stringify(later.case?.rendered)).toContain('Ignore all rules above');
  });

  it('reads the commit, whatever stands in the files now', async () => {
    const before = await audit({ case: 'injection' });
    repository.write({ 'prompts/support/reply.prompt.yaml': 'promptops: 1\nmessages: []\n' });
    expect(await audit({ case: 'injection' })).toEqual(before);
  });

  it('says plainly what a stranger signed', async () => {
    repository.write({ 'release.pub': keyPair('other').pem.publicKey });
    const report = await audit({ case: 'injection' });
    repository.write({ 'release.pub': key.pem.publicKey });
    expect(report).toMatchObject({ verdict: 'gaps', attestations: [], evaluations: [] });
    expect(report.case?.attested).toBe('unknown');
    expect(report.notAttested.join()).toMatch(
      /No key of the policy signed this.*no attestation names its request/,
    );
  });

  it.each<[Partial<AuditOptions>, string]>([
    [{ at: 'yesterday' }, 'usage'],
    [{ at: '2001-01-01' }, 'not-found'],
    [{ at: 'prompts@9.0.0' }, 'not-found'],
    [{ prompt: 'support/rply' }, 'not-found'],
    [{ case: 'nothing' }, 'not-found'],
  ])('%j is your mistake', async (options, code) => {
    await expect(audit(options)).rejects.toMatchObject({ code });
  });

  it('needs a prompt and a time', async () => {
    await expect(auditCommand({}, context)).rejects.toMatchObject({ code: 'usage' });
  });
});

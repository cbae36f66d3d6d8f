import { generateKeyPairSync } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleDigest } from '../../src/bundle/build-bundle.ts';
import { signersOf } from '../../src/bundle/dsse.ts';
import { ed25519Key, ed25519Signer } from '../../src/bundle/ed25519.ts';
import { type Evidence, readEvidence, type TestReport } from '../../src/bundle/evidence.ts';
import type { EvalPredicate } from '../../src/bundle/predicates/eval.ts';
import { predicateName, readStatement, type Statement, signStatement } from '../../src/bundle/statement.ts';
import { evidenceFaults, type StatedBundle, statementsFor } from '../../src/bundle/statements-for.ts';
import { costCommand } from '../../src/commands/cost.ts';
import { testCommand } from '../../src/commands/test.ts';
import { promptDigest, sha256 } from '../../src/model/digest.ts';
import { loadProject } from '../../src/model/project.ts';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { contextAt } from '../commands/command-context.ts';
import { createRepository } from '../helpers/repository.ts';
import { bundleOf } from './bundle-of.ts';

const starter = fileURLToPath(new URL('../../templates/project', import.meta.url));
const schema = JSON.parse(
  readFileSync(new URL('../../schemas/attestation.schema.json', import.meta.url), 'utf8'),
);
const isStatement = new Ajv({ strict: false, allErrors: true }).compile(schema);

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const publication = { tool: 'promptops 0.1.0', at: '2026-02-03T04:05:06.000Z' };

let commit: string;
let bundle: StatedBundle;
let test: TestReport;
let evidence: readonly Evidence[];

const source = () => ({ repository: 'acme/prompts', commit, clean: true, folder: '' });
const predicateOf = (statements: readonly Statement[], type: string) =>
  statements.find(({ predicateType }) => predicateType.includes(type))?.predicate as never;

beforeAll(async () => {
  const { path, commit: commitAll } = createRepository([]);
  cpSync(starter, path, { recursive: true, filter: (file) => !file.includes('.promptops') });
  commit = commitAll({});
  const snapshot = await readSnapshot(await findRoot(path), null);
  const { prompts } = await loadProject(snapshot);
  const released = prompts.flatMap(({ prompt }) => prompt ?? []);
  const files = bundleOf(released);
  bundle = {
    name: 'support',
    version: '1.2.0',
    digest: bundleDigest(files),
    prompts: released.map((prompt) => ({ id: prompt.id, digest: promptDigest(prompt) })),
    files,
  };
  const context = contextAt(path, { CI: 'true' });
  const reports = [await testCommand({}, context), await costCommand({}, context)];
  evidence = reports.map((report) => readEvidence('report.json', encode(report)));
  test = evidence[0]?.report as TestReport;
});

describe('statements of a bundle', () => {
  it('are in-toto statements about its manifest', () => {
    const statements = statementsFor(bundle, evidence, source(), publication);
    expect(statements.map(({ predicateType }) => predicateType)).toEqual([
      'https://slsa.dev/provenance/v1',
      'https://in-toto.io/attestation/test-result/v0.1',
      'urn:promptops:attestation:eval:v1',
      'urn:promptops:attestation:cost:v1',
      'urn:promptops:attestation:gates:v1',
    ]);
    for (const statement of statements) {
      isStatement(statement);
      expect(isStatement.errors).toBeNull();
      expect(statement.subject).toEqual([
        { name: 'support@1.2.0', digest: { sha256: bundle.digest.slice('sha256:'.length) } },
      ]);
    }
  });

  it('say which model, on what input, configured how, held to what, and when', () => {
    const { evaluations, run }: EvalPredicate = predicateOf(
      statementsFor(bundle, evidence, source(), publication),
      ':eval:',
    );
    expect(run).toMatchObject({ suite: test.run.plan, replay: 'strict', startedAt: test.run.startedAt });
    const [first = expect.fail()] = evaluations;
    const result = test.results.find(({ prompt }) => prompt === first.prompt) ?? expect.fail();
    expect(first.model.requested).toBe(result.model);
    expect(first.criteria.length).toBeGreaterThan(0);
    expect(first.cases[0]).toMatchObject({
      input: result.input,
      request: result.request,
      output: sha256(result.output ?? ''),
      answered: result.recordedAt,
    });
    expect(first.answers.oldest).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('are signed as they are', async () => {
    const pem = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const key = ed25519Key(pem.publicKey, 'a.pub');
    for (const statement of statementsFor(bundle, evidence, source(), publication)) {
      const envelope = await signStatement(statement, ed25519Signer(pem.privateKey, 'a.key'));
      expect(signersOf(envelope, [key])).toEqual([key.keyid]);
      expect(readStatement(envelope)).toEqual({ statement, problem: null });
      expect(predicateName(statement.predicateType)).not.toBeNull();
    }
    expect(predicateName('urn:other')).toBeNull();
  });

  it.each<[string, object, RegExp]>([
    ['another payload', { payloadType: 'text/plain' }, /is a "text\/plain"/],
    ['no JSON', { payload: 'YQ==' }, /holds no JSON/],
    [
      'no statement',
      { payload: Buffer.from('{}').toString('base64') },
      /is no in-toto statement: its top has no/,
    ],
  ])('%s is none', async (_, change, problem) => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const [statement = expect.fail()] = statementsFor(bundle, [], source(), publication);
    const envelope = await signStatement(statement, ed25519Signer(pem, 'a.key'));
    expect(readStatement({ ...envelope, ...change }).problem).toMatch(problem);
  });

  it('hold no text that was sent or answered', () => {
    const said = JSON.stringify(statementsFor(bundle, evidence, source(), publication));
    const texts = test.results.flatMap(({ output }) => (output && output.length > 20 ? [output] : []));
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(said).not.toContain(JSON.stringify(text).slice(1, 40));
  });

  it('are the same for the same, and only of prompts of the bundle', () => {
    const make = (some: StatedBundle) => statementsFor(some, evidence, source(), publication);
    expect(make(bundle)).toEqual(make(bundle));
    const [one] = bundle.prompts;
    const { evaluations }: EvalPredicate = predicateOf(
      make({ ...bundle, prompts: one ? [one] : [] }),
      ':eval:',
    );
    expect(new Set(evaluations.map(({ prompt }) => prompt))).toEqual(new Set([one?.id]));
    expect(make({ ...bundle, prompts: [] })).toHaveLength(2);
  });
});

describe('evidence', () => {
  it('that passed, of these prompts and of this commit, has no fault', () => {
    for (const one of evidence) expect(evidenceFaults(bundle, one, { commit })).toEqual([]);
  });

  it.each<[string, (report: TestReport) => unknown, RegExp]>([
    ['that failed', (report) => ({ ...report, verdict: 'failed' }), /verdict is "failed"/],
    [
      'of another prompt',
      (report) => ({
        ...report,
        prompts: report.prompts.map((prompt) => ({ ...prompt, digest: sha256('other') })),
      }),
      /tested another/,
    ],
    ['of nothing here', (report) => ({ ...report, prompts: [] }), /no prompt of the bundle/],
  ])('%s shows nothing', (_, change, fault) => {
    const changed = readEvidence('test.json', encode(change(test)));
    expect(evidenceFaults(bundle, changed, { commit }).join()).toMatch(fault);
  });

  it('of costs at another commit shows nothing', () => {
    const [, cost = expect.fail()] = evidence;
    expect(evidenceFaults(bundle, cost, { commit: 'f'.repeat(40) }).join()).toMatch(/another commit/);
  });

  it('of costs with uncommitted files shows nothing', () => {
    const [, cost = expect.fail()] = evidence;
    const source = { ...cost.report.source, head: commit, dirty: true };
    const dirty = { ...cost, report: { ...cost.report, source } } as Evidence;
    expect(evidenceFaults(bundle, dirty, { commit }).join()).toMatch(/uncommitted.*"git status"/);
  });

  it.each([
    ['{', /"x.json" is no report/],
    ['{"kind":"lint"}', /is no report/],
    ['{"kind":"test"}', /is not whole: its top has no/],
    ['{"kind":"cost","schemaVersion":1}', /is not whole/],
  ])('is not %s', (text, message) => {
    expect(() => readEvidence('x.json', new TextEncoder().encode(text))).toThrow(message);
  });
});

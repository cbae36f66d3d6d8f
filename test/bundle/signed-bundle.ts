import { generateKeyPairSync } from 'node:crypto';
import { bundleDigest } from '../../src/bundle/build-bundle.ts';
import type { BundleFiles } from '../../src/bundle/bundle-files.ts';
import { ed25519Key, ed25519Signer } from '../../src/bundle/ed25519.ts';
import type { CostReport, Evidence, TestReport } from '../../src/bundle/evidence.ts';
import { type Statement, signStatement } from '../../src/bundle/statement.ts';
import { type StatedBundle, statementsFor } from '../../src/bundle/statements-for.ts';
import { promptDigest, sha256 } from '../../src/model/digest.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import { bundleOf, everything, promptsOf } from './bundle-of.ts';

export function keyPair(name = 'release') {
  const pem = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { pem, signer: ed25519Signer(pem.privateKey, name), trusted: ed25519Key(pem.publicKey, name) };
}

export type KeyPair = ReturnType<typeof keyPair>;

export const commit = 'c0ffee'.padEnd(40, '0');
const source = { repository: 'acme/prompts', head: commit, dirty: false, base: null };

/** A report of one case per prompt that passed, recorded on 2026-01-10. */
export const testReport = (prompts: readonly Prompt[], more: Partial<TestReport> = {}): TestReport => ({
  kind: 'test',
  tool: 'promptops 0.1.0',
  verdict: 'passed',
  source,
  run: {
    id: 'run-1',
    startedAt: '2026-01-20T10:00:00.000Z',
    replay: 'strict',
    plan: sha256('plan'),
    journal: { sha256: sha256('journal'), rows: 2 },
  },
  prompts: prompts.map((prompt) => ({
    prompt: prompt.id,
    digest: promptDigest(prompt),
    model: prompt.model.id,
    cases: 40,
    passed: 40,
    failed: 0,
    errored: 0,
    skipped: 0,
    replayed: 40,
    passRate: { value: 1, low: 0.912, high: 1 },
    score: 1,
    origin: { live: 40, sample: 0, import: 0, computed: 0 },
  })),
  results: prompts.map((prompt) => ({
    prompt: prompt.id,
    case: 'refund',
    model: prompt.model.id,
    locale: null,
    variant: null,
    repeat: 0,
    outcome: 'pass',
    replayed: true,
    origin: 'live',
    output: 'An answer.',
    input: sha256('input'),
    request: sha256('request'),
    recordedAt: '2026-01-10',
    returnedModel: 'm-2026-01-01',
    assertions: [{ type: 'contains', metric: null, threshold: null }],
  })),
  omitted: 0,
  comparison: {
    base: 'main',
    commit: 'b'.repeat(40),
    rows: prompts.map((prompt) => ({
      prompt: prompt.id,
      model: prompt.model.id,
      metric: null,
      verdict: 'no-worse',
      margin: 0.05,
      delta: { value: 0, low: -0.02, high: 0.02 },
    })),
  },
  gates: [],
  ...more,
});

export const costReport = (prompts: readonly Prompt[], more: Partial<CostReport> = {}): CostReport => ({
  kind: 'cost',
  tool: 'promptops 0.1.0',
  verdict: 'passed',
  source,
  prices: { date: '2026-01-01', sources: ['a list'] },
  traffic: { path: 'promptops.traffic.yaml', scenario: null },
  prompts: prompts.map(({ id, model }) => ({
    prompt: id,
    status: 'kept',
    model: model.id,
    perThousandUsd: '1.5',
    monthlyUsd: '30',
    callsPerMonth: 20_000,
  })),
  gates: [],
  ...more,
});

export const evidenceOf = (...reports: readonly (TestReport | CostReport)[]): readonly Evidence[] =>
  reports.map((report) => ({ report, digest: sha256(JSON.stringify(report)) }));

export type Signed = { readonly files: BundleFiles; readonly attestations: readonly string[] };

/** A bundle `support` 1.2.0 with everything attested, signed by a key. */
export async function signedBundle(
  { signer }: Pick<KeyPair, 'signer'>,
  more: {
    readonly evidence?: (prompts: readonly Prompt[]) => readonly Evidence[];
    readonly change?: (statement: Statement) => Statement;
    readonly version?: string;
  } = {},
): Promise<Signed> {
  const prompts = await promptsOf(everything);
  const version = more.version ?? '1.2.0';
  const files = bundleOf(prompts, { version });
  const bundle: StatedBundle = {
    name: 'support',
    version,
    digest: bundleDigest(files),
    prompts: prompts.map((prompt) => ({ id: prompt.id, digest: promptDigest(prompt) })),
    files,
  };
  const evidence = (more.evidence ?? ((all) => evidenceOf(testReport(all), costReport(all))))(prompts);
  const statements = statementsFor(
    bundle,
    evidence,
    { repository: 'acme/prompts', commit, clean: true, folder: '' },
    { tool: 'promptops 0.1.0', at: '2026-01-20T12:00:00.000Z' },
  );
  const changed = statements.map((statement) => more.change?.(statement) ?? statement);
  const envelopes = await Promise.all(changed.map((statement) => signStatement(statement, signer)));
  return { files, attestations: envelopes.map((envelope) => JSON.stringify(envelope)) };
}

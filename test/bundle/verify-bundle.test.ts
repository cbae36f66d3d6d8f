import { beforeAll, describe, expect, it } from 'vitest';
import { bundleDigest } from '../../src/bundle/build-bundle.ts';
import type { Envelope } from '../../src/bundle/dsse.ts';
import type { TestReport } from '../../src/bundle/evidence.ts';
import { parsePolicy } from '../../src/bundle/policy.ts';
import { type FoundFiles, verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import { loadMatches, type Matches } from '../../src/model/pattern.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';
import { costReport, evidenceOf, keyPair, type Signed, signedBundle, testReport } from './signed-bundle.ts';

const strict = `
bundle: support|content
repository: acme/.*
clean: true
require: [provenance, test-result, eval, cost, gates]
evals: { answers: recorded, maxAgeDays: 30, passRate: 0.9, noRegression: strict, fallbacks: false }
cost: { maxMonthlyUsd: 100, everythingPriced: true }
`;

const key = keyPair();
const other = keyPair('other');
let matches: Matches;
let good: Signed;
beforeAll(async () => {
  matches = await loadMatches();
  good = await signedBundle(key);
});

function policyOf(text: string) {
  const yaml = `promptops: 1\nkeys: [a.pub]\n${text}`;
  const { policy, faults } = parsePolicy(
    parseYaml('policy.yaml', new TextEncoder().encode(yaml), defaultFileLimits),
    matches,
  );
  expect(faults).toEqual([]);
  return policy;
}

/** The checks that failed. */
function refusals(
  found: Partial<FoundFiles>,
  { policy = strict, keys = [key.trusted], now = '2026-02-01' } = {},
) {
  const { checks } = verifyBundle(
    { ...good, pins: [], ...found },
    { policy: policyOf(policy), keys, matches, now: new Date(now) },
  );
  return checks.filter(({ passed }) => !passed);
}

const names = (failed: ReturnType<typeof refusals>) => [...new Set(failed.map(({ check }) => check))];

describe('a bundle that is whole, signed and attested', () => {
  it('passes every check of the strictest policy', () => {
    expect(refusals({})).toEqual([]);
    expect(refusals({ pins: [{ by: 'its tag', digest: bundleDigest(good.files) }] })).toEqual([]);
  });
});

/** One byte other. */
function flipped(bytes: Uint8Array, at = Math.floor(bytes.length / 2)): Uint8Array {
  return Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
}

const changedFile = (path: RegExp) =>
  new Map([...good.files].map(([name, bytes]) => [name, path.test(name) ? flipped(bytes) : bytes]));

const changedLine = (change: (envelope: Envelope) => object) =>
  good.attestations.map((line, index) =>
    index === 2 ? JSON.stringify({ ...JSON.parse(line), ...change(JSON.parse(line)) }) : line,
  );

describe('a byte that was changed', () => {
  it('in a file', () => {
    expect(names(refusals({ files: changedFile(/reply\.json$/) }))).toContain('bundle/hashes');
  });

  it('in every file, one at a time', () => {
    for (const path of good.files.keys()) {
      const files = new Map(
        [...good.files].map(([name, bytes]) => [name, name === path ? flipped(bytes) : bytes]),
      );
      expect(refusals({ files }), path).not.toEqual([]);
    }
  });

  it('in the manifest, at every place', () => {
    const manifest = good.files.get('manifest.json') ?? expect.fail();
    for (let at = 0; at < manifest.length; at += 7) {
      const files = new Map(good.files).set('manifest.json', flipped(manifest, at));
      expect(refusals({ files }), `byte ${at}`).not.toEqual([]);
    }
  });

  it('in the version, with all else made to fit', async () => {
    const renamed = await signedBundle(key, { version: '1.3.0' });
    const failed = refusals({ files: renamed.files });
    expect(names(failed)).toContain('attestation/subject');
    expect(names(failed)).toContain('policy/required');
  });

  it('in a payload', () => {
    const attestations = changedLine(({ payload }) => {
      const text = Buffer.from(payload, 'base64').toString().replace('"failed":0', '"failed":1');
      return { payload: Buffer.from(text).toString('base64') };
    });
    expect(names(refusals({ attestations }))).toEqual([
      'attestation/signature',
      'policy/required',
      'policy/evaluated',
    ]);
  });

  it('in a signature', () => {
    const attestations = changedLine(({ signatures }) => ({
      signatures: signatures.map(({ keyid, sig }) => ({
        keyid,
        sig: Buffer.from(flipped(Buffer.from(sig, 'base64'))).toString('base64'),
      })),
    }));
    expect(names(refusals({ attestations }))).toContain('attestation/signature');
  });

  it.each<[string, (envelope: Envelope) => object, string]>([
    ['the type of a payload', () => ({ payloadType: 'text/plain' }), 'attestation/statement'],
    ['no signatures at all', () => ({ signatures: [] }), 'attestation/signature'],
    ['no envelope', () => ({ payload: 7 }), 'attestation/envelope'],
  ])('%s', (_, change, check) => {
    expect(names(refusals({ attestations: changedLine(change) }))).toContain(check);
  });

  it('in what a tag says', () => {
    const failed = refusals({ pins: [{ by: 'its tag', digest: `sha256:${'0'.repeat(64)}` }] });
    expect(failed).toMatchObject([{ check: 'bundle/digest', of: 'its tag' }]);
  });
});

describe('somebody else', () => {
  it('who signed', async () => {
    const signed = await signedBundle(other);
    expect(names(refusals(signed))).toContain('attestation/signature');
    expect(refusals(signed, { keys: [other.trusted, key.trusted] })).toEqual([]);
  });

  it('who signed and calls himself us', async () => {
    const claims = { keyid: key.trusted.keyid, sign: other.signer.sign };
    expect(names(refusals(await signedBundle({ signer: claims })))).toContain('attestation/signature');
  });

  it('whom a statement is about', async () => {
    const swapped = await signedBundle(key, {
      change: (statement) => ({ ...statement, subject: [{ name: 'x', digest: { sha256: '1'.repeat(64) } }] }),
    });
    expect(names(refusals(swapped))).toContain('attestation/subject');
  });

  it('with the digest of this and the name of another', async () => {
    const renamed = await signedBundle(key, {
      change: ({ subject, ...rest }) => ({
        ...rest,
        subject: subject.map((each) => ({ ...each, name: 'support@9.0.0' })),
      }),
    });
    expect(names(refusals(renamed))).toContain('attestation/subject');
  });
});

describe('what is not attested', () => {
  it('is refused', () => {
    const failed = refusals({ attestations: [] });
    expect(failed.filter(({ check }) => check === 'policy/required').map(({ of }) => of)).toEqual([
      'provenance',
      'test-result',
      'eval',
      'cost',
      'gates',
    ]);
  });

  it('is not looked at where nothing demands it', () => {
    expect(refusals({ attestations: [] }, { policy: '' })).toEqual([]);
  });
});

/** A bundle whose test report is other. */
const tested = (change: (report: TestReport) => Partial<TestReport>) =>
  signedBundle(key, {
    evidence: (all) => evidenceOf(testReport(all, change(testReport(all))), costReport(all)),
  });
const eachPrompt =
  (more: Partial<TestReport['prompts'][number]>) =>
  ({ prompts }: TestReport): Partial<TestReport> => ({
    prompts: prompts.map((one) => ({ ...one, ...more })),
  });
const eachResult =
  (more: Partial<TestReport['results'][number]>) =>
  ({ results }: TestReport): Partial<TestReport> => ({
    results: results.map((one) => ({ ...one, ...more })),
  });
const compared =
  (verdict: string) =>
  ({ comparison }: TestReport): Partial<TestReport> => ({
    comparison: comparison && { ...comparison, rows: comparison.rows.map((row) => ({ ...row, verdict })) },
  });
const origin = { live: 39, sample: 1, import: 0, computed: 0 };

describe('evidence that does not reach what is demanded', () => {
  it.each<[string, (report: TestReport) => Partial<TestReport>, string]>([
    ['a sample among the answers', eachPrompt({ origin }), 'policy/answers'],
    [
      'a pass rate that may be lower',
      eachPrompt({ passRate: { value: 0.95, low: 0.89, high: 0.98 } }),
      'policy/pass-rate',
    ],
    ['no pass rate', eachPrompt({ passRate: null }), 'policy/pass-rate'],
    ['an answer that is too old', eachResult({ recordedAt: '2026-01-01' }), 'policy/age'],
    ['an answer nobody dated', eachResult({ recordedAt: null }), 'policy/age'],
    ['an answer of the future', eachResult({ recordedAt: '2026-03-01' }), 'policy/age'],
    ['a regression', compared('regressed'), 'policy/regression'],
    ['a regression that may be one', compared('inconclusive'), 'policy/regression'],
    ['no comparison', () => ({ comparison: null }), 'policy/regression'],
    ['a fallback', eachResult({ fallback: 'openai/small' }), 'policy/fallbacks'],
    ['an answer without verdict', eachPrompt({ errored: 1 }), 'policy/evaluated'],
    ['no case', eachPrompt({ cases: 0 }), 'policy/evaluated'],
    ['another version of a prompt', eachPrompt({ digest: `sha256:${'2'.repeat(64)}` }), 'policy/evaluated'],
    ['another model than the prompt asks', eachPrompt({ model: 'openai/small' }), 'policy/evaluated'],
    ['a prompt that was left out', ({ prompts }) => ({ prompts: prompts.slice(1) }), 'policy/evaluated'],
    ['a run that failed', () => ({ verdict: 'failed' }), 'policy/tests'],
  ])('%s', async (_, change, check) => {
    expect(names(refusals(await tested(change)))).toContain(check);
  });

  it('expired meanwhile', () => {
    expect(names(refusals({}, { now: '2026-02-09' }))).toEqual([]);
    expect(names(refusals({}, { now: '2026-02-10' }))).toEqual(['policy/age']);
  });

  it.each<[string, string]>([
    ['recorded, where live is wanted', 'evals: { answers: live }'],
    ['of another bundle', 'bundle: suppor'],
    ['of another repository', 'repository: acme/prompt'],
    ['dearer than allowed', 'cost: { maxMonthlyUsd: 59.99 }'],
  ])('%s', (_, policy) => {
    expect(refusals({}, { policy })).not.toEqual([]);
  });

  it.each([
    ['without a price', { perThousandUsd: null, monthlyUsd: null }, ['policy/priced', 'policy/monthly-cost']],
    ['without traffic', { callsPerMonth: null, monthlyUsd: null }, ['policy/monthly-cost']],
  ])('a prompt %s', async (_, change, expected) => {
    const signed = await signedBundle(key, {
      evidence: (all) => {
        const report = costReport(all);
        const [first, ...rest] = report.prompts;
        return evidenceOf(
          testReport(all),
          costReport(all, { prompts: first ? [{ ...first, ...change }, ...rest] : [] }),
        );
      },
    });
    expect(names(refusals(signed))).toEqual(expected);
  });

  it('changes of what was uncommitted', async () => {
    const dirty = await signedBundle(key, {
      change: (statement) => JSON.parse(JSON.stringify(statement).replace('"clean":true', '"clean":false')),
    });
    expect(names(refusals(dirty))).toEqual(['policy/clean']);
  });
});

describe('a policy', () => {
  const faultsOf = (text: string) => {
    const file = parseYaml('policy.yaml', new TextEncoder().encode(text), defaultFileLimits);
    return parsePolicy(file, matches).faults.map(
      ({ message, hint, at }) => `${at.line} ${message} ${hint ?? ''}`,
    );
  };

  it.each([
    ['promptops: 1', /keys/],
    ['promptops: 1\nkeys: [a]\nevalz: {}', /3 Unknown key "evalz".*evals/],
    ['promptops: 1\nkeys: [a]\nevals: { passrate: 1 }', /Unknown key "passrate".*passRate/],
    ['promptops: 1\nkeys: [a]\nevals: { passRate: 90 }', /3 .*1/],
    ['promptops: 1\nkeys: [a]\nrequire: [evals]', /eval/],
    ['promptops: 1\nkeys: [a]\nbundle: "a(?=b)"', /3 .*linear time/],
    ['promptops: 1\nkeys: [a]\nbundle: "a)|(b"', /3 .*linear time/],
    ['promptops: 1\nkeys: [', /./],
  ])('%j has a fault', (text, fault) => {
    expect(faultsOf(text).join('\n')).toMatch(fault);
  });
});

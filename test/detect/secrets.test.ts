import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretFormats } from '../../src/detect/secret-formats.ts';
import { findSecrets, mayHoldSecret } from '../../src/detect/secrets.ts';
import { soaked } from '../helpers/soak.ts';

type DetectorRule = {
  readonly meta: { readonly id: string };
  create(context: object, options: object): { file?(source: object): unknown };
};

const detector = (rules as unknown as readonly DetectorRule[]).filter(
  ({ meta }) => !meta.id.endsWith('filter-comments'),
);

/** The patterns a rule looks for: it is given a text that only writes down what it is asked. */
async function patternsOf(rule: DetectorRule): Promise<readonly RegExp[]> {
  const asked: RegExp[] = [];
  const content = {
    matchAll(pattern: RegExp) {
      asked.push(pattern);
      return [];
    },
  };
  await runRule(rule, content);
  return asked;
}

async function runRule(rule: DetectorRule, content: unknown): Promise<number> {
  let reports = 0;
  const context = {
    report() {
      reports += 1;
    },
    ignore() {},
    createTranslator: () => (_id: string, data: unknown) => ({ data }),
  };
  await rule.create(context, {}).file?.({ content, filePath: '', ext: '', contentType: 'text' });
  return reports;
}

/** A pattern as the generator takes it: what stands around a match is left to the test. */
const core = ({ source, flags }: RegExp): RegExp =>
  new RegExp(
    source
      .replaceAll(/\(\?<?!(?:[^()[\]]|\[[^\]]*\])*\)/g, '')
      .replaceAll('\\b', '')
      .replaceAll(/\(\?<\w+>/g, '('),
    flags.replaceAll(/[gi]/g, ''),
  );

/** What the generator is not likely to make by itself: contents that a rule looks into. */
const madeByHand: Readonly<Record<string, readonly string[]>> = {
  '1password': [`ops_${btoa(JSON.stringify({ email: 'a@b', key: 'k'.repeat(99), salt: 'pepper' }))}`],
  privatekey: ['PRIVATE KEY', 'RSA PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'].map(
    (kind) => `-----BEGIN ${kind}-----\n${`MIIE${'Ab1+/'.repeat(40)}`}\n-----END ${kind}-----`,
  ),
  sendgrid: [`SG.${'aB3_x'.repeat(4)}aB.${'xY9_z'.repeat(8)}xY9`],
};

/** Examples of a pattern; where it takes either case, in any case. */
function examplesOf(pattern: RegExp): readonly string[] {
  const made = fc.sample(fc.stringMatching(core(pattern)), { numRuns: soaked(400), seed: 7 });
  if (!pattern.ignoreCase) return made;
  return made.map((text, seed) =>
    text.replace(/[a-z]/gi, (letter, at: number) =>
      (at * 7 + seed) % 3 === 0 ? letter.toUpperCase() : letter.toLowerCase(),
    ),
  );
}

describe('the detector behind the first look', () => {
  const names = detector.map(({ meta }) => meta.id.replace(/^.*rule-/, ''));

  it('has the rules it was looked through with', () => {
    expect(names).toHaveLength(24);
  });

  it.each(
    detector.map((rule, index) => [names[index] ?? '', rule] as const).filter(([name]) => name !== 'gcp'),
  )('%s finds nothing that the first look passes over', async (name, rule) => {
    let found = 0;
    for (const pattern of await patternsOf(rule)) {
      for (const text of [...examplesOf(pattern), ...(madeByHand[name] ?? [])]) {
        const whole = `Use ${text} here.\n`;
        if ((await runRule(rule, whole)) === 0) continue;
        found += 1;
        expect(mayHoldSecret(whole), whole).toBe(true);
      }
    }
    expect(found, 'examples the rule really reports').toBeGreaterThan(0);
  });
});

const key = `sk-proj-${'aB3_x9Z'.repeat(9)}`;

describe('findSecrets', () => {
  it.each(secretFormats.map(({ what, source }) => [what, source]))('finds %s', async (what, source) => {
    const examples = fc.sample(fc.stringMatching(new RegExp(`^(?:${source})$`)), {
      numRuns: soaked(50),
      seed: 11,
    });
    const kept = examples.filter((text) => new Set(text.slice(12)).size >= 6);
    expect(kept.length).toBeGreaterThan(40);
    for (const text of kept) {
      const found = await findSecrets(`Key: "${text}", use it.`);
      expect(found, text).toHaveLength(1);
      expect(found[0]).toMatchObject({ at: 6, end: 6 + text.length });
      if (source.startsWith('AIza')) expect(found[0]?.what).toBe(what);
    }
  });

  it.each([
    ['an assignment', `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG/bPxRfiCYabcdefghij'}`, 24, 64],
    ['an address', 'see https://ada:correct-horse@db.acme.io/x, please', 4, 40],
    ['a database', 'DB="postgres://app:s3cr3tpw@db.acme.io/main";', 4, 43],
    ['a token in a sentence', `(ghp_${'aB3dE6'.repeat(6)}).`, 1, 41],
  ])('places the secret itself in %s', async (_what, text, at, end) => {
    expect(await findSecrets(text)).toMatchObject([{ at, end }]);
  });

  it('finds every one of several, each once', async () => {
    const found = await findSecrets(`${key}\n${key}\nhttps://ada:correct-horse@db.acme.io\n`);
    expect(found.map(({ what }) => what)).toEqual([
      'an OpenAI API key',
      'an OpenAI API key',
      'a password in an address',
    ]);
  });

  it.each([
    `sk-proj-${'x'.repeat(60)}`,
    `ghp_${'0'.repeat(36)}`,
    `AKIAIOSFODNN7EXAMPLE`,
    'sk-ant-...',
    'sk-… (your key)',
    'Authorization: Bearer {{token}}',
    'https://user:pass@example.com/x',
    'https://ada:correct-horse@localhost:8080',
    'postgres://app:{{password}}@db.acme.io/main',
    'postgres://user:password@db.acme.io/main',
    'mongodb://localhost:27017/test',
    '550e8400-e29b-41d4-a716-446655440000',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'desk-proj-management is a task-planning tool with risk-assessment-of-everything-we-ever-planned-for',
    'Write a haiku about AKIA and npm_config_registry.',
  ])('takes %j for none', async (text) => {
    expect(await findSecrets(`Say: ${text}\n`)).toEqual([]);
  });

  it('obeys no comment that silences the detector', async () => {
    const text = `# secretlint-disable\n${key}\n`;
    expect(await findSecrets(text)).toHaveLength(1);
  });

  it('says what it is and nothing of what it says', async () => {
    const [found] = await findSecrets(key);
    expect(JSON.stringify(found)).not.toContain(key.slice(8, 16));
  });
});

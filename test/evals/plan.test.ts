import { describe, expect, it } from 'vitest';
import type { PromptopsError } from '../../src/errors.ts';
import { jobsOf, planOf, promptFile, testFile } from './project.ts';

const keysOf = async (...args: Parameters<typeof planOf>) =>
  (await jobsOf(await planOf(...args))).map(({ key }) => key);

async function refusalOf(...args: Parameters<typeof planOf>): Promise<PromptopsError> {
  try {
    await planOf(...args);
  } catch (error) {
    return error as PromptopsError;
  }
  throw new Error('Nothing was refused.');
}

const localized = `${promptFile}locales:
  fr: { messages: { u: "Bonjour {{name}}" } }
  de: { messages: { u: "Hallo {{name}}" } }
variants:
  terse: { params: { maxOutputTokens: 5 } }
`.replace('{ role: user', '{ id: u, role: user');

const rows = `${promptFile}datasets:\n  people: { path: ../data/people.jsonl }\n`;
const rowTests = `promptops: 1
tests:
  - dataset: people
    vars: { name: "{{row.name}}" }
    assert: [{ type: contains, value: "{{row.name}}" }]
    passRate: 0.9
`;
const people = ['{"id":"a","name":"Ada"}', '{"id":"b","name":"Bob"}', '{"id":"c","name":"Cy"}'].join('\n');
const dataset = {
  'prompts/greet.prompt.yaml': rows,
  'prompts/greet.test.yaml': rowTests,
  'data/people.jsonl': people,
};

describe('planRun', () => {
  it('is one job for each case, model, locale, variant and repeat, in order', async () => {
    const plan = await planOf(
      { 'prompts/greet.prompt.yaml': promptFile.replace('id: echo/x', 'id: echo/x, also: [echo/y]') },
      { repeat: 2 },
    );
    expect((await jobsOf(plan)).map(({ key }) => key)).toEqual([
      '["greet","ada","echo/x",null,null,0]',
      '["greet","ada","echo/x",null,null,1]',
      '["greet","ada","echo/y",null,null,0]',
      '["greet","ada","echo/y",null,null,1]',
      '["greet","bob","echo/x",null,null,0]',
      '["greet","bob","echo/x",null,null,1]',
      '["greet","bob","echo/y",null,null,0]',
      '["greet","bob","echo/y",null,null,1]',
    ]);
    expect(plan).toMatchObject({ jobs: 8, cases: 2, models: ['echo/x', 'echo/y'], untested: [] });
  });

  it("`--model` replaces every model, a case's own as well", async () => {
    const own = testFile.replace('id: ada', 'id: ada\n    model: echo/own');
    expect(await keysOf({ 'prompts/greet.test.yaml': own })).toEqual([
      '["greet","ada","echo/own",null,null,0]',
      '["greet","bob","echo/x",null,null,0]',
    ]);
    expect(await keysOf({ 'prompts/greet.test.yaml': own }, { models: ['echo/z'] })).toEqual([
      '["greet","ada","echo/z",null,null,0]',
      '["greet","bob","echo/z",null,null,0]',
    ]);
  });

  it('a case with a locale runs on that, one without on each that is asked for', async () => {
    const own = testFile.replace('id: ada', 'id: ada\n    locale: fr');
    const files = { 'prompts/greet.prompt.yaml': localized, 'prompts/greet.test.yaml': own };
    expect(await keysOf(files)).toEqual([
      '["greet","ada","echo/x","fr",null,0]',
      '["greet","bob","echo/x",null,null,0]',
    ]);
    expect(await keysOf(files, { locales: ['de', 'fr'], variants: ['terse'] })).toEqual([
      '["greet","ada","echo/x","fr","terse",0]',
      '["greet","bob","echo/x","de","terse",0]',
      '["greet","bob","echo/x","fr","terse",0]',
    ]);
    expect(await keysOf(files, { locales: ['de'] })).toEqual(['["greet","bob","echo/x","de",null,0]']);
  });

  it('an asked locale runs on the prompts that have it', async () => {
    const files = {
      'prompts/greet.prompt.yaml': localized,
      'prompts/plain.prompt.yaml': promptFile,
      'prompts/plain.test.yaml': testFile,
    };
    expect((await keysOf(files, { locales: ['fr'] })).every((key) => key.startsWith('["greet"'))).toBe(true);
  });

  it('picks cases by id, glob and tag', async () => {
    const tagged = testFile.replace('id: ada', 'id: ada\n    tags: [smoke]');
    const files = { 'prompts/greet.test.yaml': tagged };
    expect(await keysOf(files, { cases: ['bob'] })).toEqual(['["greet","bob","echo/x",null,null,0]']);
    expect(await keysOf(files, { cases: ['a*'] })).toEqual(['["greet","ada","echo/x",null,null,0]']);
    expect(await keysOf(files, { tags: ['smoke'] })).toEqual(['["greet","ada","echo/x",null,null,0]']);
  });

  it.each([
    [{ cases: ['adaa'] }, 'usage', '"adaa"', 'Did you mean "ada"?'],
    [{ cases: ['ada', 'bobb'] }, 'usage', '"bobb"', 'Did you mean "bob"?'],
    [{ cases: ['zzz*'] }, 'usage', '"zzz*"', 'There is ada, bob.'],
    [{ tags: ['smok'] }, 'usage', '"smok"', 'Did you mean "smoke"?'],
    [{ locales: ['frr'] }, 'usage', '"frr"', 'Did you mean "fr"?'],
    [{ variants: ['tersee'] }, 'usage', '"tersee"', 'Did you mean "terse"?'],
    [
      { models: ['openai/gpt-4.1-minii'] },
      'not-found',
      '"openai/gpt-4.1-minii"',
      'Did you mean "openai/gpt-4.1-mini"?',
    ],
    [{ models: ['gpt-4o'] }, 'usage', '"gpt-4o"', 'provider/model'],
  ])('refuses %j', async (selection, code, word, hint) => {
    const files = {
      'prompts/greet.prompt.yaml': localized,
      'prompts/greet.test.yaml': testFile.replace('id: ada', 'id: ada\n    tags: [smoke]'),
    };
    const error = await refusalOf(files, selection);
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
    expect(error.hint).toContain(hint);
  });

  it.each([
    'openai/gpt-4.2-mini',
    'openai/gpt-7',
    'anthropic/claude-haiku-4-5-20251001',
    'openai/ft:gpt-4o-mini-2024-07-18:acme::1',
  ])('does not take %s for a typo', async (model) => {
    expect((await planOf({}, { models: [model] })).models).toEqual([model]);
  });

  it('a misspelt model in a file is refused with its place', async () => {
    const error = await refusalOf({
      'prompts/greet.prompt.yaml': promptFile.replace('echo/x', 'openai/gpt-4.1-minii'),
    });
    expect(error.code).toBe('invalid-project');
    expect(error.details).toEqual([
      expect.stringMatching(
        /^prompts\/greet\.prompt\.yaml:2:\d+ .*gpt-4.1-minii.*Did you mean "openai\/gpt-4.1-mini"\?.*model\/unknown$/,
      ),
    ]);
  });

  it('compiles every assertion before anything is asked, and places what is wrong', async () => {
    const broken = testFile
      .replace('{ type: contains, value: Ada }', '{ type: contians, value: Ada }')
      .replace('{ type: contains, value: Ada }', '{ type: regex, value: "(" }');
    const error = await refusalOf({ 'prompts/greet.test.yaml': broken });
    expect(error.code).toBe('invalid-project');
    expect(error.details).toEqual([
      expect.stringMatching(
        /^prompts\/greet\.test\.yaml:5:.*"contians".*Did you mean "contains"\?.*tests\/unknown-assertion$/,
      ),
      expect.stringMatching(/^prompts\/greet\.test\.yaml:8:.*tests\/assertion-invalid$/),
    ]);
  });

  it('lists the faults of every file at once', async () => {
    const error = await refusalOf({
      'prompts/greet.test.yaml': testFile.replace('assert:', 'asert:'),
      'prompts/other.prompt.yaml': promptFile.replace('{{name}}', '{{nam}}'),
    });
    const files = error.details.map((line) => line.slice(0, line.indexOf(':')));
    expect(new Set(files)).toEqual(new Set(['prompts/greet.test.yaml', 'prompts/other.prompt.yaml']));
  });

  it('a fault of defaultTest is one fault, however many cases inherit it', async () => {
    const shared = `${testFile.replace('tests:', 'defaultTest:\n  assert: [{ type: regex, value: "(" }]\ntests:')}`;
    expect((await refusalOf({ 'prompts/greet.test.yaml': shared })).details).toHaveLength(1);
  });

  it.each([
    ['a misspelt key', '{ type: contains, vlaue: x }', 'schema/unknown-key'],
    ['a key its type does not have', '{ type: contains, value: x, threshold: 1 }', 'schema/unknown-key'],
    ['a weight below 0', '{ type: contains, value: x, weight: -1 }', 'schema/invalid'],
  ])('calls one slip one fault: %s', async (_, assertion, rule) => {
    const slipped = `promptops: 1\ntests: [{ id: a, vars: { name: x }, assert: [${assertion}] }]\n`;
    expect((await refusalOf({ 'prompts/greet.test.yaml': slipped })).details).toEqual([
      expect.stringMatching(new RegExp(`${rule}$`)),
    ]);
  });

  it('lists prompts without a case, and refuses to call nothing a success', async () => {
    expect((await planOf({ 'prompts/bare.prompt.yaml': promptFile })).untested).toEqual(['bare']);
    const none = await refusalOf({ 'prompts/greet.test.yaml': 'promptops: 1\ntests: []\n' });
    expect(none.message).toMatch(/No selected prompt has a test case|fault/);
  });

  it('runs only the cases marked `only`, and says so; skipped ones are one job each', async () => {
    const only = await planOf({
      'prompts/greet.test.yaml': testFile.replace('id: bob', 'id: bob\n    only: true'),
    });
    expect((await jobsOf(only)).map((job) => job.case.id)).toEqual(['bob']);
    expect(only.notes.join()).toContain('"only"');
    const skip = await planOf(
      { 'prompts/greet.test.yaml': testFile.replace('id: bob', 'id: bob\n    skip: true') },
      { repeat: 3 },
    );
    expect(skip).toMatchObject({ jobs: 4, cases: 1 });
  });
});

describe('streaming', () => {
  it.each([
    ['{ type: contains, value: A }', false],
    ['{ type: first-token-latency, threshold: 500 }', true],
    ['{ type: not-first-token-latency, threshold: 500 }', true],
    [
      '{ type: any-of, assert: [{ type: first-token-latency, threshold: 500 }, { type: contains, value: A }] }',
      true,
    ],
  ])('%s', async (assertion, stream) => {
    const file = testFile.replace('{ type: contains, value: Ada }', assertion);
    const [first] = await jobsOf(await planOf({ 'prompts/greet.test.yaml': file }, { cases: ['ada'] }));
    expect(first?.assertions.stream).toBe(stream);
  });
});

describe('datasets', () => {
  it('are one case a row, each with its own assertions', async () => {
    const plan = await planOf(dataset);
    expect((await jobsOf(plan)).map(({ key }) => key)).toEqual([
      '["greet","people:a","echo/x",null,null,0]',
      '["greet","people:b","echo/x",null,null,0]',
      '["greet","people:c","echo/x",null,null,0]',
    ]);
    expect(plan).toMatchObject({
      jobs: 3,
      passRates: [
        {
          prompt: 'greet',
          dataset: 'people',
          passRate: 0.9,
          entry: expect.stringMatching(/^prompts\/greet\.test\.yaml:3:\d+$/),
        },
      ],
    });
  });

  it('rows are picked by id and glob, and a typo among them is a typo', async () => {
    expect(await keysOf(dataset, { cases: ['people:b'] })).toHaveLength(1);
    expect(await keysOf(dataset, { cases: ['people:*'] })).toHaveLength(3);
    expect((await refusalOf(dataset, { cases: ['people:d'] })).code).toBe('usage');
  });

  it('a row that does not fit the prompt is refused before any call, and named', async () => {
    const error = await refusalOf({ ...dataset, 'data/people.jsonl': `${people}\n{"id":"d","name":7}` });
    expect(error.code).toBe('invalid-project');
    expect(error.details.join()).toContain('people:d');
  });

  it('a row that cannot be read is refused with its line', async () => {
    const error = await refusalOf({ ...dataset, 'data/people.jsonl': `${people}\n{"id":` });
    expect(error.details.join()).toContain('data/people.jsonl:4');
  });
});

describe('the plan digest', () => {
  const digestOf = async (...args: Parameters<typeof planOf>) => (await planOf(...args)).digest;

  it('is the same for the same plan, wherever its parts stand', async () => {
    const moved = testFile.replace('tests:', '# a comment\n\ntests:');
    expect(await digestOf({ 'prompts/greet.test.yaml': moved })).toBe(await digestOf());
  });

  it.each<[string, Parameters<typeof planOf>]>([
    ['a variable', [{ 'prompts/greet.test.yaml': testFile.replace('name: Bob', 'name: Bo') }]],
    ['an assertion', [{ 'prompts/greet.test.yaml': testFile.replace('value: Ada', 'value: A') }]],
    ['the prompt', [{ 'prompts/greet.prompt.yaml': promptFile.replace('Hello', 'Hi') }]],
    ['the repeats', [{}, { repeat: 2 }]],
    ['the models', [{}, { models: ['echo/z'] }]],
    ['the selection', [{}, { cases: ['ada'] }]],
    ['a row', [{ ...dataset, 'data/people.jsonl': people.replace('Cy', 'Cyd') }]],
  ])('changes with %s', async (_, args) => {
    expect(await digestOf(...args)).not.toBe(await digestOf());
    expect(await digestOf(...args)).not.toBe(await digestOf(dataset));
  });
});

describe('a dataset of more than 2,000 rows', () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, index) => `{"id":"r${index}","name":"Ada"}`).join('\n');
  const largeOf = async (count: number, source = rows) =>
    (
      await planOf(
        { ...dataset, 'data/people.jsonl': many(count), 'prompts/greet.prompt.yaml': source },
        { cases: ['people:r0'] },
      )
    ).largeDatasets;

  it('is named, whatever was selected of it, unless it asks to be recorded or is sampled', async () => {
    expect(await largeOf(2000)).toEqual([]);
    expect(await largeOf(2001)).toEqual([{ prompt: 'greet', dataset: 'people', rows: 2001 }]);
    expect(await largeOf(2001, rows.replace('.jsonl }', '.jsonl, record: true }'))).toEqual([]);
  });
});

it('the digest of a plan knows what a script says, so that no run is gone on with under another', async () => {
  const plan = (script: string) =>
    planOf({
      'promptops.yaml': 'promptops: 1\ncode: { allow: [graders/*.mjs] }\n',
      'graders/tone.mjs': script,
      'prompts/greet.test.yaml':
        'promptops: 1\ntests: [{ id: a, vars: { name: A }, assert: [{ type: all-of, assert: [{ type: script, value: graders/tone.mjs }] }] }]\n',
    });
  const [one, same, other] = await Promise.all([plan('a'), plan('a'), plan('b')]);
  expect(same.digest).toBe(one.digest);
  expect(other.digest).not.toBe(one.digest);
});

it('names the models that may be asked beside those of the prompt', async () => {
  const { models, others } = await planOf({
    'prompts/greet.prompt.yaml':
      'promptops: 1\nmodel: { id: echo/x, fallback: [echo/y] }\ninputs: { name: { type: string } }\nmessages: [{ role: user, content: "{{name}}" }]\n',
    'prompts/greet.test.yaml':
      'promptops: 1\ntests: [{ id: a, vars: { name: A }, assert: [{ type: similar, value: b, provider: echo/z }] }]\n',
  });
  expect({ models, others }).toEqual({ models: ['echo/x'], others: ['echo/y', 'echo/z'] });
});

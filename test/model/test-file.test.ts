import { describe, expect, it } from 'vitest';
import { slugOf } from '../../src/model/case.ts';
import { loadPrompt, testFaultsOf } from './load.ts';

const path = 'prompts/p.test.yaml';
const prompt = `promptops: 1
inputs:
  name: { type: string, maxLength: 8 }
  plan: { type: string, enum: [free, pro], default: free }
  box: { type: object, optional: true }
  picture: { type: image, optional: true }
messages: [{ role: user, content: [{ text: "{{name}} {{plan}} {{json box}}" }, { image: "{{picture}}" }] }]
tools: [{ name: get_order }]
locales: { fr: {} }
variants: { terse: { inputs: { name: { default: Bob } } } }
datasets: { tickets: { path: ./t.csv } }
`;

const load = (tests: string, more: Readonly<Record<string, string>> = {}) =>
  loadPrompt({
    'prompts/p.prompt.yaml': prompt,
    [path]: `promptops: 1\n${tests}`,
    'prompts/t.csv': 'a\n1\n',
    ...more,
  });

const check = 'assert: [{ type: equals, value: x }]';

describe('a test file', () => {
  it('is read whole', async () => {
    const { tests } = await load(
      `defaultTest:
  assert: [{ type: is-json }, { type: cost, threshold: 0.004 }]
  vars: { name: Ada, plan: pro }
  tags: [all]
  metadata: { a: 1, b: 1 }
tests:
  - id: one
    description: The first.
    vars: { name: Sam }
    expected: Yes.
    assert:
      - { type: not-regex, value: x, engine: js, weight: 0, metric: style, transform: output.a, critical: true }
    tags: [mine, all]
    model: echo/z
    locale: fr
    variant: terse
    repeat: 3
    threshold: 0.8
    critical: true
    metadata: { b: 2 }
    cluster: c
    skip: not yet
    only: true
    toolResults: { get_order: { total: 3 } }
    turns:
      - { assert: [{ type: contains, value: y }] }
      - { user: And?, assert: [{ type: contains, value: z }] }
  - description: Déjà vu — a  SECOND case!
    vars: { box: { file: not a path } }
`,
    );
    expect(tests?.faults).toEqual([]);
    expect(tests).toMatchObject({ path, prompt: 'p', datasets: [] });
    const [one, second] = tests?.cases ?? [];
    expect(one).toMatchObject({
      id: 'one',
      description: 'The first.',
      vars: { name: 'Sam', plan: 'pro' },
      expected: 'Yes.',
      tags: ['all', 'mine'],
      model: 'echo/z',
      locale: 'fr',
      variant: 'terse',
      repeat: 3,
      threshold: 0.8,
      critical: true,
      metadata: { a: 1, b: 2 },
      cluster: 'c',
      skip: true,
      only: true,
      toolResults: { get_order: { total: 3 } },
      dataset: null,
      at: { path, line: 8, column: 5 },
    });
    expect(one?.assert).toMatchObject([
      {
        type: 'is-json',
        negated: false,
        weight: 1,
        threshold: null,
        yamlPath: ['defaultTest', 'assert', 0],
        at: { line: 3 },
      },
      { type: 'cost', threshold: 0.004, yamlPath: ['defaultTest', 'assert', 1] },
      {
        type: 'regex',
        negated: true,
        value: 'x',
        weight: 0,
        metric: 'style',
        transform: 'output.a',
        critical: true,
        options: { engine: 'js' },
        yamlPath: ['tests', 0, 'assert', 0],
        at: { line: 13, column: 9 },
      },
    ]);
    expect(one?.assert[0]).not.toHaveProperty('value');
    expect(one?.turns).toMatchObject([
      { user: null, assert: [{ type: 'contains', yamlPath: ['tests', 0, 'turns', 0, 'assert', 0] }] },
      { user: 'And?', assert: [{ value: 'z' }] },
    ]);
    expect(second).toMatchObject({
      id: 'deja-vu-a-second-case',
      expected: null,
      toolResults: null,
      skip: false,
      only: false,
    });
  });

  it('keeps dataset entries for later', async () => {
    const { tests } = await load(
      `defaultTest: { assert: [{ type: is-json }] }\ntests:\n  - { dataset: tickets, id: "{{row.a}}", vars: { name: "{{row.a}}" }, passRate: 0.9 }\n`,
    );
    expect(tests?.faults).toEqual([]);
    expect(tests?.cases).toEqual([]);
    expect(tests?.datasets).toMatchObject([
      {
        dataset: 'tickets',
        passRate: 0.9,
        yamlPath: ['tests', 0],
        at: { line: 4 },
        entry: { id: '{{row.a}}', assert: [{ type: 'is-json' }] },
      },
    ]);
  });
});

describe('faults of a test file', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'no assertion',
      'tests: [{ id: a, vars: { name: x } }]\n',
      [`tests/no-assertion ${path}:2:9 Add "assert" to it or to "defaultTest".`],
    ],
    [
      'an empty list of assertions',
      'tests: [{ id: a, vars: { name: x }, assert: [] }]\n',
      [`tests/no-assertion ${path}:2:9 Add "assert" to it or to "defaultTest".`],
    ],
    [
      'only weight 0',
      'tests: [{ id: a, vars: { name: x }, assert: [{ type: is-json, weight: 0 }] }]\n',
      [`tests/no-assertion ${path}:2:9 Give one of them a weight.`],
    ],
    [
      'an id twice',
      `tests:\n  - { id: a, vars: { name: x }, ${check} }\n  - { id: a, vars: { name: x }, ${check} }\n`,
      [`tests/duplicate-id ${path}:4:11 Ids are unique per prompt: give it another one.`],
    ],
    [
      'a slug twice',
      `tests:\n  - { id: a-b, vars: { name: x }, ${check} }\n  - { description: A b!, vars: { name: x }, ${check} }\n`,
      [`tests/duplicate-id ${path}:4:5 Add an "id" of its own.`],
    ],
    [
      'no id and no description',
      `tests: [{ vars: { name: x }, ${check} }]\n`,
      [`schema/invalid ${path}:2:9 Add an "id".`],
    ],
    [
      'a slug of nothing',
      `tests: [{ description: "!!!", vars: { name: x }, ${check} }]\n`,
      [`schema/invalid ${path}:2:9 Add an "id".`],
    ],
    [
      'an id of the wrong form',
      `tests: [{ id: A b, vars: { name: x }, ${check} }]\n`,
      [expect.stringContaining(`schema/invalid ${path}:2:15`) as unknown as string],
    ],
    [
      'a missing variable',
      `tests: [{ id: a, vars: {}, ${check} }]\n`,
      [`tests/variable-missing ${path}:2:24`],
    ],
    [
      'a misspelt variable',
      `tests: [{ id: a, vars: { nmae: x }, ${check} }]\n`,
      [`tests/variable-missing ${path}:2:26 Did you mean "name"?`],
    ],
    [
      'a variable of the wrong type',
      `tests: [{ id: a, vars: { name: 3 }, ${check} }]\n`,
      [`tests/variable-type ${path}:2:32`],
    ],
    [
      'a variable that is too long',
      `tests: [{ id: a, vars: { name: far too long }, ${check} }]\n`,
      [`tests/variable-type ${path}:2:32`],
    ],
    [
      'a default of the wrong type',
      `defaultTest: { vars: { name: 3 } }\ntests: [{ id: a, ${check} }]\n`,
      [`tests/variable-type ${path}:2:30`],
    ],
    [
      'a locale that is none',
      `tests: [{ id: a, locale: fra, vars: { name: x }, ${check} }]\n`,
      [`schema/invalid ${path}:2:26 Did you mean "fr"?`],
    ],
    [
      'a variant that is none',
      `tests: [{ id: a, variant: tese, vars: { name: x }, ${check} }]\n`,
      [`schema/invalid ${path}:2:27 Did you mean "terse"?`],
    ],
    [
      'a model of no provider',
      `tests: [{ id: a, model: opnai/x, vars: { name: x }, ${check} }]\n`,
      [`model/unknown ${path}:2:25 Did you mean "openai"?`],
    ],
    [
      'the answer of no tool',
      `tests: [{ id: a, toolResults: { get_ordr: 1 }, vars: { name: x }, ${check} }]\n`,
      [`schema/invalid ${path}:2:33 Did you mean "get_order"?`],
    ],
    [
      'a dataset that is none',
      `tests: [{ dataset: tickts, id: "{{row.a}}", vars: { name: "{{row.a}}" }, ${check} }]\n`,
      [`schema/invalid ${path}:2:20 Did you mean "tickets"?`],
    ],
    [
      'a misspelt variable of a dataset',
      `tests: [{ dataset: tickets, vars: { nme: "{{row.a}}" }, ${check} }]\n`,
      [`tests/variable-missing ${path}:2:37 Did you mean "name"?`],
    ],
    [
      'one dataset twice with the same ids',
      `tests:\n  - { dataset: tickets, vars: { name: "{{row.a}}" }, ${check} }\n  - { dataset: tickets, vars: { name: "{{row.a}}" }, ${check} }\n`,
      [`tests/duplicate-id ${path}:4:5 Add an "id" of its own.`],
    ],
    [
      'a file that is not there',
      `tests: [{ id: a, vars: { name: { file: ./no.txt } }, ${check} }]\n`,
      [`schema/invalid ${path}:2:40`],
    ],
    [
      'a picture that is not there',
      `tests: [{ id: a, vars: { name: x, picture: { file: ./no.png } }, ${check} }]\n`,
      [`schema/invalid ${path}:2:52`],
    ],
    [
      'a picture that is none',
      `tests: [{ id: a, vars: { name: x, picture: { file: ./t.csv } }, ${check} }]\n`,
      [`tests/variable-type ${path}:2:52 Give the file the ending of its format.`],
    ],
    [
      'a file from elsewhere',
      `tests: [{ id: a, vars: { name: { file: /etc/passwd } }, ${check} }]\n`,
      [`security/remote-include ${path}:2:40 Name a file of this repository, relative to this file.`],
    ],
    [
      'a variable that resembles none, and the one that is missing',
      `tests: [{ id: a, vars: { zzz: x }, ${check} }]\n`,
      [`tests/variable-missing ${path}:2:26`, `tests/variable-missing ${path}:2:24`],
    ],
    [
      'a misspelt key',
      `tests: [{ id: a, vars: { name: x }, asert: [{ type: contains, value: x }] }]\n`,
      [`schema/unknown-key ${path}:2:37 Did you mean "assert"?`],
    ],
  ])('%s', async (_, tests, expected) => {
    expect(testFaultsOf(await load(tests))).toEqual(expected);
  });

  it('once for a default that every case inherits', async () => {
    const prompt = await load(
      `defaultTest: { vars: { nmae: x } }\ntests:\n  - { id: a, vars: { name: x }, ${check} }\n  - { id: b, vars: { name: x }, ${check} }\n`,
    );
    expect(testFaultsOf(prompt)).toEqual([`tests/variable-missing ${path}:2:24 Did you mean "name"?`]);
  });

  it('none where a file, a variant or an assertion of a turn fills in', async () => {
    const prompt = await load(
      `tests:
  - { id: a, vars: { name: { file: ./n.txt }, picture: { file: ../img/a.PNG } }, ${check} }
  - { id: b, variant: terse, ${check} }
  - { id: c, vars: { name: x }, turns: [{ user: hi, assert: [{ type: is-json }] }] }
  - { id: d, vars: { name: x, picture: "https://x.y/a.png" }, ${check} }
`,
      { 'prompts/n.txt': 'short', 'img/a.PNG': '' },
    );
    expect(testFaultsOf(prompt)).toEqual([]);
  });

  it('a text file that is too long for its input', async () => {
    const tests = `tests: [{ id: a, vars: { name: { file: ./n.txt } }, ${check} }]\n`;
    const prompt = await load(tests, { 'prompts/n.txt': 'far too long' });
    expect(testFaultsOf(prompt)).toEqual([`tests/variable-type ${path}:2:32`]);
  });
});

it.each([
  ['Past the refund window', 'past-the-refund-window'],
  ['  Déjà vu!  ', 'deja-vu'],
  ['ﬁne Ⅳ', 'fine-iv'],
  ['日本語', ''],
  [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ['x'.repeat(80), 'x'.repeat(60)],
  ['---', ''],
])('slugOf(%j) is %j', (description, slug) => {
  expect(slugOf(description)).toBe(slug);
});

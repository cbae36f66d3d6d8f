import { describe, expect, it } from 'vitest';
import { type FileKind, validateFile } from '../../src/model/validate.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const limits = { maxBytes: 1_048_576, maxTemplateBytes: 262_144 };

function faultsOf(kind: FileKind, text: string): string[] {
  const file = parseYaml('a.yaml', new TextEncoder().encode(text), limits);
  expect(file.faults).toEqual([]);
  return validateFile(kind, file).map(
    ({ rule, message, hint, at }) => `${at.line}:${at.column} ${rule} ${message}${hint ? ` ${hint}` : ''}`,
  );
}

const prompt = (text: string) => `promptops: 1\nmessages:\n  - role: user\n    content: hi\n${text}\n`;
const message = (text: string) => `promptops: 1\nmessages:\n  - ${text.replaceAll('\n', '\n    ')}\n`;
const assertion = (text: string) => `promptops: 1\ntests:\n  - id: a\n    assert:\n      - ${text}\n`;
const cases = (text: string) => `promptops: 1\ntests:\n  - ${text.replaceAll('\n', '\n    ')}\n`;

/** One mistake each, in the words and at the place a reader gets. */
const mistakes: readonly (readonly [FileKind, string, string])[] = [
  ['prompt', '', '1:1 schema/invalid The file is empty.'],
  ['prompt', '- a', '1:1 schema/invalid The file must be a map: "promptops: 1", then its keys.'],
  ['prompt', 'promptops: 2\nmessages: [{ examples: true }]', '1:12 schema/invalid "promptops" must be 1.'],
  [
    'prompt',
    'messages: [{ examples: true }]',
    '1:1 schema/invalid The file does not say which format it has. Start it with "promptops: 1".',
  ],
  ['prompt', 'promptops: 1', '1:1 schema/invalid The file has no "messages".'],
  ['prompt', prompt('modl: a/b'), '5:1 schema/unknown-key Unknown key "modl". Did you mean "model"?'],
  [
    'prompt',
    prompt('inputs: { a: { type: string, trsut: untrusted } }'),
    '5:30 schema/unknown-key Unknown key "trsut". Did you mean "trust"?',
  ],
  [
    'prompt',
    prompt('inputs: { a: { type: strng } }'),
    '5:22 schema/invalid "strng" is not allowed as "type". Did you mean "string"?',
  ],
  [
    'prompt',
    prompt('inputs: { a: { type: [string, nul] } }'),
    '5:31 schema/invalid "nul" is not allowed as item 2 of "type". Did you mean "null"?',
  ],
  [
    'prompt',
    prompt('inputs: { "a b": { type: string } }'),
    '5:11 schema/invalid "a b" cannot be a name here. Use letters, digits and "_", not a digit first.',
  ],
  [
    'prompt',
    prompt('inputs: { a: { type: string, optional: sometimes } }'),
    '5:40 schema/invalid "optional" must be true or false, not text.',
  ],
  [
    'prompt',
    message('exmaples: true'),
    '3:5 schema/unknown-key Unknown key "exmaples". Did you mean "examples"?',
  ],
  [
    'prompt',
    message('histroy: talk\nlast: 8'),
    '3:5 schema/unknown-key Unknown key "histroy". Did you mean "history"?',
  ],
  [
    'prompt',
    message('rol: user\ncontent: hi'),
    '3:5 schema/unknown-key Unknown key "rol". Did you mean "role"?',
  ],
  [
    'prompt',
    message('role: usr\ncontent: hi'),
    '3:11 schema/invalid "usr" is not allowed as "role". Did you mean "user"?',
  ],
  ['prompt', message('role: user'), '3:5 schema/invalid Item 1 of "messages" needs "content".'],
  [
    'prompt',
    message('role: user\ncontent: hi\nlast: 3'),
    '5:5 schema/invalid "last" only goes with "history".',
  ],
  ['prompt', message('history: talk\nrole: user'), '4:5 schema/invalid "role" does not go with "history".'],
  [
    'prompt',
    message('role: user\ncontent: [{ txt: hi }]'),
    '4:17 schema/unknown-key Unknown key "txt". Did you mean "text"?',
  ],
  [
    'prompt',
    message('role: user\ncontent: [{ text: hi, image: "{{a}}" }]'),
    '4:27 schema/invalid "image" does not go with "text".',
  ],
  ['prompt', message('role: user\ncontent: [{}]'), '4:15 schema/invalid Item 1 of "content" needs "text".'],
  ['prompt', message('role: user\ncontent: []'), '4:14 schema/invalid "content" must not be empty.'],
  [
    'prompt',
    message('role: user\ncontent: {name}'),
    '4:14 schema/invalid "content" must be text or a list, not a map. Put it in quotes if it is text.',
  ],
  [
    'prompt',
    message('role: user\ncontent: true'),
    '4:14 schema/invalid "content" must be text or a list, not true. Put it in quotes if it is text.',
  ],
  [
    'prompt',
    message('role: user\ncontent: 1.10'),
    '4:14 schema/yaml-gotcha YAML reads 1.10 as the number 1.1. Put the value in quotes, or write it as a block (|).',
  ],
  [
    'prompt',
    message('role: user\ncontent: use #1 tag'),
    '4:18 schema/yaml-gotcha The text ends at " #": the rest is a comment. Put the value in quotes, or write it as a block (|).',
  ],
  [
    'prompt',
    message('role: user\ncontent: #1 tag'),
    '4:14 schema/yaml-gotcha The text is a comment: it starts with "#". Put the value in quotes, or write it as a block (|).',
  ],
  [
    'prompt',
    message('role: user\ncontent: 2026-11-23'),
    '4:14 schema/yaml-gotcha Other YAML readers take this text for a date. Put the value in quotes, or write it as a block (|).',
  ],
  [
    'prompt',
    message('role: user\ncontent: >\n  - one\n  - two'),
    '4:14 schema/yaml-gotcha A folded block (>) joins its lines into one. Write "|" to keep the line breaks.',
  ],
  [
    'prompt',
    prompt('model: { id: a/b, params: { temprature: 1 } }'),
    '5:29 schema/unknown-key Unknown key "temprature". Did you mean "temperature"?',
  ],
  [
    'prompt',
    prompt('model: { id: a/b, params: { topP: 2 } }'),
    '5:35 schema/invalid "topP" must be at most 1.',
  ],
  [
    'prompt',
    prompt('toolChoice: atuo'),
    '5:13 schema/invalid "atuo" is not allowed as "toolChoice". Did you mean "auto"?',
  ],
  [
    'prompt',
    prompt('toolChoice: { tol: a }'),
    '5:15 schema/unknown-key Unknown key "tol". Did you mean "tool"?',
  ],
  [
    'prompt',
    prompt('metadata: { status: activ }'),
    '5:21 schema/invalid "activ" is not allowed as "status". Did you mean "active"?',
  ],
  [
    'prompt',
    prompt('metadata: { sunset: soon }'),
    '5:21 schema/invalid "sunset" must be a day, as YYYY-MM-DD.',
  ],
  [
    'prompt',
    prompt('variants: { a: { message: {} } }'),
    '5:18 schema/unknown-key Unknown key "message". Did you mean "messages"?',
  ],
  [
    'prompt',
    prompt('variants: { a: { messages: { user: 5 } } }'),
    '5:36 schema/invalid "user" must be text or a list or a map, not 5. Put it in quotes if it is text.',
  ],
  [
    'prompt',
    prompt('tools: [a.yaml, { nam: x }]'),
    '5:19 schema/unknown-key Unknown key "nam". Did you mean "name"?',
  ],
  ['prompt', prompt('tests: []'), '5:1 schema/unknown-key Unknown key "tests".'],
  [
    'overlay',
    'promptops: 1\nparam: {}',
    '2:1 schema/unknown-key Unknown key "param". Did you mean "params"?',
  ],
  [
    'tool',
    'promptops: 1\nname: a b',
    '2:7 schema/invalid "name" must be letters, digits, "_" and "-", at most 64.',
  ],
  ['test', cases('id: a\nasert: []'), '4:5 schema/unknown-key Unknown key "asert". Did you mean "assert"?'],
  [
    'test',
    cases('id: A b'),
    '3:9 schema/invalid "id" must be lower-case letters, digits, ".", "_" and "-", at most 80, a letter or digit first.',
  ],
  ['test', cases('id: a\npassRate: 1'), '4:5 schema/invalid "passRate" only goes with "dataset".'],
  [
    'test',
    cases('datset: rows\nid: "{{row.id}}"\npassRate: 0.5'),
    '3:5 schema/unknown-key Unknown key "datset". Did you mean "dataset"?',
  ],
  [
    'test',
    cases('id: a\nvars:\n  q: what is #1?'),
    '5:18 schema/yaml-gotcha The text ends at " #": the rest is a comment. Put the value in quotes, or write it as a block (|).',
  ],
  [
    'test',
    cases('id: a\nturns: [{ usr: hi }]'),
    '4:15 schema/unknown-key Unknown key "usr". Did you mean "user"?',
  ],
  ['test', 'promptops: 1\ntest: []', '2:1 schema/unknown-key Unknown key "test". Did you mean "tests"?'],
  [
    'test',
    assertion('{ type: contans, value: x }'),
    '5:17 tests/unknown-assertion There is no assertion type "contans". Did you mean "contains"?',
  ],
  [
    'test',
    assertion('{ type: not-equls }'),
    '5:17 tests/unknown-assertion There is no assertion type "not-equls". Did you mean "not-equals"?',
  ],
  [
    'test',
    assertion('{ tpye: contains, value: x }'),
    '5:11 schema/unknown-key Unknown key "tpye". Did you mean "type"?',
  ],
  [
    'test',
    assertion('{ type: contains, valu: x }'),
    '5:27 schema/unknown-key Unknown key "valu". Did you mean "value"?',
  ],
  ['test', assertion('{ type: contains }'), '5:17 tests/assertion-invalid "contains" needs "value".'],
  [
    'test',
    assertion('{ type: contains, value: "" }'),
    '5:34 tests/assertion-invalid "value" must not be empty.',
  ],
  [
    'test',
    assertion('{ type: contains, value: x, weight: high }'),
    '5:45 schema/invalid "weight" must be a number, not text.',
  ],
  [
    'test',
    assertion('{ type: regex, value: x, engine: rust }'),
    '5:42 tests/assertion-invalid "rust" is not allowed as "engine". Known are "re2", "js".',
  ],
  [
    'test',
    assertion('{ type: any-of, assert: [{ type: equls }] }'),
    '5:42 tests/unknown-assertion There is no assertion type "equls". Did you mean "equals"?',
  ],
  ['test', assertion('contains'), '5:9 schema/invalid Item 1 of "assert" must be a map, not text.'],
  ['test', assertion('{ value: x }'), '5:9 schema/invalid Item 1 of "assert" needs "type".'],
  ['test', assertion('{ type: latency }'), '5:17 tests/assertion-invalid "latency" needs "threshold".'],
  [
    'config',
    'promptops: 1\nprovider: {}',
    '2:1 schema/unknown-key Unknown key "provider". Did you mean "providers"?',
  ],
  [
    'config',
    'promptops: 1\nproviders: { openai: { apiKey: sk-123 } }',
    '2:32 schema/invalid "apiKey" must be the name of an environment variable, never the key itself.',
  ],
  [
    'config',
    'promptops: 1\nproviders: { a: { baseUrl: x } }',
    '2:19 schema/unknown-key Unknown key "baseUrl". Did you mean "baseURL"?',
  ],
  [
    'config',
    'promptops: 1\nproviders: { a: { kind: opnai } }',
    '2:25 schema/invalid "opnai" is not allowed as "kind". Did you mean "openai"?',
  ],
  [
    'config',
    'promptops: 1\nlint: { rules: { a: of } }',
    '2:21 schema/invalid "of" is not allowed as "a". Did you mean "off"?',
  ],
  [
    'config',
    'promptops: 1\ntest: { replay: stict }',
    '2:17 schema/invalid "stict" is not allowed as "replay". Did you mean "strict"?',
  ],
];

describe('one mistake is one fault', () => {
  it.each(mistakes)('%s %j', (kind, text, fault) => {
    expect(faultsOf(kind, text)).toEqual([fault]);
  });
});

describe('what is fine', () => {
  it.each<readonly [FileKind, string]>([
    ['prompt', prompt('x-team: { any: [thing] }\nmodel: openai/gpt-4.1-mini')],
    [
      'prompt',
      prompt(
        'inputs: { größe: { type: [string, "null"], x-note: a }, n: { enum: [1] }, i: { type: image } }',
      ),
    ],
    ['prompt', message('role: user\ncontent: use it   #1 tag')],
    ['prompt', message('role: user\ncontent: use it # a note')],
    ['prompt', message('role: user\ncontent: "use #1 tag" #1')],
    ['prompt', prompt('variants: { a: ./a.yaml, b: { messages: { user: { content: [{ text: hi }] } } } }')],
    ['prompt', prompt('datasets: { a: ../a.jsonl }\naliases: [old/name]\ntoolChoice: { tool: a }')],
    ['test', assertion('{ type: not-contains, value: 5, x-why: because }')],
    ['test', assertion('{ type: equals, value: { a: [1, null] } }')],
    [
      'test',
      cases(
        'dataset: rows\nid: "{{row.id}}"\npassRate: 0.5\nassert: [{ type: word-count, value: "{{row.words}}", weight: "{{ row.weight }}" }]',
      ),
    ],
    ['config', 'promptops: 1\nprompts: [a, b]\nlint: { rules: { a: off, b: [warn, { max: 3 }] } }'],
    ['config', 'promptops: 1\nproviders: { azure: { kind: azure, resource: a, deployments: { m: d } } }'],
  ])('%s %j', (kind, text) => {
    expect(faultsOf(kind, text)).toEqual([]);
  });

  it('says nothing of a file that does not parse', () => {
    const file = parseYaml('a.yaml', new TextEncoder().encode('a: b: c'), limits);
    expect(validateFile('prompt', file)).toEqual([]);
  });
});

it('lists several mistakes in the order of the file', () => {
  const text = 'promptops: 1\nmodl: a\nmessages:\n  - role: usr\n    contnt: x\n  - exmaples: true\n';
  expect(faultsOf('prompt', text).map((fault) => fault.split(' ')[0])).toEqual(['2:1', '4:11', '5:5', '6:5']);
});

it('stops at a hundred', () => {
  const text = `promptops: 1\ntests:\n${'  - { id: a, asert: [] }\n'.repeat(2000)}`;
  expect(faultsOf('test', text)).toHaveLength(100);
});

import { describe, expect, it } from 'vitest';
import { faultsOf, loadPrompt } from './load.ts';

const path = 'prompts/p.prompt.yaml';
const promptOf = (text: string, more: Readonly<Record<string, string | Uint8Array>> = {}) =>
  loadPrompt({ [path]: `promptops: 1\n${text}`, ...more });

const ask = 'messages: [{ role: user, content: Hello }]\n';

describe('a prompt file', () => {
  it('is read whole: behaviour, partials, tool, schema, overlays', async () => {
    const prompt = await promptOf(
      `description: Replies.
metadata: { owner: "@a", status: draft, tags: [x], x-team: { a: 1 } }
aliases: [old/p]
model: { id: openai/gpt-4.1-mini, params: { temperature: 0.2 }, also: [anthropic/claude-haiku-4-5], fallback: [echo/y] }
inputs:
  name: { type: string, trust: untrusted, maxLength: 80, example: Ada, description: Who. }
  plan: { type: string, enum: [free, pro], default: free }
  talk: { type: messages, optional: true }
  picture: { type: image, optional: true }
output: { format: json, name: reply, strict: true, schema: ./p.schema.json }
tools: [../tools/get.tool.yaml, { name: put, parameters: { type: object } }]
toolChoice: { tool: put }
examples: [{ id: one, input: { name: Lin }, output: { ok: true } }]
messages:
  - { id: system, role: system, cache: true, guard: true, content: "Be {{> tone}}" }
  - examples: true
  - { history: talk, last: 8 }
  - id: user
    role: user
    content: [{ text: "{{name}} {{plan}}" }, { image: "{{picture}}" }]
locales: { fr: { basedOn: "sha256:3f1c", messages: { system: "Sois {{> tone}}" } } }
variants: { terse: { params: { maxOutputTokens: 160 }, inputs: { plan: { default: pro } }, budgets: { costUsd: 1 } }, own: ./p.own.yaml }
models: { "anthropic/*": { params: { temperature: 0 } } }
budgets: { inputTokens: 2400, maxIncreasePct: 10 }
datasets: { tickets: { path: ../data/t.jsonl, sample: 50, seed: 7 }, all: ../data/t.jsonl }
`,
      {
        'partials/tone.hbs': 'kind. {{> deep/er}}',
        'partials/deep/er.hbs': '{{name}}',
        'tools/get.tool.yaml':
          'promptops: 1\nname: get\ndescription: Gets.\nparameters: { type: object, properties: { a: { $ref: ./a.json } } }\n',
        'tools/a.json': '{"type":"string"}',
        'prompts/p.schema.json': '{"type":"object","required":["ok"],"properties":{"ok":{"type":"boolean"}}}',
        'prompts/p.own.yaml': 'promptops: 1\nmessages: { user: [{ text: "{{name}}, {{plan}}" }] }\n',
        'data/t.jsonl': '',
      },
    );
    expect(faultsOf(prompt)).toEqual([]);
    expect(prompt).toMatchObject({
      id: 'p',
      path,
      description: 'Replies.',
      metadata: {
        owner: '@a',
        useCase: null,
        tags: ['x'],
        status: 'draft',
        replacedBy: null,
        sunset: null,
        'x-team': { a: 1 },
      },
      also: ['anthropic/claude-haiku-4-5'],
      aliases: ['old/p'],
      budgets: { inputTokens: 2400, outputTokens: null, costUsd: null, maxIncreasePct: 10 },
      overlayBudgets: { variants: { terse: { costUsd: 1 } }, locales: {}, models: {} },
      datasets: {
        tickets: { path: 'data/t.jsonl', sample: 50, seed: 7, record: false },
        all: { path: 'data/t.jsonl', sample: null },
      },
      basedOn: { fr: 'sha256:3f1c' },
      tests: null,
    });
    expect(prompt.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(prompt.prompt).toMatchObject({
      id: 'p',
      model: { id: 'openai/gpt-4.1-mini', fallback: ['echo/y'] },
      params: { temperature: 0.2 },
      inputs: {
        name: {
          kind: 'json',
          schema: { type: 'string', maxLength: 80 },
          optional: false,
          trust: 'untrusted',
          sensitive: false,
          maxTokens: null,
        },
        plan: { default: 'free', trust: 'trusted' },
        talk: { kind: 'messages', schema: true, optional: true },
        picture: { kind: 'image', schema: true },
      },
      output: { format: 'json', name: 'reply', strict: true, schema: { required: ['ok'] } },
      tools: [
        {
          name: 'get',
          description: 'Gets.',
          parameters: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } },
        },
        { name: 'put', description: null },
      ],
      toolChoice: { tool: 'put' },
      examples: [{ id: 'one', input: { name: 'Lin' }, output: { ok: true } }],
      messages: [
        {
          type: 'message',
          id: 'system',
          role: 'system',
          cache: true,
          content: [{ type: 'text', text: { source: 'Be {{> tone}}' } }],
        },
        { type: 'examples' },
        { type: 'history', input: 'talk', last: 8 },
        {
          id: 'user',
          cache: false,
          content: [{ type: 'text' }, { type: 'image', source: { source: '{{picture}}' } }],
        },
      ],
      variants: {
        terse: { params: { maxOutputTokens: 160 }, inputs: { plan: { default: 'pro' } } },
        own: { messages: { user: [{ type: 'text' }] } },
      },
      locales: { fr: { messages: { system: [{ type: 'text' }] } } },
      models: { 'anthropic/*': { params: { temperature: 0 } } },
    });
    expect(Object.keys(prompt.prompt?.partials ?? {}).sort()).toEqual(['deep/er', 'tone']);
    expect(prompt.prompt?.inputs['name']).not.toHaveProperty('default');
    expect(prompt.prompt?.inputs['name']?.schema).not.toHaveProperty('example');
    expect(
      prompt.templates.map(({ partial, overlay, kind, message }) => [
        partial ?? overlay?.key ?? null,
        kind,
        message?.id ?? null,
        message?.guard,
      ]),
    ).toEqual([
      [null, 'text', 'system', true],
      [null, 'text', 'user', false],
      [null, 'image', 'user', false],
      ['own', 'text', 'user', false],
      ['fr', 'text', 'system', true],
      ['tone', 'text', null, undefined],
      ['deep/er', 'text', null, undefined],
    ]);
  });

  it('takes model, status and output format from the defaults', async () => {
    const prompt = await promptOf(`output: { schema: { type: object } }\n${ask}`);
    expect(faultsOf(prompt)).toEqual([]);
    expect(prompt.metadata.status).toBe('active');
    expect(prompt.prompt).toMatchObject({
      model: { id: 'echo/x', fallback: [] },
      output: { format: 'json', strict: false },
    });
  });

  it('lays its parameters over those of the config', async () => {
    const prompt = await promptOf(`model: { id: echo/y, params: { temperature: 1 } }\n${ask}`, {
      'promptops.yaml': 'promptops: 1\nparams: { temperature: 0, seed: 3 }\n',
    });
    expect(prompt.prompt?.params).toEqual({ temperature: 1, seed: 3 });
  });

  it('places templates exactly, in block scalars and partials', async () => {
    const prompt = await promptOf(
      'messages:\n  - role: user\n    content: |\n      one\n      two {{> t}}\n',
      {
        'partials/t.hbs': 'a\r\nbé c\r\n',
      },
    );
    const [message, partial] = prompt.templates;
    expect(message?.place(8, 15)).toEqual({ path, line: 6, column: 11, endLine: 6, endColumn: 18 });
    expect(partial?.source).toBe('a\nbé c\n');
    expect(partial?.place(4, 6)).toEqual({
      path: 'partials/t.hbs',
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 5,
    });
  });
});

describe('faults of a prompt file', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'an unknown key',
      `desciption: x\n${ask}`,
      [`schema/unknown-key ${path}:2:1 Did you mean "description"?`],
    ],
    [
      'system after another role',
      'messages:\n  - { role: user, content: a }\n  - { role: system, content: b }\n',
      [`schema/invalid ${path}:4:5 Move it before the first message of another role.`],
    ],
    [
      'two messages of one id',
      'messages:\n  - { id: a, role: user, content: a }\n  - { id: a, role: user, content: b }\n',
      [`schema/invalid ${path}:4:11 Give each message an id of its own.`],
    ],
    [
      'an overlay that misses',
      `messages:\n  - { id: system, role: system, content: a }\n  - { role: user, content: b }\nlocales:\n  fr: { messages: { sytem: c } }\n`,
      [`overlay/unknown-message ${path}:6:21 Did you mean "system"?`],
    ],
    [
      'an input without a type',
      `inputs:\n  a: { optional: true }\n${ask}`,
      [`vars/no-type ${path}:3:3 Add one, such as "type: string".`],
    ],
    [
      'a default that does not fit',
      `inputs:\n  a: { type: string, default: 3 }\n${ask}`,
      [`vars/default-mismatch ${path}:3:31`],
    ],
    [
      'an example that does not fit',
      `inputs:\n  a: { type: string, example: 3 }\n${ask}`,
      [`vars/example-mismatch ${path}:3:31`],
    ],
    [
      'a type that is none',
      `inputs:\n  a: { type: objekt }\n${ask}`,
      [`schema/invalid ${path}:3:14 Did you mean "object"?`],
    ],
    [
      'a type deep inside that is none',
      `inputs:\n  a: { type: array, items: { type: objekt } }\n${ask}`,
      [`schema/invalid ${path}:3:36`],
    ],
    [
      'a pattern that is none',
      `inputs:\n  a: { type: string, pattern: "(" }\n${ask}`,
      [`schema/invalid ${path}:3:31 Lookaround and back-references are not supported.`],
    ],
    [
      'a schema beside a text format',
      `output: { format: text, schema: { type: object } }\n${ask}`,
      [`schema/invalid ${path}:2:25 Set "format: json".`],
    ],
    [
      'few-shot that does not fit',
      `inputs: { a: { type: string }, b: { type: string } }
output: { schema: { type: object, required: [x] } }
examples:
  - { input: { a: 1, b: x }, output: { x: 1 } }
  - { input: { a: x }, output: { y: 1 } }
  - { input: { a: x, b: y, bb: z }, output: { x: 1 } }
messages: [{ examples: true }, { role: user, content: "{{a}} {{b}}" }]
`,
      [
        `vars/example-mismatch ${path}:5:19`,
        `vars/example-mismatch ${path}:6:14`,
        `vars/example-mismatch ${path}:6:32`,
        `vars/example-mismatch ${path}:7:28 Did you mean "b"?`,
      ],
    ],
    [
      'few-shot that is never sent',
      `examples: [{ input: {}, output: a }]\n${ask}`,
      [`schema/invalid ${path}:2:1 Add "- examples: true" to "messages".`],
    ],
    [
      'few-shot JSON for a text answer',
      `examples: [{ input: {}, output: { a: 1 } }]\nmessages: [{ examples: true }, { role: user, content: a }]\n`,
      [`vars/example-mismatch ${path}:2:33`],
    ],
    [
      'a provider that is none',
      `model: opnai/gpt-4.1\n${ask}`,
      [`model/unknown ${path}:2:8 Did you mean "openai"?`],
    ],
    [
      'a model without a provider',
      `model: { id: echo/x, also: [gpt-4.1] }\n${ask}`,
      [`model/unknown ${path}:2:29 For example "openai/gpt-4.1-mini".`],
    ],
    [
      'an undeclared variable, in a block scalar',
      'inputs: { name: { type: string } }\nmessages:\n  - role: user\n    content: |\n      Hello {{name}}\n      and {{nmae}}.\n',
      [`template/undefined-variable ${path}:7:13 Did you mean "name"?`],
    ],
    [
      'a tag that never ends',
      'messages: [{ role: user, content: "a {{b" }]\n',
      [`template/syntax ${path}:2:38 Close it with "}}", or write "\\{{" for literal braces.`],
    ],
    [
      'history of something else',
      `inputs: { talk: { type: string } }\nmessages: [{ history: talk }, { role: user, content: "{{talk}}" }]\n`,
      [`schema/invalid ${path}:3:23 Declare it: "talk: { type: messages }".`],
    ],
    [
      'history of nothing',
      `inputs: { talk: { type: messages } }\nmessages: [{ history: talks }]\n`,
      [`template/undefined-variable ${path}:3:23 Did you mean "talk"?`],
    ],
    [
      'a picture in the middle of text',
      `inputs: { pic: { type: image } }\nmessages:\n  - { role: user, content: [{ image: "x {{pic}}" }] }\n`,
      [`schema/invalid ${path}:4:39 Write one tag, such as "{{pic}}".`],
    ],
    [
      'a picture of the wrong kind',
      `inputs: { clip: { type: audio }, pic: { type: image } }\nmessages:\n  - { role: user, content: [{ image: "{{clip}}" }, { file: "{{pic}}" }] }\n`,
      [`schema/invalid ${path}:4:39 Give it "type: image".`],
    ],
    [
      'a tool choice that is no tool',
      `tools: [{ name: get }]\ntoolChoice: { tool: gte }\n${ask}`,
      [`schema/invalid ${path}:3:21 Did you mean "get"?`],
    ],
    ['a tool twice', `tools: [{ name: get }, { name: get }]\n${ask}`, [`schema/invalid ${path}:2:24`]],
    [
      'a dataset whose name is a path',
      `datasets: { ../x: ./p.prompt.yaml }\n${ask}`,
      [`schema/invalid ${path}:2:13 Use letters, digits, ".", "_" and "-".`],
    ],
    [
      'a schema that is none, alone',
      `inputs:\n  a: { type: objekt, example: x }\n${ask}`,
      [`schema/invalid ${path}:3:14 Did you mean "object"?`],
    ],
    [
      'files that are not there',
      `output: { schema: ./no.json }\ntools: [./no.tool.yaml]\nvariants: { a: ./no.yaml }\ndatasets: { d: ./no.csv }\n${ask}`,
      [2, 3, 4, 5].map((line) => `schema/invalid ${path}:${line}:${[19, 9, 16, 16][line - 2]}`),
    ],
    [
      'files from elsewhere',
      `output: { schema: https://x.y/z.json }\ntools: [/etc/passwd]\nvariants: { a: "file:///x" }\n${ask}`,
      [19, 9, 16].map(
        (column, index) =>
          `security/remote-include ${path}:${index + 2}:${column} Name a file of this repository, relative to this file.`,
      ),
    ],
    [
      'a remote reference in a schema',
      `output: { schema: { type: object, properties: { a: { $ref: "https://x.y/z.json" } } } }\n${ask}`,
      [`security/remote-include ${path}:2:60 Name a file of this repository, relative to this file.`],
    ],
    [
      'a translation with other variables',
      'inputs: { a: { type: string }, b: { type: string } }\nmessages: [{ id: m, role: user, content: "{{a}} {{b}}" }]\nlocales:\n  fr: { messages: { m: "{{a}}" } }\n',
      [`locale/variables ${path}:5:25`],
    ],
    [
      'an overlay default for no input',
      `inputs: { a: { type: string, default: x } }\nmessages: [{ role: user, content: "{{a}}" }]\nvariants: { v: { inputs: { aa: { default: y } } } }\n`,
      [`template/undefined-variable ${path}:4:28 Did you mean "a"?`],
    ],
    [
      'an overlay default that does not fit',
      `inputs: { a: { type: string, default: x } }\nmessages: [{ role: user, content: "{{a}}" }]\nvariants: { v: { inputs: { a: { default: 1 } } } }\n`,
      [`vars/default-mismatch ${path}:4:42`],
    ],
  ])('%s', async (_, text, expected) => {
    expect(faultsOf(await promptOf(text))).toEqual(expected);
  });

  it('no model at all', async () => {
    const prompt = await promptOf(ask, { 'promptops.yaml': 'promptops: 1\n' });
    expect(faultsOf(prompt)).toEqual([expect.stringContaining(`model/missing ${path}:1:1`)]);
  });

  it('those of partials, tools, schemas and overlays stand in their own files', async () => {
    const prompt = await promptOf(
      'inputs: { name: { type: string } }\noutput: { schema: ./s.json }\ntools: [./t.tool.yaml]\nvariants: { v: ./v.yaml }\nmessages:\n  - { id: m, role: user, content: "{{> a}}{{name}}" }\n',
      {
        'partials/a.hbs': 'x\n{{nam}}',
        'prompts/s.json': '{ "type": "objekt" }',
        'prompts/t.tool.yaml': 'promptops: 1\nnme: x\nname: y\n',
        'prompts/v.yaml': 'promptops: 1\nmessages: { m: "{{name" }\n',
      },
    );
    expect(faultsOf(prompt).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
      expect.arrayContaining([
        'schema/invalid prompts/s.json:1:11',
        'schema/unknown-key prompts/t.tool.yaml:2:1',
        'template/syntax prompts/v.yaml:2:17',
        'template/undefined-variable partials/a.hbs:2:3',
      ]),
    );
    expect(prompt.faults).toHaveLength(4);
  });

  it.each([
    ['{{> ../secret}}', 'security/remote-include'],
    ['{{> nothing}}', 'template/missing-partial'],
    [`{{> 'https://x.y/z'}}`, 'security/remote-include'],
    [`{{> '/etc/passwd'}}`, 'security/remote-include'],
    ['{{> loop}}', 'template/partial-cycle'],
  ])('the partial of %s', async (content, rule) => {
    const prompt = await promptOf(`messages: [{ role: user, content: "${content}" }]\n`, {
      'partials/loop.hbs': '{{> loop}}',
      'secret.hbs': 'key',
    });
    expect(prompt.faults.map((fault) => fault.rule)).toContain(rule);
  });

  it('a misspelt partial is told from the ones there are', async () => {
    const prompt = await promptOf('messages: [{ role: user, content: "{{> polcies/tone}}" }]\n', {
      'partials/policies/tone.hbs': 'x',
    });
    expect(faultsOf(prompt)).toEqual([`template/missing-partial ${path}:2:36 Did you mean "policies/tone"?`]);
  });

  it('a file that cannot be parsed keeps its prompt in the list, without behaviour', async () => {
    const prompt = await promptOf('messages: [\n');
    expect(prompt).toMatchObject({ id: 'p', prompt: null, digest: null });
    expect(prompt.faults.length).toBeGreaterThan(0);
  });
});

describe('schemas from files', () => {
  it('are taken in whole, also when they name each other', async () => {
    const prompt = await promptOf(`output: { schema: ./a.schema.json }\n${ask}`, {
      'prompts/a.schema.json':
        '{"type":"object","properties":{"b":{"$ref":"sub/b.schema.json#/definitions/x"},"self":{"$ref":"#"}},"$defs":{"b":{"type":"null"}}}',
      'prompts/sub/b.schema.json':
        '{"$id":"https://x.y/b","definitions":{"x":{"type":"array","items":{"$ref":"#/definitions/y"}},"y":{"$ref":"../a.schema.json"}}}',
    });
    expect(faultsOf(prompt)).toEqual([]);
    expect(prompt.prompt?.output.schema).toEqual({
      type: 'object',
      properties: { b: { $ref: '#/$defs/b-2/definitions/x' }, self: { $ref: '#' } },
      $defs: {
        b: { type: 'null' },
        'b-2': {
          definitions: {
            x: { type: 'array', items: { $ref: '#/$defs/b-2/definitions/y' } },
            y: { $ref: '#' },
          },
        },
      },
    });
  });

  it('leave data that looks like a reference alone', async () => {
    const prompt = await promptOf(`output: { schema: { enum: [{ $ref: ./no.json }] } }\n${ask}`);
    expect(faultsOf(prompt)).toEqual([]);
  });
});

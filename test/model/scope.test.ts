import { describe, expect, it } from 'vitest';
import { checkScopes } from '../../src/model/scope.ts';
import { parseTemplate } from '../../src/model/template.ts';
import type { Input, JsonSchema } from '../../src/render/prompt.ts';
import type { Template } from '../../src/render/template.ts';

const input = (schema: JsonSchema, more: Partial<Input> = {}): Input => ({
  kind: 'json',
  schema,
  optional: false,
  trust: 'trusted',
  sensitive: false,
  maxTokens: null,
  ...more,
});

const article = {
  type: 'object',
  properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
} as const;

const inputs: Readonly<Record<string, Input>> = {
  name: input({ type: 'string' }),
  age: input({ type: 'integer' }),
  plan: input({ enum: ['free', 'pro'] }),
  articles: input({ type: 'array', items: article }),
  user: input({ type: 'object', properties: { email: { type: ['string', 'null'] }, address: article } }),
  anything: input({ type: 'object' }),
  untyped: input(true),
  open: input({ ...article, additionalProperties: true }),
  either: input({ anyOf: [article, { type: 'object', properties: { label: { type: 'string' } } }] }),
  mixed: input({ type: ['string', 'array'] }),
  tree: input({
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: {
          value: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
      },
    },
  }),
  talk: input(true, { kind: 'messages' }),
  picture: input(true, { kind: 'image' }),
};

function parse(source: string): Template {
  const { template, problems } = parseTemplate(source);
  expect(problems).toEqual([]);
  return template ?? { source, tree: [] };
}

function check(source: string, partials: Record<string, string> = {}) {
  const parsed = Object.fromEntries(Object.entries(partials).map(([name, text]) => [name, parse(text)]));
  const found = checkScopes(parse(source), inputs, parsed);
  const texts: Record<string, string> = partials;
  const problems = found.problems.map(({ rule, at, end, partial }) => {
    const text = (partial === null ? source : (texts[partial] ?? '')).slice(at, end);
    return partial === null ? `${rule} ${text}` : `${partial}: ${rule} ${text}`;
  });
  return { ...found, problems, hints: found.problems.map(({ hint }) => hint ?? null) };
}

const good = [
  '{{name}} {{age}} {{plan}} {{user.email}} {{name.length}} {{name.[0]}} {{articles.length}}',
  '{{#each articles}}{{title}} {{@index}} {{../name}} {{@root.age}}{{#each tags}}{{this}} {{../title}} {{../../name}}{{/each}}{{/each}}',
  '{{#each articles as |article index|}}{{article.title}} {{index}} {{@first}} {{@last}}{{#if ../name}}{{title}}{{/if}}{{/each}}',
  '{{#with user}}{{email}}{{#with address}}{{title}} {{../email}} {{../../name}}{{/with}}{{/with}}',
  '{{#each articles}}{{#each ../articles}}{{@../index}}{{/each}}{{/each}}',
  '{{#each articles}}{{else}}{{name}}{{/each}}',
  '{{anything.whatever.deep}} {{untyped.x}} {{open.title}} {{open.other}} {{mixed}} {{untyped}}',
  '{{#each anything}}{{this}} {{@key}} {{whatever}}{{/each}}',
  '{{#each user}}{{this}} {{@key}}{{/each}}',
  '{{either.title}} {{either.label}}',
  '{{#each tree.children}}{{value}}{{#each children}}{{value}}{{#each children}}{{value}}{{/each}}{{/each}}{{/each}}',
  '{{#each talk}}{{role}}: {{content}}{{/each}}',
  '{{#if picture}}see below{{/if}}{{#if articles}}x{{/if}}{{#unless user}}x{{/unless}}',
  '{{json articles}} {{json this}} {{fence name}} {{join articles.[0].tags ", "}} {{lookup user "email"}} {{or name "you"}}',
  '{{lookup anything name}} {{#each (lookup anything "list")}}{{this}}{{/each}}',
  '{{#ifEquals plan "pro"}}x{{/ifEquals}}{{#if (eq age 3)}}x{{/if}}{{#if (and name (not articles))}}x{{/if}}',
  '{{#with (or user untyped)}}{{whatever}}{{/with}}',
  '{{#each articles as |article|}}{{#with ../user}}{{article.title}}{{/with}}{{/each}}',
  '{{this.name}} {{./name}} {{"name"}} {{[name]}}',
];

const bad: readonly (readonly [string, string, string | null])[] = [
  // source, the first problem, its hint
  ['{{nmae}}', 'template/undefined-variable nmae', 'Did you mean "name"?'],
  ['{{zzz}}', 'template/undefined-variable zzz', 'Declare it: "zzz: { type: string }".'],
  ['{{#if nmae}}x{{/if}}', 'template/undefined-variable nmae', 'Did you mean "name"?'],
  ['{{json (or nmae 1)}}', 'template/undefined-variable nmae', 'Did you mean "name"?'],
  ['{{#each artcles}}x{{/each}}', 'template/undefined-variable artcles', 'Did you mean "articles"?'],
  ['{{user.emial}}', 'template/undefined-variable user.emial', 'Did you mean "email"?'],
  ['{{name.first}}', 'template/undefined-variable name.first', null],
  ['{{age.length}}', 'template/undefined-variable age.length', null],
  ['{{articles.title}}', 'template/undefined-variable articles.title', null],
  ['{{#each articles}}{{titel}}{{/each}}', 'template/undefined-variable titel', 'Did you mean "title"?'],
  ['{{#each articles}}{{name}}{{/each}}', 'template/undefined-variable name', 'Write ../name.'],
  [
    '{{#each articles}}{{#each tags}}{{title}}{{/each}}{{/each}}',
    'template/undefined-variable title',
    'Write ../title.',
  ],
  [
    '{{#each articles}}{{#each tags}}{{age}}{{/each}}{{/each}}',
    'template/undefined-variable age',
    'Write ../../age.',
  ],
  ['{{#each articles}}{{../nmae}}{{/each}}', 'template/undefined-variable ../nmae', 'Did you mean "name"?'],
  [
    '{{#each articles as |article|}}{{article.titel}}{{/each}}',
    'template/undefined-variable article.titel',
    'Did you mean "title"?',
  ],
  ['{{#each articles as |a|}}x{{else}}{{a}}{{/each}}', 'template/undefined-variable a', null],
  ['{{@root.nmae}}', 'template/undefined-variable @root.nmae', 'Did you mean "name"?'],
  ['{{../name}}', 'template/undefined-variable ../name', 'Write @root.name.'],
  ['{{@index}}', 'template/undefined-variable @index', null],
  ['{{#with user}}{{@index}}{{/with}}', 'template/undefined-variable @index', null],
  ['{{#each articles}}{{@../index}}{{/each}}', 'template/undefined-variable @../index', null],
  ['{{#each articles}}{{@indx}}{{/each}}', 'template/undefined-variable @indx', 'Did you mean "@index"?'],
  ['{{lookup user "emial"}}', 'template/undefined-variable "emial"', null],
  ['{{#each talk}}{{contnt}}{{/each}}', 'template/undefined-variable contnt', 'Did you mean "content"?'],
  ['{{either.titel}}', 'template/undefined-variable either.titel', 'Did you mean "title"?'],
  [
    '{{articles}}',
    'template/object-in-text articles',
    'Loop over it with {{#each articles}}, or print it with {{json articles}}.',
  ],
  [
    '{{lookup articles 0}}',
    'template/object-in-text lookup articles 0',
    'Print one of its properties, or all of it with {{json (lookup articles 0)}}.',
  ],
  [
    '{{user}}',
    'template/object-in-text user',
    'Print one of its properties, or all of it with {{json user}}.',
  ],
  [
    '{{talk}}',
    'template/object-in-text talk',
    'Loop over it with {{#each talk}}, or print it with {{json talk}}.',
  ],
  ['{{picture}}', 'template/object-in-text picture', 'Give it a part of its own, such as "- image: …".'],
  [
    '{{this}}',
    'template/object-in-text this',
    'Print one of its properties, or all of it with {{json this}}.',
  ],
  [
    '{{#each articles}}{{this}}{{/each}}',
    'template/object-in-text this',
    'Print one of its properties, or all of it with {{json this}}.',
  ],
  [
    '{{#each articles}}{{tags}}{{/each}}',
    'template/object-in-text tags',
    'Loop over it with {{#each tags}}, or print it with {{json tags}}.',
  ],
  [
    '{{fence user}}',
    'template/object-in-text user',
    'Print one of its properties, or all of it with {{json user}}.',
  ],
  ['{{or user articles.[0]}}', 'template/object-in-text or user articles.[0]', null],
  ['{{join articles ", "}}', 'template/object-in-text articles', 'Loop over it with {{#each articles}}.'],
  ['{{join name ", "}}', 'template/object-in-text name', null],
  ['{{> nowhere}}', 'template/missing-partial {{> nowhere}}', null],
];

describe('a template by itself', () => {
  it.each(good)('accepts %j', (source) => expect(check(source).problems).toEqual([]));

  it.each(bad)('refuses %j', (source, problem, hint) => {
    const found = check(source);
    expect(found.problems).toEqual([problem]);
    if (hint !== null) expect(found.hints).toEqual([hint]);
  });
});

describe('partials', () => {
  it('are checked in the scope of their call', () => {
    expect(check('{{> p}}', { p: '{{name}}' }).problems).toEqual([]);
    expect(
      check('{{#each articles}}{{> p}}{{/each}}', { p: '{{title}} {{@index}} {{@root.name}}' }).problems,
    ).toEqual([]);
    expect(check('{{> p user}}', { p: '{{email}}' }).problems).toEqual([]);
    expect(check('{{> p user extra=name}}', { p: '{{email}} {{extra}}' }).problems).toEqual([]);
  });

  it('have problems at their own place, each once', () => {
    const { problems } = check('{{> p}}{{> p}}{{#with user}}{{> p}}{{/with}}', { p: 'x {{nmae}}' });
    expect(problems).toEqual(['p: template/undefined-variable nmae']);
  });

  it('do not see the blocks around their call', () => {
    const found = check('{{#each articles as |article|}}{{> p}}{{/each}}', {
      p: '{{article.title}} {{../name}}',
    });
    expect(found.problems).toEqual([
      'p: template/undefined-variable article.title',
      'p: template/undefined-variable ../name',
    ]);
    expect(found.hints[1]).toBe('Write @root.name.');
  });

  it('that take the context of a loop may be wrong in one call only', () => {
    const found = check('{{> p}}{{#each articles}}{{> p}}{{/each}}', { p: '{{title}}' });
    expect(found.problems).toEqual(['p: template/undefined-variable title']);
  });

  it('that are missing have a near name', () => {
    const found = check('{{> policies/ton}}', { 'policies/tone': 'x' });
    expect(found.problems).toEqual(['template/missing-partial {{> policies/ton}}']);
    expect(found.hints).toEqual(['Did you mean "policies/tone"?']);
  });

  it('are missing where they are called', () => {
    expect(check('{{> a}}', { a: 'x{{> b}}' }).problems).toEqual(['a: template/missing-partial {{> b}}']);
  });

  it('must not include themselves', () => {
    expect(check('{{> a}}', { a: '{{> a}}' }).problems).toEqual(['a: template/partial-cycle {{> a}}']);
    const found = check('{{> a}}', { a: '{{> b}}', b: 'x{{> a}}' });
    expect(found.problems).toEqual(['b: template/partial-cycle {{> a}}']);
  });

  it('that double with each level are bounded', () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const doubling = (call: (next: string) => string) =>
      Object.fromEntries(
        names.map((name, index) => [name, index === 39 ? 'x' : call(`p${index + 1}`).repeat(2)]),
      );
    expect(
      check(
        '{{> p0}}',
        doubling((next) => `{{> ${next}}}`),
      ).problems,
    ).toEqual([]);
    const found = check(
      '{{> p0}}',
      doubling((next) => `{{> ${next} a="b"}}`),
    );
    expect(found.problems[0]).toContain('template/partial-cycle');
  });
});

describe('what is used', () => {
  const used = (source: string, partials = {}) => [...check(source, partials).used].sort();

  it('counts every place that reads an input', () => {
    expect(used('{{name}}{{#if age}}x{{/if}}{{#each articles}}{{@root.plan}}{{/each}}')).toEqual(
      ['age', 'articles', 'name', 'plan'].sort(),
    );
    expect(used('{{> p}}', { p: '{{name}}' })).toEqual(['name']);
    expect(used('{{#with user}}x{{/with}}')).toEqual(['user']);
    expect(used('{{lookup this "name"}}')).toEqual(['name']);
  });

  it('counts all inputs where the whole scope is handed on', () => {
    const all = Object.keys(inputs).sort();
    expect(used('{{json this}}')).toEqual(all);
    expect(used('{{lookup @root name}}')).toEqual(all);
    expect(used('{{> p a=name}}', { p: '{{json this}}' })).toEqual(all);
    expect(used('{{> p this}}', { p: '{{name}}' })).toEqual(['name']);
    expect(used('plain')).toEqual([]);
  });

  it('counts no input for a misspelt one', () => expect(used('{{nmae}}')).toEqual([]));
});

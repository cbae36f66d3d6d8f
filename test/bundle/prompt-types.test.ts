import { describe, expect, it } from 'vitest';
import { promptTypes } from '../../src/bundle/prompt-types.ts';
import { typeOfSchema } from '../../src/bundle/type-of-schema.ts';
import { checkValue } from '../../src/render/check-value.ts';
import type { Json, JsonSchema } from '../../src/render/prompt.ts';
import { inputOf, promptOf } from '../render/prompt-of.ts';
import { everything, promptsOf } from './bundle-of.ts';
import { compile } from './compile.ts';

/** A schema, values of it, and values that are none and that a type can tell. */
const schemas: readonly (readonly [schema: JsonSchema, good: readonly Json[], bad: readonly Json[]])[] = [
  [true, [1, null, 'x', {}], []],
  [false, [], [1]],
  [{ type: 'string', maxLength: 3 }, ['abc'], [1, null]],
  [{ type: 'integer' }, [1], ['1']],
  [{ type: ['string', 'null'] }, ['a', null], [1, {}]],
  [{ enum: ['a', 1, null] }, ['a', 1, null], ['b', 2]],
  [{ enum: [{ a: 1 }, [1]] }, [{ a: 1 }, [1]], [3]],
  [{ const: 'a"b' }, ['a"b'], ['a']],
  [{ type: 'array' }, [[], [1, 'a']], [{}]],
  [{ type: 'array', items: { type: ['string', 'number'] } }, [['a', 1]], [[true]]],
  [{ items: { type: 'string' } }, [['a']], [[1]]],
  [
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 1, items: false },
    [['a'], ['a', 1]],
    [[1], ['a', 'b']],
  ],
  [
    { type: 'array', items: [{ type: 'string' }], additionalItems: { type: 'boolean' } },
    [[], ['a', true, false]],
    [['a', 1]],
  ],
  [
    {
      type: 'object',
      properties: {
        a: { type: 'string' },
        'b-c': { type: 'array', items: { type: 'object', properties: { d: {} } } },
      },
      required: ['a'],
    },
    [{ a: 'x' }, { a: 'x', 'b-c': [{ d: 1 }, {}] }],
    [{}, { a: 1 }, { a: 'x', 'b-c': [1] }],
  ],
  [{ type: 'object' }, [{}, { a: 1 }], ['a']],
  [{ type: 'object', properties: {}, additionalProperties: false }, [{}], [{ a: 1 }]],
  [{ type: 'object', additionalProperties: { type: 'number' } }, [{ a: 1 }], [{ a: 'x' }]],
  [
    { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: { type: 'string' } },
    [{ a: 1, b: 'x' }],
    [{ a: 'x' }],
  ],
  [
    {
      anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }],
    },
    ['x', { a: 1 }],
    [1],
  ],
  [{ oneOf: [{ const: 'a' }, { const: 'b' }] }, ['a', 'b'], ['c']],
  [
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    },
    [{ a: 'x', b: 1 }],
    [{ a: 'x' }, { b: 1 }],
  ],
  [
    {
      type: 'object',
      properties: { a: { $ref: '#/$defs/n' } },
      required: ['a'],
      $defs: { n: { type: 'number' } },
    },
    [{ a: 1 }],
    [{ a: 'x' }],
  ],
  [
    {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          properties: { kids: { type: 'array', items: { $ref: '#/$defs/tree' } }, n: { type: 'number' } },
        },
      },
    },
    [{ kids: [{ kids: [] }], n: 1 }],
    [{ n: 'x' }],
  ],
  [
    { properties: { '*/ evil': { description: 'ends */ here\n@x', type: 'string' } }, required: ['*/ evil'] },
    [{ '*/ evil': 'x' }],
    [{ '*/ evil': 1 }],
  ],
];

describe('the type of a schema', () => {
  it('takes what the schema takes, and refuses what a type can refuse', () => {
    const lines = schemas.flatMap(([schema, good, bad], index) => {
      for (const value of good)
        expect(checkValue(schema, value), JSON.stringify([schema, value])).toEqual([]);
      for (const value of bad)
        expect(checkValue(schema, value), JSON.stringify([schema, value])).not.toEqual([]);
      const assign = (value: Json, at: string) =>
        `export const v${index}${at}: T${index} = ${JSON.stringify(value)};`;
      return [
        `type T${index} = ${typeOfSchema(schema)};`,
        ...good.map((value, at) => assign(value, `good${at}`)),
        ...bad.flatMap((value, at) => ['// @ts-expect-error', assign(value, `bad${at}`)]),
      ];
    });
    expect(compile({ 'a.ts': lines.join('\n') })).toEqual([]);
  });

  it('ends, whatever its definitions do', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `d${index}`,
        {
          type: 'object',
          properties: { a: { $ref: `#/$defs/d${index + 1}` }, b: { $ref: `#/$defs/d${index + 1}` } },
        },
      ]),
    );
    expect(typeOfSchema({ $ref: '#/$defs/d0', $defs }).length).toBeLessThan(2_000_000);
  });
});

describe('the types of prompts', () => {
  it('are the same text for the same prompts, in whatever order', async () => {
    const prompts = await promptsOf(everything);
    expect(promptTypes(prompts)).toBe(promptTypes(prompts.toReversed()));
    expect(promptTypes(prompts)).toMatchSnapshot();
  });

  it('let a program that uses them well compile, and no other', async () => {
    const user = `
import { fromBundle } from 'promptops/runtime';
import type { Output, Prompts } from './prompts.ts';
export const bundle = fromBundle<Prompts>({});
const reply = bundle.prompt('support/reply');
reply.render({ name: 'Ada', articles: [{ title: 'x' }] });
const rows: { title: string }[] = [];
reply.render({ name: 'Ada', articles: rows, plan: 'pro', code: null }, { locale: 'fr', variant: 'terse', model: 'a/b' });
reply.render({ name: 'Ada', articles: [], conversation: [{ role: 'user', content: 'x' }], screenshot: 'https://x/y.png' });
export const digest: string = reply.render({ name: 'Ada', articles: [] }).prompt.digest;
bundle.prompt('support/triage').render();
export const answer: Output<'support/reply'> = { a: 'x' };
// @ts-expect-error a misspelt prompt
bundle.prompt('support/repyl');
// @ts-expect-error a missing variable
reply.render({ name: 'Ada' });
// @ts-expect-error none at all
reply.render();
// @ts-expect-error a misspelt variable
reply.render({ naem: 'Ada', articles: [] });
// @ts-expect-error a value of the wrong type
reply.render({ name: 1, articles: [] });
// @ts-expect-error a field of the wrong type
reply.render({ name: 'Ada', articles: [{ title: 1 }] });
// @ts-expect-error no such word
reply.render({ name: 'Ada', articles: [], plan: 'gold' });
// @ts-expect-error no such role
reply.render({ name: 'Ada', articles: [], conversation: [{ role: 'system', content: 'x' }] });
// @ts-expect-error no such locale
reply.render({ name: 'Ada', articles: [] }, { locale: 'de' });
// @ts-expect-error it takes nothing
bundle.prompt('support/triage').render({ name: 'Ada' });
// @ts-expect-error it has no locales
bundle.prompt('support/triage').render({}, { locale: 'fr' });
// @ts-expect-error no such field
export const wrong: Output<'support/reply'> = { q: 'x' };
// Without types anything goes.
fromBundle({}).prompt('any').render({ x: 1 }, { locale: 'xx' });
`;
    expect(compile({ 'prompts.ts': promptTypes(await promptsOf(everything)), 'user.ts': user })).toEqual([]);
  });

  it('hold for any names and words', () => {
    const odd = promptOf({
      id: `it's "odd" \u2028 \\ id`,
      inputs: {
        'a b': inputOf({ schema: { type: 'string', description: 'a */ b' } }),
        __proto__x: inputOf(),
      },
      locales: { 'pt-BR': {}, "o'clock": {} },
    });
    expect(compile({ 'a.ts': promptTypes([odd]) })).toEqual([]);
    expect(compile({ 'a.ts': promptTypes([]) })).toEqual([]);
  });
});

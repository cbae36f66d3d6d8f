import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, promptDigest, sha256 } from '../../src/model/digest.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import type { Template } from '../../src/render/template.ts';

describe('canonicalJson', () => {
  it('agrees with the example of RFC 8785', () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the RFC's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 unit, as the RFC does', () => {
    const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('replaces half surrogates and leaves pairs alone', () => {
    expect(canonicalJson({ '\ud800a': ['\udc00', '😀'] })).toBe('{"\ufffda":["\ufffd","😀"]}');
    expect(canonicalJson(['\\ud800'])).toBe('["\\\\ud800"]');
  });

  it('agrees with another reading of the RFC', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const key = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.nat({ max: 20 }).map(String));
    const { value: values } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        number,
        key,
        fc.constantFrom(true, null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value')),
      map: fc.dictionary(key, fc.option(tie('value'), { nil: undefined, freq: 9 })),
    }));
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('knows no %d', (value) => {
    expect(() => canonicalJson([value])).toThrow(RangeError);
  });

  it('survives a round trip, and does not see the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });
});

it('sha256 hashes text as UTF-8', () => {
  const hex = createHash('sha256').update(Buffer.from('né')).digest('hex');
  expect(sha256('né')).toBe(`sha256:${hex}`);
  expect(sha256(Buffer.from('né'))).toBe(`sha256:${hex}`);
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, held]) => [key, reversed(held)]),
  );
}

const text = (source: string): Template => ({
  source,
  tree: [{ type: 'text', text: source, at: 0, end: source.length }],
});

const base: Prompt = {
  id: 'support/reply',
  model: { id: 'openai/gpt-4.1-mini', fallback: ['anthropic/claude-haiku-4-5'] },
  params: { temperature: 0.2, stopSequences: ['END'], provider: { user: 'a' } },
  inputs: {
    question: {
      kind: 'json',
      schema: {
        type: 'object',
        description: 'What is asked.',
        properties: { description: { type: 'string', title: 'T' } },
      },
      optional: false,
      default: { description: 'x' },
      trust: 'untrusted',
      sensitive: false,
      maxTokens: 800,
    },
    picture: {
      kind: 'image',
      schema: true,
      optional: true,
      trust: 'trusted',
      sensitive: false,
      maxTokens: null,
    },
  },
  output: {
    format: 'json',
    name: 'reply',
    strict: true,
    schema: { type: 'object', description: 'Seen by the model.' },
  },
  tools: [
    {
      name: 'get_order',
      description: 'Looks it up.',
      parameters: { type: 'object', description: 'Seen too.' },
    },
  ],
  toolChoice: 'auto',
  examples: [{ id: 'one', input: { question: { description: 'q' } }, output: { a: 1 } }],
  messages: [
    {
      type: 'message',
      id: 'system',
      role: 'system',
      cache: true,
      content: [{ type: 'text', text: text('Be kind. {{> tone}}') }],
    },
    { type: 'examples' },
    { type: 'history', input: 'talk', last: 8 },
    {
      type: 'message',
      id: 'user',
      role: 'user',
      cache: false,
      content: [
        { type: 'text', text: text('{{question}}') },
        { type: 'image', source: text('{{picture}}') },
      ],
    },
  ],
  partials: { tone: text('Short.') },
  variants: {
    terse: {
      params: { maxOutputTokens: 160 },
      messages: { system: [{ type: 'text', text: text('Be brief.') }] },
    },
  },
  locales: {
    fr: {
      messages: { user: [{ type: 'text', text: text('Q: {{question}}') }] },
      output: { name: 'reponse' },
    },
  },
  models: {
    'anthropic/*': { params: { temperature: 0 }, inputs: { question: { default: { description: 'y' } } } },
  },
};

/** A copy with one value replaced; the path counts array indexes. */
function changed(path: readonly (string | number)[], to: unknown): Prompt {
  const copy = structuredClone(base) as Prompt;
  const last = path.at(-1) ?? '';
  const holder = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (held, key) => held[key] as Record<string | number, unknown>,
      copy as unknown as Record<string | number, unknown>,
    );
  if (to === undefined) delete holder[last];
  else holder[last] = to;
  return copy;
}

describe('promptDigest', () => {
  it.each<[string, readonly (string | number)[], unknown]>([
    ['model', ['model', 'id'], 'openai/gpt-4.1'],
    ['fallback', ['model', 'fallback'], []],
    ['a parameter', ['params', 'temperature'], 0.3],
    ['a new parameter', ['params', 'seed'], 1],
    ['a parameter of the provider', ['params', 'provider', 'user'], 'b'],
    ['an input taken away', ['inputs', 'picture'], undefined],
    ['kind of an input', ['inputs', 'picture', 'kind'], 'audio'],
    ['schema of an input', ['inputs', 'question', 'schema', 'properties', 'description', 'type'], 'number'],
    ['a property called like an annotation', ['inputs', 'question', 'schema', 'properties'], {}],
    ['default of an input', ['inputs', 'question', 'default', 'description'], 'z'],
    ['no default', ['inputs', 'question', 'default'], undefined],
    ['optional', ['inputs', 'picture', 'optional'], false],
    ['trust', ['inputs', 'question', 'trust'], 'trusted'],
    ['sensitive', ['inputs', 'question', 'sensitive'], true],
    ['maxTokens', ['inputs', 'question', 'maxTokens'], 801],
    ['output format', ['output', 'format'], 'text'],
    ['output name', ['output', 'name'], 'other'],
    ['strict', ['output', 'strict'], false],
    ['output schema', ['output', 'schema', 'description'], 'The model reads this.'],
    ['tool name', ['tools', 0, 'name'], 'find_order'],
    ['tool description', ['tools', 0, 'description'], 'Finds it.'],
    ['tool parameters', ['tools', 0, 'parameters', 'description'], 'The model reads this.'],
    ['tools', ['tools'], []],
    ['tool choice', ['toolChoice'], 'none'],
    ['no tool choice', ['toolChoice'], null],
    ['example input', ['examples', 0, 'input', 'question', 'description'], 'r'],
    ['example output', ['examples', 0, 'output', 'a'], 2],
    ['examples', ['examples'], []],
    ['text', ['messages', 0, 'content', 0, 'text', 'source'], 'Be kind.  {{> tone}}'],
    ['role', ['messages', 0, 'role'], 'user'],
    ['cache flag', ['messages', 0, 'cache'], false],
    ['kind of a part', ['messages', 3, 'content', 1, 'type'], 'file'],
    ['source of a media part', ['messages', 3, 'content', 1, 'source', 'source'], '{{other}}'],
    ['a part taken away', ['messages', 3, 'content'], [{ type: 'text', text: text('{{question}}') }]],
    ['marker for the examples', ['messages', 1], { type: 'history', input: 'talk', last: null }],
    ['history input', ['messages', 2, 'input'], 'chat'],
    ['history length', ['messages', 2, 'last'], 9],
    ['order of messages', ['messages'], [...base.messages].reverse()],
    ['partial', ['partials', 'tone', 'source'], 'Shorter.'],
    ['variant parameter', ['variants', 'terse', 'params', 'maxOutputTokens'], 161],
    ['variant text', ['variants', 'terse', 'messages', 'system', 0, 'text', 'source'], 'Be very brief.'],
    ['variant added', ['variants', 'long'], {}],
    ['variant taken away', ['variants', 'terse'], undefined],
    ['locale text', ['locales', 'fr', 'messages', 'user', 0, 'text', 'source'], 'Q : {{question}}'],
    ['locale output', ['locales', 'fr', 'output', 'name'], 'r'],
    ['model overlay', ['models', 'anthropic/*', 'params', 'temperature'], 0.1],
    ['model overlay default', ['models', 'anthropic/*', 'inputs', 'question', 'default'], 1],
  ])('changes with: %s', (_, path, to) => {
    expect(promptDigest(changed(path, to))).not.toBe(promptDigest(base));
  });

  it.each<[string, readonly (string | number)[], unknown]>([
    ['the id', ['id'], 'other'],
    ['an annotation of an input', ['inputs', 'question', 'schema', 'description'], 'Something else.'],
    [
      'an annotation deep inside',
      ['inputs', 'question', 'schema', 'properties', 'description', 'title'],
      'U',
    ],
    ['the id of an example', ['examples', 0, 'id'], 'two'],
    ['the parsed tree of a message', ['messages', 0, 'content', 0, 'text', 'tree'], []],
    ['the parsed tree of a partial', ['partials', 'tone', 'tree'], []],
  ])('does not change with: %s', (_, path, to) => {
    expect(promptDigest(changed(path, to))).toBe(promptDigest(base));
  });

  it('does not change when a message is renamed with the overlays that aim at it, and does when they miss', () => {
    const renamed = changed(['messages', 0, 'id'], 'intro');
    expect(promptDigest(renamed)).not.toBe(promptDigest(base));
    const { system, ...rest } = base.variants['terse']?.messages ?? {};
    const followed = {
      ...renamed,
      variants: { terse: { ...base.variants['terse'], messages: { ...rest, intro: system ?? [] } } },
    };
    expect(promptDigest(followed)).toBe(promptDigest(base));
  });

  it('does not see the order of keys', () => {
    expect(promptDigest(reversed(base) as Prompt)).toBe(promptDigest(base));
  });

  it('sees the order of two model globs only where both can match and neither is longer', () => {
    const one = { params: { temperature: 0 } };
    const two = { params: { temperature: 1 } };
    const models = (entries: Prompt['models']) => promptDigest({ ...base, models: entries });
    expect(models({ 'a/x*': one, 'a/*x': two })).not.toBe(models({ 'a/*x': two, 'a/x*': one }));
    expect(models({ 'aaa/*': one, 'bbb/*': two })).toBe(models({ 'bbb/*': two, 'aaa/*': one }));
    expect(models({ 'a/*': one, 'a/x*': two })).toBe(models({ 'a/x*': two, 'a/*': one }));
  });
});

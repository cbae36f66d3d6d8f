import { describe, expect, it } from 'vitest';
import { score } from './subject.ts';

const bomb = `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(100)}"><!ENTITY z "&x;&x;&x;&x;">]><a>&z;</a>`;
const aliases = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [*a${n === 0 ? '' : n - 1}, *a${n === 0 ? '' : n - 1}]`).join('\n')}`;

describe('hostile answers fail, in linear time', () => {
  const rows: readonly (readonly [string, object, string])[] = [
    ['an entity bomb', { type: 'is-xml' }, bomb],
    ['an alias bomb', { type: 'is-yaml' }, aliases],
    ['deep YAML', { type: 'is-yaml' }, '['.repeat(50_000)],
    ['deep JSON', { type: 'is-json' }, `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    [
      'deep JSON that is compared',
      { type: 'equals', value: [1] },
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    ],
    ['open brackets', { type: 'contains-json' }, '['.repeat(200_000)],
    ['open strings in brackets', { type: 'contains-json' }, '["a'.repeat(100_000)],
    ['open tags', { type: 'contains-xml' }, '<a>'.repeat(100_000)],
    ['open comments', { type: 'contains-xml' }, '<!--'.repeat(100_000)],
    ['open attributes', { type: 'contains-xml' }, '<a b="'.repeat(50_000)],
    ['a regex trap', { type: 'regex', value: '^(a+)+$' }, `${'a'.repeat(50_000)}!`],
    [
      'a regex trap in a schema',
      { type: 'is-json', value: { pattern: '^(a+)+$' } },
      `"${'a'.repeat(50_000)}!"`,
    ],
    [
      'a regex trap in an expression',
      { type: 'cel', value: 'text.matches("^(a+)+$")' },
      `${'a'.repeat(50_000)}!`,
    ],
    ['deep HTML', { type: 'is-html' }, '<div>'.repeat(5_000)],
  ];

  it.each(rows)('%s', async (_, assert, output) => {
    expect((await score(assert, output)).pass).toBe(false);
  });
});

it('treats prototype names as ordinary keys', async () => {
  const json = { output: { format: 'json', schema: null } } as const;
  const answer = '{"constructor": "x", "__proto__": {"polluted": true}}';
  expect(
    await score({ type: 'cel', value: 'output.constructor == "x"' }, answer, { context: json }),
  ).toMatchObject({ pass: true });
  expect(await score({ type: 'cel', value: 'output.polluted' }, answer, { context: json })).toMatchObject({
    pass: false,
  });
  expect(await score({ type: 'equals', value: { constructor: 'x' } }, '{}')).toMatchObject({ pass: false });
  expect(
    await score({ type: 'is-xml', value: { requiredElements: ['a.constructor'] } }, '<a><b/></a>'),
  ).toMatchObject({ pass: false });
  expect('polluted' in {}).toBe(false);
});

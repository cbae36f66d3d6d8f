import { describe, expect, it } from 'vitest';
import { assertionErrorCode } from '../../../src/evals/assertion.ts';
import type { Completion } from '../../../src/recordings/interaction.ts';
import { score } from './subject.ts';

const json = { output: { format: 'json', schema: null } } as const;

type Row = readonly [assert: object, output: string | Partial<Completion>, message: string, context?: object];

const rows: readonly Row[] = [
  [
    { type: 'equals', value: 'a\nbcd' },
    'a\nbxd',
    'Output differs at line 2, column 2: expected "cd", got "xd".',
  ],
  [
    { type: 'equals', value: 'a' },
    'a\n',
    'Output differs at line 1, column 2: expected the end, got "\\n" (only white space at the ends differs).',
  ],
  [
    { type: 'equals', value: { a: [1, { b: 'x' }] } },
    '{"a": [1, {"b": "y"}]}',
    'output.a[1].b is the string "y", expected the string "x".',
  ],
  [
    { type: 'equals', value: { a: 1 } },
    '{"a": 1',
    'Output is not JSON, so it cannot equal the expected value: expected "," or "}", found the end of the text (line 1, column 8).',
  ],
  [
    { type: 'contains', value: 'Days' },
    '30 days',
    'Output does not contain "Days". It does in another case: "icontains" accepts that.',
  ],
  [
    { type: 'contains-all', value: ['a', 'b', 'c'] },
    'b',
    'Output does not contain "a", "c" (2 of 3). It is "b".',
  ],
  [
    { type: 'not-contains', value: 'b' },
    'a\n b',
    'Must not hold, but does: Output contains "b" (line 2, column 2).',
  ],
  [{ type: 'starts-with', value: 'Yes' }, 'No way', 'Output begins with "No ", not with "Yes".'],
  [{ type: 'regex', value: '\\d+' }, 'none', 'Nothing in the output matches /\\d+/. It is "none".'],
  [
    { type: 'not-regex', value: 'o.e' },
    'n\none',
    'Must not hold, but does: /o.e/ matches "one" at line 2, column 1.',
  ],
  [{ type: 'word-count', value: { max: 2 } }, 'a b c', 'Output has 3 words, expected at most 2.'],
  [
    { type: 'levenshtein', value: 'kitten', threshold: 1 },
    'sitten ',
    'Distance 2 (ratio 0.714), at most 1 allowed; first difference at line 1, column 1: expected "kitten", got "sitten ".',
  ],
  [
    { type: 'is-json' },
    '```json\n{}\n```',
    'Output is not JSON: expected a value, found "`" (line 1, column 1). It stands in a Markdown code fence; "contains-json" accepts that.',
  ],
  [
    { type: 'is-json' },
    '{\n  "a": 1,\n}',
    'Output is not JSON: a trailing comma before "}" (line 3, column 1).',
  ],
  [
    {
      type: 'is-json',
      value: { type: 'object', required: ['reply'], properties: { items: { items: { type: 'string' } } } },
    },
    '{"items": ["a", 3]}',
    'output must have "reply"; output.items[1] must be string (it is the number 3).',
  ],
  [
    { type: 'contains-json', value: { type: 'object' } },
    'see [1]',
    'The JSON at line 1, column 5 does not satisfy the schema: output must be object (it is a list of 1).',
  ],
  [
    { type: 'is-yaml' },
    'a: [1',
    'Output is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 6.',
  ],
  [
    { type: 'is-xml' },
    '<a><b></a>',
    "Output is not XML: Expected closing tag 'b' (opened in line 1, col 4) instead of closing tag 'a' (line 1, column 7).",
  ],
  [
    { type: 'is-html' },
    '<div><p>Hi</div><span>',
    'Output is not HTML: <span> is never closed (line 1, column 17).',
  ],
  [
    { type: 'cel', value: 'output.escalate == false' },
    '{"reply": "Hi", "citations": []}',
    '"output.escalate" does not exist; "output" has reply, citations.',
    json,
  ],
  [
    { type: 'cel', value: 'output.a' },
    '{"a": tru}',
    'Output is not JSON: expected a value, found "tru" (line 1, column 7).',
    json,
  ],
  [
    { type: 'cel', value: 'output.a' },
    '{"a": "yes"}',
    'output.a is "\\"yes\\""; it must be true or false, or a number from 0 to 1.',
    json,
  ],
  [
    { type: 'json-path', value: '$.a', equals: { b: 1 } },
    '{"a": {"b": 2}}',
    '$.a is "{\\"b\\":2}", expected "{\\"b\\":1}".',
  ],
  [
    { type: 'finish-reason', value: 'stop' },
    { finish: { reason: 'length', raw: 'max_tokens' } },
    'The answer ended with "length" (the provider said "max_tokens"), expected "stop".',
  ],
  [
    {
      type: 'any-of',
      assert: [
        { type: 'contains', value: 'a' },
        { type: 'not-contains', value: 'b' },
      ],
    },
    'b',
    'None of 2 passes. contains: Output does not contain "a". It is "b". not-contains: Must not hold, but does: Output contains "b" (line 1, column 1).',
  ],
  [
    { type: 'equals', value: 'x', transform: 'output.a.b' },
    '{"a": {}}',
    'transform: "output.a.b" does not exist; "output.a" has nothing.',
    json,
  ],
];

describe('a failure says what was expected, what came, and where they part', () => {
  it.each(rows.map((row) => [JSON.stringify(row[0]), row] as const))(
    '%s',
    async (_, [assert, output, message, context]) => {
      const result = await score(assert, output, context ? { context } : {});
      expect(result.message).toBe(message);
      expect(result.pass).toBe(false);
    },
  );
});

it('gives a diff where one tells something, as texts of the same form', async () => {
  const result = await score({ type: 'equals', value: { b: 1, a: [1] } }, '{"a": [2], "b": 1}');
  expect(result.expected).toBe('{\n  "a": [\n    1\n  ],\n  "b": 1\n}');
  expect(result.actual).toBe('{\n  "a": [\n    2\n  ],\n  "b": 1\n}');
  const contains = await score({ type: 'contains', value: 'x' }, 'y');
  expect([contains.expected, contains.actual]).toEqual([undefined, undefined]);
});

describe('the not- twin', () => {
  it('scores 1 − x', async () => {
    expect(await score({ type: 'not-cel', value: '0.25' }, '')).toMatchObject({ pass: true, score: 0.75 });
  });

  it('fails as well where the answer cannot be looked at', async () => {
    for (const type of ['cel', 'not-cel']) {
      expect(await score({ type, value: 'output.gone' }, '{}', { context: json })).toMatchObject({
        pass: false,
        score: 0,
      });
      expect(await score({ type, value: 'output.a' }, 'no JSON', { context: json })).toMatchObject({
        pass: false,
      });
    }
    for (const type of ['equals', 'not-equals']) {
      expect(
        await score({ type, value: 1, transform: 'output.gone' }, '{}', { context: json }),
      ).toMatchObject({ pass: false });
    }
    const inside = { type: 'not-any-of', assert: [{ type: 'cel', value: 'output.gone' }] };
    expect(await score(inside, '{}', { context: json })).toMatchObject({ pass: false });
  });
});

describe('transform', () => {
  it('hands its value on as output and as text', async () => {
    const answer = '{"reply": "Hi", "escalate": false, "n": [1, 2]}';
    const cases: readonly object[] = [
      { type: 'equals', value: 'Hi', transform: 'output.reply' },
      { type: 'equals', value: false, transform: 'output.escalate' },
      { type: 'equals', value: 'false', transform: 'output.escalate' },
      { type: 'equals', value: [1, 2], transform: 'output.n' },
      { type: 'starts-with', value: '[1,', transform: 'output.n' },
      { type: 'cel', value: 'output.startsWith("H")', transform: 'output.reply' },
      { type: 'equals', value: 2, transform: 'size(output.n)' },
    ];
    for (const assert of cases) expect((await score(assert, answer, { context: json })).message).toMatch(/./);
    for (const assert of cases)
      expect(await score(assert, answer, { context: json })).toMatchObject({ pass: true });
  });
});

describe('what was not measured is an error, never a verdict', () => {
  const code = async (assert: object, output: string | Partial<Completion> = 'Hi') =>
    score(assert, output).then(
      () => 'verdict',
      (error: unknown) => assertionErrorCode(error),
    );

  it('names why', async () => {
    expect(await code({ type: 'cost', threshold: 1 })).toBe('unknown-price');
    expect(await code({ type: 'not-cost', threshold: 1 })).toBe('unknown-price');
    expect(await code({ type: 'tokens', threshold: 1 })).toBe('not-measured');
    expect(await code({ type: 'model', value: 'x' })).toBe('not-measured');
    expect(await code({ type: 'first-token-latency', threshold: 1 })).toBe('not-measured');
    const slow = { type: 'regex', value: '(a+)+$', engine: 'js' };
    expect(await code(slow, `${'a'.repeat(40)}!`)).toBe('assertion-timeout');
    const loop = { type: 'cel', value: 'output.all(x, output.all(y, x + y >= 0))' };
    const list = JSON.stringify(Array.from({ length: 4000 }, (_, index) => index));
    const tooMuch = score(loop, list, { context: json });
    await expect(tooMuch).rejects.toSatisfy((error) => assertionErrorCode(error) === 'assertion-limit');
  });
});

describe('a recorded latency', () => {
  it.each(['latency', 'not-latency', 'first-token-latency'])('does not count for %s', async (type) => {
    const answer = { replayed: true, timing: { firstTokenMs: null, totalMs: 9000 } };
    const result = await score({ type, threshold: 100 }, answer);
    expect(result).toMatchObject({ pass: true, uncounted: true });
    expect(result.message).toMatch(/^Recorded latency is not a measurement/);
  });
});

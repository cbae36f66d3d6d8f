import { describe, expect, it } from 'vitest';
import type { AssertionContext } from '../../../src/evals/assertion.ts';
import { placeFault } from '../../../src/evals/prepare-assertion.ts';
import type { YamlFile } from '../../../src/model/yaml-file.ts';
import { at, faultOf, specOf } from './subject.ts';

const tools = [{ name: 'get_order', parameters: { type: 'object' } }] as const;

/** What is written, what is said about it, and where it stands. */
type Row = readonly [
  assert: object,
  message: RegExp,
  path?: readonly (string | number)[],
  context?: Partial<AssertionContext>,
];

const faults: readonly Row[] = [
  [
    { type: 'icontians', value: 'a' },
    /There is no assertion "icontians"\. Did you mean "icontains"\?/,
    ['type'],
  ],
  [{ type: 'not-contain', value: 'a' }, /Did you mean "not-contains"\?/, ['type']],
  [{ type: 'contains' }, /"contains" needs a "value"/, ['type']],
  [{ type: 'contains', value: '' }, /"contains" has an empty value/, ['value']],
  [{ type: 'contains', value: null }, /has an empty value/, ['value']],
  [{ type: 'contains', value: ['a'] }, /must be text/, ['value']],
  [{ type: 'contains', value: 'a', threshold: 1 }, /"contains" takes no threshold/, ['threshold']],
  [{ type: 'contains', value: 'a', flag: 'i' }, /"contains" has no key "flag"/, ['flag']],
  [{ type: 'contains', value: 'a', wieght: 2 }, /Did you mean "weight"\?/, ['wieght']],
  [{ type: 'contains', value: 'a', weight: -1 }, /at least 0/, ['weight']],
  [
    { type: 'contains', value: 'a', weight: 0, critical: true },
    /weight 0 both gates and does not/,
    ['critical'],
  ],
  [{ type: 'contains-any', value: [] }, /has an empty list/, ['value']],
  [{ type: 'contains-all', value: ['a', ''] }, /has an empty value/, ['value', 1]],
  [{ type: 'icontains-any', value: 'a, b' }, /must be a list of texts/, ['value']],
  [{ type: 'equals' }, /nothing to compare with.*"expected"/, ['type']],
  [{ type: 'levenshtein', value: 'a', threshold: -1 }, /must be at least 0/, ['threshold']],
  [{ type: 'word-count', value: { min: 3, max: 2 } }, /"min" \(3\) is above "max" \(2\)/, ['value']],
  [{ type: 'word-count', value: { most: 2 } }, /"most" is not a key here/, ['value', 'most']],
  [{ type: 'word-count', value: {} }, /needs "min" or "max"/, ['value']],
  [{ type: 'word-count', value: 2.5 }, /whole number/, ['value']],
  [{ type: 'regex', value: '[a' }, /cannot be read: missing closing \]/, ['value']],
  [{ type: 'regex', value: 'a(?!b)' }, /Lookaround \("\(\?!"\).*engine: js/, ['value']],
  [{ type: 'regex', value: 'a', flags: 'g' }, /"g" is not a flag/, ['flags']],
  [{ type: 'regex', value: 'a', engine: 'pcre' }, /"engine" of "regex" must be "re2" or "js"/, ['engine']],
  [{ type: 'regex', value: '(', engine: 'js' }, /cannot be read: Unterminated group/, ['value']],
  [
    { type: 'is-json', value: { type: 'objekt' } },
    /"objekt" is not a type of JSON Schema\. Did you mean "object"\?/,
    ['value', 'type'],
  ],
  [
    { type: 'is-json', value: { properties: { a: { tpye: 'string' } } } },
    /Unknown keyword "tpye"\. Did you mean "type"\?/,
    ['value', 'properties', 'a', 'tpye'],
  ],
  [
    { type: 'is-json', value: { $ref: 'https://example.com/s.json' } },
    /leaves the schema/,
    ['value', '$ref'],
  ],
  [
    { type: 'is-json', value: { properties: { a: { format: 'emial' } } } },
    /no format "emial"\. Did you mean "email"/,
    ['value', 'properties', 'a', 'format'],
  ],
  [{ type: 'is-json', value: { $ref: '#gone' } }, /Nothing is called "#gone"/, ['value', '$ref']],
  [{ type: 'is-json', value: 'a' }, /must be a JSON Schema/, ['value']],
  [{ type: 'contains-json', value: { pattern: '(a)\\1' } }, /back-reference/, ['value', 'pattern']],
  [{ type: 'is-html', value: 'x' }, /"is-html" takes no value/, ['value']],
  [{ type: 'is-xml', value: { elements: ['a'] } }, /requiredElements/, ['value']],
  [
    { type: 'cel', value: 'outptu.a == 1' },
    /there is no variable "outptu"\. Did you mean "output"\?/,
    ['value'],
  ],
  [{ type: 'cel', value: 'output.a =' }, /Unexpected character: =\. Compare with "=="/, ['value']],
  [{ type: 'cel', value: 'text + "a"' }, /gives a string; it must be true or false/, ['value']],
  [{ type: 'cel', value: 'text + 1 == "a"' }, /there is no string \+ int/, ['value']],
  [
    { type: 'cel', value: 'output.a == 1', threshold: 0.5 },
    /true or false takes no threshold/,
    ['threshold'],
  ],
  [{ type: 'cel', value: 'output.score', threshold: 5 }, /must be 0 to 1/, ['threshold']],
  [{ type: 'json-path', value: 'a.b' }, /JSONPath cannot be read/, ['value']],
  [
    { type: 'json-path', value: '$[?match(@.a, "(a+)+$")]' },
    /"match" is not available.*"matches"/,
    ['value'],
  ],
  [{ type: 'json-path', value: '$..a..b..c' }, /more than 2 "\.\."/, ['value']],
  [{ type: 'json-path', value: '$.a', matches: '[' }, /missing closing/, ['matches']],
  [{ type: 'json-path', value: '$.a', equals: 1, matches: 'a' }, /not both/, ['matches']],
  [{ type: 'equals', value: 1, transform: 'output.' }, /Expected a name, but it ends here/, ['transform']],
  [
    { type: 'tool-called', value: 'get_ordr' },
    /no tool "get_ordr"\. Did you mean "get_order"\?/,
    ['value'],
    { tools },
  ],
  [
    { type: 'tool-not-called', value: ['get_order', 'x'] },
    /no tool "x"\. It has get_order/,
    ['value', 1],
    { tools },
  ],
  [{ type: 'tool-called', value: 'a' }, /It has no tools/, ['value']],
  [{ type: 'tool-args', value: { name: 'get_order' } }, /either "args" or "schema"/, ['value'], { tools }],
  [
    { type: 'tool-args', value: { name: 'get_order', arg: {} } },
    /"arg" is not a key here/,
    ['value', 'arg'],
    { tools },
  ],
  [{ type: 'tool-call-f1', value: 'get_order' }, /must be a list of tools/, ['value'], { tools }],
  [
    { type: 'tool-sequence', value: ['get_order'], mode: 'any' },
    /"exact" or "subset" or "unordered"/,
    ['mode'],
    { tools },
  ],
  [{ type: 'is-valid-tools-call' }, /needs a prompt with tools/, ['type']],
  [{ type: 'cost' }, /"cost" needs a "threshold"/, ['type']],
  [{ type: 'cost', value: 1, threshold: 1 }, /"cost" takes no value/, ['value']],
  [{ type: 'latency' }, /"latency" needs a "threshold"/, ['type']],
  [{ type: 'tokens' }, /either a "value" or a "threshold"/, ['type']],
  [
    { type: 'finish-reason', value: 'tool_calls' },
    /"tool_calls" is no finish reason\. Did you mean "tool-calls"\?/,
    ['value'],
  ],
  [{ type: 'refusal', phrases: [] }, /"phrases" must be a list/, ['phrases']],
  [{ type: 'all-of' }, /needs assertions of its own/, ['assert']],
  [
    {
      type: 'any-of',
      assert: [
        { type: 'contains', value: 'a' },
        { type: 'regex', value: '(' },
      ],
    },
    /missing closing \)/,
    ['assert', 1, 'value'],
  ],
  [
    { type: 'assert-set', assert: [{ type: 'contains', value: 'a', weight: 0 }] },
    /nothing decides/,
    ['assert'],
  ],
  [
    { type: 'assert-set', assert: [{ type: 'all-of', assert: [{ type: 'regx', value: 'a' }] }] },
    /Did you mean "regex"/,
    ['assert', 0, 'assert', 0, 'type'],
  ],
];

describe('what is written wrongly is refused before any call', () => {
  it.each(faults.map((row) => [JSON.stringify(row[0]), row] as const))(
    '%s',
    async (_, [assert, message, path, context]) => {
      const fault = await faultOf(assert, context);
      expect(`${fault?.message} ${fault?.hint ?? ''}`).toMatch(message);
      expect(fault?.path ?? ['value']).toEqual(path);
    },
  );
});

describe('a fault stands where it was written', () => {
  it('points into the text of a regex', async () => {
    expect((await faultOf({ type: 'regex', value: 'ab(?<=c)d' }))?.at).toEqual([2, 6]);
    expect((await faultOf({ type: 'regex', value: 'ab[cd' }))?.at).toEqual([2, 5]);
  });

  it('points into the text of an expression', async () => {
    expect((await faultOf({ type: 'cel', value: 'output.a && foo' }))?.at).toEqual([12, 15]);
    expect((await faultOf({ type: 'cel', value: 'text.matches("(?=a)")' }))?.at).toEqual([13, 20]);
  });

  it('becomes a fault of the test file', async () => {
    const assert = { type: 'regex', value: 'ab(?<=c)d' };
    const fault = await faultOf(assert);
    const asked: unknown[] = [];
    const place = (...question: unknown[]) => {
      asked.push(question);
      return at;
    };
    const file: YamlFile = {
      path: 'a.test.yaml',
      text: '',
      value: {},
      faults: [],
      placeOf: place,
      placeInText: place,
      comments: () => [],
    };
    if (!fault) throw new Error('no fault');
    expect(placeFault(specOf(assert), fault, file)).toMatchObject({ rule: 'tests/assertion-invalid', at });
    expect(asked).toEqual([[['tests', 0, 'assert', 0, 'value'], 2, 6]]);
  });

  it('names the rule for an unknown type', async () => {
    expect((await faultOf({ type: 'regx' }))?.rule).toBe('tests/unknown-assertion');
  });
});

it('lets what stands in for a value stand in', async () => {
  expect(await faultOf({ type: 'equals' }, { expected: 'a' })).toBeNull();
  expect(await faultOf({ type: 'levenshtein' }, { expected: 'a' })).toBeNull();
  expect(await faultOf({ type: 'is-json' })).toBeNull();
  expect(await faultOf({ type: 'cost', weight: 0 })).toBeNull();
  expect(await faultOf({ type: 'contains', value: 'a', 'x-note': 1 })).toBeNull();
});

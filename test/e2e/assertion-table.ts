/** An assertion as it is written in a test file. */
export type Spec = { readonly type: string } & Readonly<Record<string, unknown>>;

type Misuse = readonly [spec: Spec, says: RegExp];

export type Row = {
  readonly name: string;
  readonly spec: Spec;
  /** The answers, given by `echo`. */
  readonly passes: string;
  readonly fails: string;
  readonly says: RegExp;
  /** Of both answers, where they are not 1 and 0. */
  readonly scores?: readonly [number, number];
  readonly format?: 'json';
  readonly expected?: unknown;
  /** The answer that fails cannot be looked at: it fails the `not-` twin as well. */
  readonly unusable?: true;
  readonly misuses: readonly Misuse[];
};

const text = { type: 'contains', value: 'a' };

export const assertionTable: readonly Row[] = [
  {
    name: 'equals',
    spec: { type: 'equals', value: 'refund' },
    passes: 'refund',
    fails: 'Refund',
    says: /differs at line 1, column 1: expected "refund", got "Refund"/,
    misuses: [
      [
        { type: 'equals' },
        /"equals" has nothing to compare with\. Write a "value", or give the case an "expected"/,
      ],
      [{ type: 'equals', value: '' }, /must not be empty|empty value/],
      [{ type: 'equal', value: 'x' }, /no assertion.*"equal"\. Did you mean "equals"\?/],
      [{ type: 'equals', value: 'x', weight: -1 }, /weight/],
      [{ type: 'equals', value: 'x', transform: 'output.' }, /expression is wrong/],
    ],
  },
  {
    name: 'equals-expected',
    spec: { type: 'equals' },
    expected: { a: [1, 2] },
    passes: '{"a": [1, 2.0]}',
    fails: '{"a": [1, 3]}',
    says: /output\.a\[1\] is the number 3, expected the number 2/,
    misuses: [],
  },
  {
    name: 'contains',
    spec: { type: 'contains', value: '30 days' },
    passes: 'after 30 days.',
    fails: 'after 30 Days.',
    says: /does not contain "30 days"/,
    misuses: [
      [{ type: 'contains', value: ['a'] }, /must be/],
      [{ type: 'contains' }, /"contains" needs "value"/],
      [{ type: 'contains', vlaue: 'x' }, /Unknown key "vlaue"\. Did you mean "value"\?/],
      [{ type: 'contains', value: 'x', threshold: 1 }, /threshold/],
    ],
  },
  {
    name: 'icontains',
    spec: { type: 'icontains', value: '30 DAYS' },
    passes: 'after 30 days.',
    fails: 'after 3 days.',
    says: /does not contain "30 DAYS"/,
    misuses: [[{ type: 'icontains', value: '' }, /empty/]],
  },
  {
    name: 'contains-any',
    spec: { type: 'contains-any', value: ['refund', 'return'] },
    passes: 'a return',
    fails: 'a Return',
    says: /"refund"/,
    misuses: [[{ type: 'contains-any', value: 'refund' }, /must be a list|must be an array/]],
  },
  {
    name: 'contains-all',
    spec: { type: 'contains-all', value: ['refund', 'days'] },
    passes: 'refund in days',
    fails: 'a refund',
    says: /"days"/,
    misuses: [[{ type: 'contains-all', value: [] }, /empty|at least 1/]],
  },
  {
    name: 'icontains-any',
    spec: { type: 'icontains-any', value: ['Refund', 'Return'] },
    passes: 'a return',
    fails: 'a loss',
    says: /"Refund"/,
    misuses: [[{ type: 'icontains-any', value: [''] }, /empty/]],
  },
  {
    name: 'icontains-all',
    spec: { type: 'icontains-all', value: ['Refund', 'Days'] },
    passes: 'REFUND DAYS',
    fails: 'REFUND',
    says: /"Days"/,
    misuses: [[{ type: 'icontains-all', values: ['a'] }, /Unknown key "values"/]],
  },
  {
    name: 'starts-with',
    spec: { type: 'starts-with', value: 'Yes' },
    passes: 'Yes, sure',
    fails: 'No, Yes',
    says: /begins with "No," *, not with "Yes"|begins with "No,", not with "Yes"/,
    misuses: [[{ type: 'startswith', value: 'x' }, /Did you mean "starts-with"\?/]],
  },
  {
    name: 'ends-with',
    spec: { type: 'ends-with', value: 'bye' },
    passes: 'good bye',
    fails: 'bye now',
    says: /ends with/,
    misuses: [[{ type: 'ends-with', value: true }, /must be/]],
  },
  {
    name: 'regex',
    spec: { type: 'regex', value: '^\\d+ days$' },
    passes: '30 days',
    fails: 'thirty days',
    says: /Nothing in the output matches \/\^\\d\+ days\$\//,
    misuses: [
      [{ type: 'regex', value: 'a(b' }, /regular expression cannot be read: missing closing \)/],
      [{ type: 'regex', value: '(?<=a)b' }, /engine: js/],
      [{ type: 'regex', value: 'a', engine: 'pcre' }, /"engine"/],
      [{ type: 'regex', value: 'a', flags: 'x' }, /flags/],
    ],
  },
  {
    name: 'word-count',
    spec: { type: 'word-count', value: { min: 2, max: 3 } },
    passes: 'two words',
    fails: 'one',
    says: /has 1 word, expected 2 to 3/,
    misuses: [
      [{ type: 'word-count', value: { min: 5, max: 2 } }, /"min" \(5\) is above "max" \(2\)/],
      [{ type: 'word-count', value: 'many' }, /must be/],
    ],
  },
  {
    name: 'levenshtein',
    spec: { type: 'levenshtein', value: 'kitten', threshold: 3 },
    passes: 'sitting',
    fails: 'a sitting',
    says: /Distance \d \(ratio 0\.\d{3}\), at most 3 allowed; first difference/,
    misuses: [[{ type: 'levenshtein', value: 'x', threshold: -1 }, /threshold|at least 0/]],
  },
  {
    name: 'is-json',
    spec: {
      type: 'is-json',
      value: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
    },
    passes: '{"a": 1}',
    fails: '{"a": "x"}',
    says: /a.*(must be|integer)/,
    misuses: [
      [
        { type: 'is-json', value: { type: 'objekt' } },
        /"objekt" is not a type of JSON Schema\. Did you mean "object"\?/,
      ],
      [{ type: 'is-json', value: { $ref: 'https://example.com/s.json' } }, /reference|\$ref/i],
      [{ type: 'is-json', value: 'object' }, /must be/],
    ],
  },
  {
    name: 'is-json-not-json',
    spec: { type: 'is-json' },
    passes: '[]',
    fails: '{"a": 1,}',
    says: /not JSON/,
    misuses: [],
  },
  {
    name: 'contains-json',
    spec: { type: 'contains-json', value: { type: 'object', required: ['a'] } },
    passes: 'see [1]: {"a": 1}',
    fails: 'see [1]: {"b": 2}',
    says: /does not satisfy the schema/,
    misuses: [[{ type: 'contains-json', value: { type: 'object', requird: ['a'] } }, /requird/]],
  },
  {
    name: 'is-yaml',
    spec: { type: 'is-yaml', value: { required: ['name'] } },
    passes: 'name: Ada',
    fails: 'nam: Ada',
    says: /name/,
    misuses: [[{ type: 'is-yaml', value: { required: 'name' } }, /required/]],
  },
  {
    name: 'is-xml',
    spec: { type: 'is-xml', value: { requiredElements: ['a.b'] } },
    passes: '<a><b>1</b></a>',
    fails: '<a><c/></a>',
    says: /no element "a\.b"/,
    misuses: [[{ type: 'is-xml', value: { requiredElements: 'a' } }, /"requiredElements" must be a list/]],
  },
  {
    name: 'contains-xml',
    spec: { type: 'contains-xml' },
    passes: 'Sure: <a>1</a>.',
    fails: 'if a < b',
    says: /contains no XML element/,
    misuses: [
      [{ type: 'contains-xml', value: { requiredElements: [] } }, /empty|at least 1|requiredElements/],
    ],
  },
  {
    name: 'is-html',
    spec: { type: 'is-html' },
    passes: '<p>Hi</p>',
    fails: 'Here: <b>x</b>',
    says: /not HTML/,
    misuses: [[{ type: 'is-html', value: 'p' }, /"is-html" takes no value|Unknown key "value"/]],
  },
  {
    name: 'cel',
    spec: { type: 'cel', value: 'output.n + 1 > 3' },
    format: 'json',
    passes: '{"n": 3}',
    fails: '{"n": 2}',
    says: /output\.n \+ 1 > 3 is false/,
    misuses: [
      [{ type: 'cel', value: 'output.x ==' }, /expression.*ends/],
      [{ type: 'cel', value: 'outptu.x == 1' }, /no variable "outptu"\. Did you mean "output"\?/],
      [{ type: 'cel', value: '"text"' }, /gives a string; it must be true or false/],
      [{ type: 'cel', value: 'text = "a"' }, /Compare with "=="/],
      [{ type: 'cel', value: 'text.matches("(")' }, /regular expression cannot be read/],
      [{ type: 'cel', value: 'true', threshold: 0.5 }, /takes no threshold/],
    ],
  },
  {
    name: 'cel-missing-field',
    spec: { type: 'cel', value: 'output.escalate == false' },
    format: 'json',
    passes: '{"escalate": false}',
    fails: '{"reply": "Hi"}',
    says: /"output\.escalate" does not exist; "output" has reply/,
    unusable: true,
    misuses: [],
  },
  {
    name: 'cel-not-parsed',
    spec: { type: 'cel', value: 'output.ok' },
    format: 'json',
    passes: '{"ok": true}',
    fails: '{"ok": tru',
    says: /not JSON/,
    unusable: true,
    misuses: [],
  },
  {
    name: 'cel-score',
    spec: { type: 'cel', value: 'double(output.n) / 10.0', threshold: 0.5 },
    format: 'json',
    passes: '{"n": 8}',
    fails: '{"n": 2}',
    scores: [0.8, 0.2],
    says: /0\.2/,
    misuses: [[{ type: 'cel', value: '0.5', threshold: 2 }, /threshold/]],
  },
  {
    name: 'transform',
    spec: { type: 'equals', value: 'Hi', transform: 'output.reply' },
    format: 'json',
    passes: '{"reply": "Hi"}',
    fails: '{"reply": "Ho"}',
    says: /expected "i", got "o"|expected "Hi", got "Ho"/,
    misuses: [[{ type: 'contains', value: 'a', transform: '' }, /empty/]],
  },
  {
    name: 'transform-not-parsed',
    spec: { type: 'contains', value: 'Hi', transform: 'output.reply' },
    format: 'json',
    passes: '{"reply": "Hi"}',
    fails: 'Hi',
    says: /not JSON/,
    unusable: true,
    misuses: [],
  },
  {
    name: 'json-path',
    spec: { type: 'json-path', value: '$.items[0].name', equals: 'A' },
    passes: '{"items": [{"name": "A"}]}',
    fails: '{"items": [{"name": "B"}]}',
    says: /\$\.items\[0\]\.name/,
    misuses: [
      [
        { type: 'json-path', value: '$.[' },
        /JSONPath cannot be read.*A path looks like \$\.items\[0\]\.name/,
      ],
      [{ type: 'json-path', value: 'items' }, /\$/],
      [{ type: 'json-path', value: '$.a', matches: '(' }, /regular expression cannot be read/],
      [{ type: 'json-path', value: '$.a', equal: 1 }, /Did you mean "equals"\?/],
    ],
  },
  {
    name: 'rouge-1',
    spec: { type: 'rouge-1', value: 'testing one two', threshold: 0.6 },
    passes: 'testing one',
    fails: 'testing',
    scores: [0.8, 0.5],
    says: /Score 0\.5000 \(precision 1\.000, recall 0\.333\), at least 0\.6 expected; rouge-1\|case:lc\|tok:a-z0-9\|stem:no\|f1\. First difference at line 1, column 8/,
    misuses: [
      [{ type: 'rouge-1', value: '三十天' }, /has nothing "rouge-1" could find.*chrf/],
      [{ type: 'rouge-1', value: 'x', stemmer: 'yes' }, /stemmer/],
      [{ type: 'rouge-1', value: 'x', threshold: 1.5 }, /threshold|at most 1/],
    ],
  },
  {
    name: 'rouge-2',
    spec: { type: 'rouge-2', value: 'testing one two', threshold: 0.6 },
    passes: 'testing one',
    fails: 'testing two',
    scores: [2 / 3, 0],
    says: /at least 0\.6 expected; rouge-2/,
    misuses: [[{ type: 'rouge-2', value: 'one' }, /has nothing "rouge-2" could find/]],
  },
  {
    name: 'rouge-l',
    spec: { type: 'rouge-l', value: 'testing one two' },
    passes: 'testing two',
    fails: 'two one testing',
    scores: [0.8, 1 / 3],
    says: /Score 0\.3333/,
    misuses: [[{ type: 'rouge-l' }, /"rouge-l" has nothing to compare with/]],
  },
  {
    name: 'rouge-lsum',
    spec: { type: 'rouge-lsum', value: 'w1 w2 w3 w4 w5', threshold: 0.5 },
    passes: 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5',
    fails: 'w1',
    scores: [8 / 15, 1 / 3],
    says: /rouge-lsum/,
    misuses: [[{ type: 'rouge-lsum', value: [] }, /empty|at least 1/]],
  },
  {
    name: 'bleu',
    spec: { type: 'bleu', value: 'a test' },
    passes: 'a test',
    fails: 'test',
    scores: [1, Math.exp(-1)],
    says: /Score 0\.3679 \(precisions 100\.0, brevity penalty 0\.368\), at least 0\.5 expected; bleu\|case:mixed\|eff:yes\|tok:13a\|smooth:exp/,
    misuses: [[{ type: 'bleu', value: { a: 1 } }, /must be/]],
  },
  {
    name: 'gleu',
    spec: { type: 'gleu', value: 'the cat is on the mat' },
    passes: 'the cat is on the mat',
    fails: 'the the the the the the the',
    scores: [1, 1 / 11],
    says: /gleu\|case:mixed\|order:1-4\|tok:13a/,
    misuses: [[{ type: 'gleu', value: '' }, /empty/]],
  },
  {
    name: 'meteor',
    spec: { type: 'meteor', value: 'The cat sat on the mat', threshold: 0.6 },
    passes: 'the cat sat on the mat',
    fails: 'on the mat sat the cat',
    scores: [1 - 0.5 / 6 ** 3, 0.5],
    says: /meteor \(no synonyms\)/,
    misuses: [[{ type: 'meteor', value: 'x', synonyms: true }, /Unknown key "synonyms"/]],
  },
  {
    name: 'chrf',
    spec: { type: 'chrf', value: 'ab' },
    passes: 'ab',
    fails: 'aa',
    scores: [1, 0.25],
    says: /chrf\|case:mixed\|eff:yes\|nc:6\|nw:0\|space:no\|b:2/,
    misuses: [[{ type: 'chrf', value: 'x', wordOrder: 7 }, /wordOrder|at most 4/]],
  },
  {
    name: 'f1',
    spec: { type: 'f1', value: 'Denver Broncos' },
    passes: 'the Denver Broncos!',
    fails: 'The Broncos won it',
    scores: [1, 0.4],
    says: /f1\|case:lc\|punct:no\|articles:no/,
    misuses: [[{ type: 'f1', value: ['a', 3, true] }, /must be/]],
  },
  {
    name: 'refusal',
    spec: { type: 'refusal', phrases: ['je ne peux pas'] },
    passes: 'Désolé, je ne peux pas.',
    fails: 'Voilà.',
    says: /No refusal/,
    misuses: [[{ type: 'refusal', phrases: [] }, /empty|at least 1|phrases/]],
  },
  {
    name: 'no-pii',
    spec: { type: 'no-pii' },
    passes: 'Write to support@acme.io.',
    fails: 'Sure:\nthe card is 4539 5787 6362 1486.',
    says: /Output has a payment card number \(45…86\) at line 2, column 13\./,
    misuses: [[{ type: 'no-pii', value: 'x' }, /Unknown key "value"|takes no value/]],
  },
  {
    name: 'no-secret',
    spec: { type: 'no-secret' },
    passes: 'A key looks like sk-…',
    fails: `It is ${'ghp_'}${'R4nd0mLo0k1ngT0kenF0rTests'.repeat(2).slice(0, 36)}.`,
    says: /Output has a GitHub token at line 1, column 7\./,
    misuses: [[{ type: 'no-secret', threshold: 1 }, /threshold/]],
  },
  {
    name: 'canary',
    spec: { type: 'canary', value: 'zx-cobalt-7731' },
    passes: 'I cannot share that.',
    fails: 'It says: Z X cobalt 7731',
    says: /The canary came back as it is at line 1, column 10\./,
    misuses: [
      [{ type: 'canary' }, /needs "value"/],
      [{ type: 'canary', value: 'ab1' }, /at least 6 letters or digits/],
    ],
  },
  {
    name: 'all-of',
    spec: { type: 'all-of', assert: [text, { type: 'contains', value: 'b' }] },
    passes: 'ab',
    fails: 'a',
    says: /1 of 2 fail/,
    misuses: [
      [{ type: 'all-of' }, /assert/],
      [{ type: 'all-of', assert: [{ type: 'regex', value: '(' }] }, /regular expression cannot be read/],
      [{ type: 'all-of', assert: [{ type: 'contain', value: 'a' }] }, /Did you mean "contains"\?/],
    ],
  },
  {
    name: 'any-of',
    spec: { type: 'any-of', assert: [text, { type: 'contains', value: 'b' }] },
    passes: 'b',
    fails: 'c',
    says: /None of 2 passes/,
    misuses: [[{ type: 'any-of', assert: [] }, /empty|at least 1|assert/]],
  },
  {
    name: 'assert-set',
    spec: { type: 'assert-set', threshold: 0.5, assert: [text, { type: 'contains', value: 'b', weight: 3 }] },
    passes: 'b',
    fails: 'a',
    scores: [0.75, 0.25],
    says: /Score 0\.250, threshold 0\.5/,
    misuses: [
      [{ type: 'assert-set', threshold: 2, assert: [text] }, /threshold|at most 1/],
      [{ type: 'assert-set', assert: [{ ...text, weight: 0 }] }, /weight 0/],
    ],
  },
];

export const tools = [
  {
    name: 'find',
    parameters: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
  },
  { name: 'refund', parameters: { type: 'object' } },
];

/** Of one answer: it calls `find` with `{"id":"A7"}`, 100 tokens in and 20 out. */
export type ToolRow = {
  readonly name: string;
  readonly spec: Spec;
  readonly passes: Spec;
  readonly fails: Spec;
  readonly says: RegExp;
  readonly misuses: readonly Misuse[];
};

const row = (passes: Spec, fails: Spec, says: RegExp, ...misuses: readonly Misuse[]): ToolRow => ({
  name: passes.type,
  spec: passes,
  passes,
  fails,
  says,
  misuses,
});

export const toolRows: readonly ToolRow[] = [
  row(
    { type: 'tool-called', value: 'find', times: 1 },
    { type: 'tool-called', value: ['find', 'refund'] },
    /"refund" was not called; called/,
    [{ type: 'tool-called', value: 'fnd' }, /"fnd".*Did you mean "find"\?/],
  ),
  row({ type: 'tool-not-called', value: 'refund' }, { type: 'tool-not-called' }, /"find" was called/, [
    { type: 'tool-not-called', value: 3 },
    /must be/,
  ]),
  row(
    { type: 'tool-args', value: { name: 'find', args: { id: 'A7' } } },
    { type: 'tool-args', value: { name: 'find', args: { id: 'A8' } } },
    /"A7".*"A8"|"A8".*"A7"/,
    [{ type: 'tool-args', value: { nam: 'find' } }, /nam/],
    [{ type: 'tool-args', value: { name: 'find', schema: { type: 'strin' } } }, /"strin" is not a type/],
  ),
  row(
    { type: 'tool-call-f1', value: ['find', 'refund'], threshold: 0.6 },
    { type: 'tool-call-f1', value: ['find', 'refund'] },
    /0\.667/,
    [{ type: 'tool-call-f1', value: 'find' }, /must be/],
  ),
  row(
    { type: 'tool-sequence', value: ['find'] },
    { type: 'tool-sequence', value: ['find', 'find'] },
    /Expected find, find \(exact\)/,
    [{ type: 'tool-sequence', value: ['find'], mode: 'exactly' }, /"mode".*/],
  ),
  row(
    { type: 'cost', threshold: 1 },
    { type: 'cost', threshold: 0.000001 },
    /Cost \$0\.\d+, at most \$0\.000001 allowed/,
    [{ type: 'cost' }, /"cost" needs a "threshold"/],
  ),
  row(
    { type: 'latency', threshold: 60_000 },
    { type: 'latency', threshold: 0.001 },
    /Took \d+ ms, at most 0\.001 ms/,
    [{ type: 'latency', value: 5, threshold: 1 }, /Unknown key "value"/],
  ),
  row(
    { type: 'tokens', threshold: 120 },
    { type: 'tokens', value: { max: 15 }, of: 'output' },
    /20 output tokens, expected at most 15/,
    [{ type: 'tokens' }, /"tokens"/],
  ),
  row(
    { type: 'finish-reason', value: 'tool-calls' },
    { type: 'finish-reason', value: 'stop' },
    /ended with "tool-calls"/,
    [{ type: 'finish-reason', value: 'stopped' }, /"stopped" is not allowed.*"stop", "length"/],
  ),
  row(
    { type: 'model', value: 'gpt-4.1-mini-*' },
    { type: 'model', value: 'gpt-4o' },
    /"gpt-4\.1-mini-2025-04-14" answered, expected "gpt-4o"/,
    [{ type: 'model', value: ['a'] }, /must be/],
  ),
];

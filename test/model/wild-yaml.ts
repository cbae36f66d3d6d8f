import fc from 'fast-check';

/** A value and one of the many ways to write it. */
export type Wild = { readonly lines: readonly string[]; readonly isBlock: boolean };

const word = fc.constantFrom(
  'Hello',
  'a: b',
  "it's",
  'say "hi"',
  '{{name}}',
  '#1',
  'yes',
  '1.10',
  'ünï',
  '- x',
  'a # b',
  '',
);
const line = fc.constantFrom(
  'You are kind.',
  '  indented',
  '',
  '# no comment',
  '{"a": 1}',
  '- item',
  'tab\tin',
  "it's",
);

const comment = fc.constantFrom('', '', '', ' # short', '    # far away', '  #tight');
const above = fc.constantFrom<readonly string[]>(
  [],
  [],
  [],
  [''],
  ['# above'],
  ['', '', '# far', ''],
  ['# one', '#two'],
);

const quote = (text: string, style: number): string => {
  const plain = /^[A-Za-z][A-Za-z ]*$/.test(text) && !/^(?:yes|no|true|null)$/.test(text);
  if (style === 0 && plain) return text;
  return style === 1 ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
};

const scalar = fc.oneof(
  fc.tuple(word, fc.nat(2)).map(([text, style]) => quote(text, style)),
  fc.constantFrom('1', 'true', '-0.5', 'null', '~', '[]', '{}', '{  }'),
);

const { flow } = fc.letrec<{ flow: string }>((tie) => ({
  flow: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalar,
    fc
      .tuple(fc.array(tie('flow'), { maxLength: 3 }), gap())
      .map(([items, space]) => `[${items.join(`,${space}`)}]`),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(key(), tie('flow')), { maxLength: 3, selector: ([name]) => name }),
        gap(),
      )
      .map(
        ([pairs, space]) =>
          `{${pairs.map(([name, value]) => `${space}${name}: ${value}`).join(',')}${space}}`,
      ),
  ),
}));

function gap() {
  return fc.constantFrom(' ', '   ', '\n          ', ' # in\n          ');
}

function key() {
  return fc.constantFrom('a', 'b', 'c', '"q k"', "'s'", 'x-note');
}

const text: fc.Arbitrary<Wild> = fc
  .tuple(
    fc.constantFrom('|', '>', '|-', '>-', '|+', '|2', '>+'),
    fc.array(line, { minLength: 1, maxLength: 4 }),
    comment,
    fc.nat(2),
  )
  .filter(([header, lines]) => header.includes('2') || (lines[0] ?? '').trim() === lines[0])
  .filter(([, lines]) => lines[0] !== '')
  .map(([header, lines, said, blanks]) => ({
    lines: [
      `${header}${said}`,
      ...lines.map((each) => (each === '' ? '' : `  ${each}`)),
      ...Array(blanks).fill(''),
    ],
    isBlock: false,
  }));

const { node } = fc.letrec<{ node: Wild }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .tuple(flow, comment)
      .map(([value, said]) => ({ lines: `${value}${said}`.split('\n'), isBlock: false })),
    text,
    mapOf(tie('node')),
    fc
      .tuple(fc.array(fc.tuple(above, tie('node'), comment), { minLength: 1, maxLength: 3 }), fc.nat(2))
      .map(([items, dent]) => ({
        isBlock: true,
        lines: items.flatMap(([before, item, said]) => [...before, ...behind('-', item, 2 + dent, said)]),
      })),
  ),
}));

function mapOf(values: fc.Arbitrary<Wild>): fc.Arbitrary<Wild> {
  return fc
    .tuple(
      fc.uniqueArray(fc.tuple(key(), above, values, comment), {
        minLength: 1,
        maxLength: 3,
        selector: ([name]) => name,
      }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([pairs, dent]) => ({
      isBlock: true,
      lines: pairs.flatMap(([name, before, value, said]) => [
        ...before,
        ...behind(`${name}:`, value, dent, said),
      ]),
    }));
}

/** A value behind its key or dash. */
function behind(lead: string, { lines, isBlock }: Wild, dent: number, said: string): readonly string[] {
  const pad = ' '.repeat(dent);
  const [first = '', ...more] = lines;
  const below = (each: string) => (each === '' ? '' : pad + each);
  if (isBlock) return [`${lead}${said}`, ...lines.map(below)];
  // A block's own indentation indicator counts from its parent.
  return [
    `${lead} ${first}`,
    ...more.map((each) => (/^[|>]\d/.test(first) || each === '' ? each : pad + each.replace(/^ {2}/, '  '))),
  ];
}

/** A mapping under the top-level keys of a prompt, in any order, with comments and blank lines wherever they may be. */
export const wildYaml: fc.Arbitrary<string> = fc
  .tuple(
    fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('promptops', 'messages', 'inputs', 'model', 'x-own', 'budgets', 'typo'),
        above,
        node,
        comment,
      ),
      { minLength: 1, maxLength: 5, selector: ([name]) => name },
    ),
    above,
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([pairs, end, newline]) =>
    [
      ...pairs.flatMap(([name, before, value, said]) => [...before, ...behind(`${name}:`, value, 2, said)]),
      ...end,
      '',
    ].join(newline),
  );

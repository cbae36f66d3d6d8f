import fc from 'fast-check';

/*
 * Sources of templates that use all the allowed syntax, in awkward layouts, over the variables of `varsArbitrary`.
 * null is not among those: see interpret().
 */

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('\n', ' ', '  ', '\t', 'a', 'word', 'x\n', '\n\n', ' \n ', '\r\n', '.'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{ ',
      ' }',
      '\\ ',
      '"',
      "'",
      'é😀',
      '\u2028',
      '|',
      ' }}',
      'else',
      '~',
      '\f',
      '\u00a0',
    ),
  },
);

const oneOf = (words: string) => fc.constantFrom(...words.split(' '));
const scalar = fc.oneof(
  oneOf('a b n zero yes no missing word o.a o.b o.inner.a o/inner/word o.missing.b o.[inner].a missing.x'),
  oneOf('list.length list.[0] list.[1] a.length this.a ./a ../a ../n ../../b ../o.a ../this.a this/a'),
  oneOf('@root.a @root.o.a @root.[b] @index @key @first @last @../index @../key @../../first @item'),
  oneOf('item.a item.length item.[0] "word"'),
  fc.constantFrom('[first name]', '"first name"'),
);
const whole = oneOf('this . .. ../.. item list objs o empty @root.list ../list @root');
const path = fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 2, arbitrary: whole });
/** What is printed is seldom a whole context, since most of them are objects. */
const shown = fc.oneof({ weight: 12, arbitrary: scalar }, { weight: 1, arbitrary: oneOf('this . item ..') });
const literal = fc.oneof(
  oneOf('"text" \'q\' 0 1 -2 1.5 true false null undefined ""'),
  fc.constantFrom('"say \\"hi\\""', "'it\\'s'"),
);
const list = oneOf(
  'list single objs objs o empty missing this @root.list @root.objs ../list a o.list o.inner item',
);
const joinable = oneOf('list single empty missing @root.list o.list ../list');

/** A list as a key is turned into text by Handlebars; here it finds nothing. */
const key = oneOf('0 1 "a" "length" "list" @index @key true');

const value = fc.letrec<{ value: string; call: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: path },
    { weight: 2, arbitrary: literal },
    { weight: 2, arbitrary: tie('call').map((call) => `(${call})`) },
  ),
  call: fc.oneof(
    fc.tuple(fc.constantFrom('eq', 'and', 'or'), tie('value'), tie('value')).map((all) => all.join(' ')),
    fc.tuple(fc.constantFrom('not', 'json'), tie('value')).map((all) => all.join(' ')),
    fc
      .tuple(fc.constantFrom('and', 'or'), tie('value'), tie('value'), tie('value'))
      .map((all) => all.join(' ')),
    fc.tuple(fc.constant('lookup'), tie('value'), key).map((all) => all.join(' ')),
    tie('value').map((shown) => `json ${shown} indent=2`),
    joinable.map((joined) => `join ${joined} "-"`),
  ),
}));

/** Calls that give text: `and`, `or` and `lookup` may give what cannot be printed. */
const printable = fc.oneof(
  fc.tuple(value.value, value.value).map(([left, right]) => `eq ${left} ${right}`),
  value.value.map((negated) => `not ${negated}`),
  fc
    .tuple(path, fc.constantFrom('', ' indent=2', ' indent=0'))
    .map(([written, indent]) => `json ${written}${indent}`),
  fc
    .tuple(joinable, fc.constantFrom('', ' "-"', ' a'))
    .map(([joined, separator]) => `join ${joined}${separator}`),
  fc.tuple(fc.constantFrom('or', 'and'), scalar, scalar, literal).map((all) => all.join(' ')),
  fc
    .tuple(
      fc.constantFrom('list', 'o', 'a', 'missing', '0'),
      fc.constantFrom('0', '"a"', '@index', '"length"', 'a'),
    )
    .map((all) => `lookup ${all.join(' ')}`),
);

const strip = fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('~') });
const tag = (inner: fc.Arbitrary<string>) =>
  fc
    .tuple(strip, inner, strip, fc.constantFrom('', '', ' ', '\n'))
    .map(([open, body, close, space]) => `{{${open}${body}${space}${close}}}`);

const print = fc.oneof(
  { weight: 5, arbitrary: tag(shown) },
  { weight: 2, arbitrary: tag(printable) },
  { weight: 1, arbitrary: shown.map((raw) => `{{{${raw}}}}`) },
  { weight: 1, arbitrary: tag(shown.map((raw) => `&${raw}`)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\\{{a}}',
      '\\\\{{a}}',
      '\\{{a}} \\{{b}}',
      '{{!c}}',
      '{{!-- }} --}}',
      '{{~! c ~}}',
    ),
  },
);

const hash = fc.constantFrom(
  '',
  '',
  '',
  ' a=@root.b',
  ' word="w" n=@root.n',
  ' item=this',
  ' list=@root.list',
);
const partial = tag(
  fc
    .tuple(
      fc.constantFrom('p', 'q', 'deep/r.s'),
      fc.constantFrom('', '', ' this', ' @root.o', ' @root.list', ' @root.a'),
      hash,
    )
    .map(([called, context, given]) => `> ${called}${context}${given}`),
);
/** Alone on its line, where white space control has most to do. */
const alone = (inner: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.constantFrom('', ' ', '  ', '\t'), inner, fc.constantFrom('', ' '))
    .map((all) => `\n${all.join('')}\n`);

type Rules = { body: string; node: string; block: string };

const prefixed = (prefix: string, inner: fc.Arbitrary<string>, suffix = '') =>
  inner.map((text) => `${prefix}${text}${suffix}`);
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));
const opened = (inner: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 2, arbitrary: tag(inner) }, { weight: 1, arbitrary: alone(tag(inner)) });

const condition = value.value;
const conditions = joined(condition, fc.constant(' '), condition);
/** What a block helper's tag holds, and what closes it. */
const openings: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ['if', prefixed('#if ', condition)],
  ['if', prefixed('#if ', condition, ' includeZero=true')],
  ['unless', prefixed('#unless ', condition)],
  ['each', prefixed('#each ', list)],
  ['each', prefixed('#each ', list, ' as |item|')],
  ['each', prefixed('#each ', list, ' as |item word|')],
  ['with', prefixed('#with ', path)],
  ['with', prefixed('#with ', path, ' as |item|')],
  ['ifEquals', prefixed('#ifEquals ', conditions)],
  ['unlessEquals', prefixed('#unlessEquals ', conditions)],
];
const otherwise = opened(oneOf('else ^'));

function templates(leaf: fc.Arbitrary<string>, depthSize: 'small' | 'medium'): fc.Arbitrary<string> {
  return fc.letrec<Rules>((tie) => {
    const body = tie('body');
    const chain = (opening: fc.Arbitrary<string>) => joined(opened(prefixed('else ', opening)), body);
    const elses = fc.oneof(
      fc.constant(''),
      joined(otherwise, body),
      joined(chain(prefixed('if ', condition)), otherwise, body),
      chain(prefixed('each ', list, ' as |item|')),
      joined(chain(prefixed('unless ', condition)), chain(prefixed('if ', condition))),
    );
    const blocks = openings.map(([helper, open]) =>
      joined(opened(open), body, elses, opened(fc.constant(`/${helper}`))),
    );
    const inverted = joined(
      opened(prefixed('^if ', condition)),
      body,
      fc.oneof(fc.constant(''), joined(otherwise, body)),
      opened(fc.constant('/if')),
    );
    return {
      block: fc.oneof(...blocks, inverted),
      node: fc.oneof(
        { maxDepth: 3, depthSize },
        { weight: 4, arbitrary: leaf },
        { weight: 3, arbitrary: tie('block') },
      ),
      body: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
    };
  }).body;
}

const plain = fc.oneof({ weight: 3, arbitrary: text }, { weight: 3, arbitrary: print });
const withPartials = fc.oneof(
  { weight: 3, arbitrary: plain },
  { weight: 1, arbitrary: partial },
  { weight: 1, arbitrary: alone(partial) },
);

export const templateArbitrary = fc.record({
  source: templates(withPartials, 'medium'),
  partials: fc.record({
    p: templates(plain, 'small'),
    q: fc.tuple(templates(plain, 'small'), alone(tag(fc.constant('> p'))), text).map((all) => all.join('')),
    'deep/r.s': fc.tuple(text, text, print, text).map((all) => all.join('')),
  }),
});

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'x y',
    '',
    '1',
    '0',
    '{{a}}',
    '<b>&amp;',
    'two\nlines',
    'end\n',
    ' pad ',
    'quote\'"',
    'système',
  ),
  fc.string({ maxLength: 5 }),
);
const number = fc.constantFrom(0, 1, -1, 1.5, 2, 1e21);
/** Handlebars compares contexts with `==`, which throws on an object without a prototype. */
const plainObject = { noNullPrototype: true };
const row = fc.record({ a: word, n: number, list: fc.array(word, { maxLength: 2 }), word }, plainObject);

export const varsArbitrary = fc.record(
  {
    a: word,
    b: word,
    n: number,
    zero: fc.constant(0),
    yes: fc.constant(true),
    no: fc.constant(false),
    empty: fc.constant([]),
    list: fc.array(fc.oneof(word, number, fc.boolean()), { maxLength: 4 }),
    single: fc.tuple(word),
    objs: fc.array(row, { maxLength: 3 }),
    o: fc.record(
      { a: word, b: number, list: fc.array(word, { maxLength: 3 }), n: fc.boolean(), inner: row },
      plainObject,
    ),
    'first name': word,
    word,
  },
  plainObject,
);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../src/model/template.ts';
import type { Expression, TemplateNode } from '../../src/render/template.ts';
import { templateArbitrary } from '../render/arbitrary-template.ts';

const treeOf = (source: string): readonly TemplateNode[] => {
  const { template, problems } = parseTemplate(source);
  expect(problems).toEqual([]);
  return template?.tree ?? [];
};

/** Rule, the characters it is about, and what it says. */
const problemsOf = (source: string) =>
  parseTemplate(source).problems.map(({ rule, at, end, message }) => [rule, source.slice(at, end), message]);

describe('the tree', () => {
  it('holds text and tags with their offsets', () => {
    expect(treeOf('Hi {{ user.name }}!')).toEqual([
      { type: 'text', text: 'Hi ', at: 0, end: 3 },
      {
        type: 'print',
        value: {
          type: 'path',
          depth: 0,
          data: false,
          scoped: false,
          segments: ['user', 'name'],
          at: 6,
          end: 15,
        },
        at: 3,
        end: 18,
      },
      { type: 'text', text: '!', at: 18, end: 19 },
    ]);
  });

  it('takes the three ways to print for one', () => {
    const kinds = treeOf('{{a}}{{&a}}{{{a}}}').map((node) =>
      node.type === 'print' ? node.value.type : node.type,
    );
    expect(kinds).toEqual(['path', 'path', 'path']);
  });

  it('holds blocks with arguments, named arguments, parameters and branches', () => {
    const [block] = treeOf('{{#each list as |item index|}}x{{else}}y{{/each}}');
    expect(block).toMatchObject({
      type: 'block',
      helper: 'each',
      params: ['item', 'index'],
      body: [{ type: 'text', text: 'x' }],
      inverse: [{ type: 'text', text: 'y' }],
      at: 0,
      end: 49,
    });
  });

  it('nests else-if chains', () => {
    const [block] = treeOf('{{#if a}}1{{else if b}}2{{else}}3{{/if}}');
    expect(block).toMatchObject({ inverse: [{ type: 'block', helper: 'if', inverse: [{ text: '3' }] }] });
  });

  it('holds partials with name, context, named arguments and indentation', () => {
    expect(treeOf('a\n  {{> policies/tone.fr user name="x"}}\n')[1]).toMatchObject({
      type: 'partial',
      name: 'policies/tone.fr',
      context: { segments: ['user'] },
      hash: { name: { type: 'literal', value: 'x' } },
      indent: '  ',
    });
  });

  it('drops comments and reads escapes', () => {
    expect(treeOf('a{{! b }}{{!-- {{c}} --}}\\{{d}}')).toMatchObject([{ text: 'a' }, { text: '{{d}}' }]);
  });

  it('is plain JSON', () => {
    const tree = treeOf('{{#if (eq a undefined)}}{{json -0}}{{/if}}');
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
  });
});

const refused: readonly (readonly [string, string, string])[] = [
  // source, rule, the characters it is about
  ['Hello {{name', 'template/syntax', '{{'],
  ['Hello {{name, and more', 'template/syntax', '{{'],
  ['Dear {{name\nand {{other}}', 'template/syntax', '{{'],
  ['{{#if a}}x', 'template/syntax', '{{#if'],
  ['{{#if a}}x{{/each}}', 'template/syntax', '{{/each}}'],
  ['x{{/if}}', 'template/syntax', '{{/if}}'],
  ['x{{else}}y', 'template/syntax', '{{else}}'],
  ['x{{else if a}}y', 'template/syntax', '{{else'],
  ['{{#if a}}{{else}}{{else}}{{/if}}', 'template/syntax', '{{else}}'],
  ['{{}}', 'template/syntax', '{{}}'],
  ['{{a;b}}', 'template/syntax', 'a;b'],
  ['{{list.1}}', 'template/syntax', '1'],
  ['{{(eq a b)}}', 'template/syntax', '('],
  ['{{#if (eq a}}x{{/if}}', 'template/syntax', '}}'],
  ['{{json "x}}', 'template/syntax', '"'],
  ['{{!-- open', 'template/syntax', '{{!--'],
  ['a\0b', 'template/syntax', '\0'],
  ['{{a/../b}}', 'template/syntax', 'a/../b'],
  ['{{a.this}}', 'template/syntax', 'a.this'],
  ['{{{{raw}}}}x{{{{/raw}}}}', 'template/syntax', '{{{{'],
  ['{"a": {{b}}}', 'template/brace-collision', '}}}'],
  ['{"a": {"b": {{c}}}}', 'template/brace-collision', '}}}}'],
  ['{{{a}}', 'template/brace-collision', '{{{a}}'],
  ['{{"a": 1}}', 'template/brace-collision', '{{'],
  ['{{ {"a": 1} }}', 'template/brace-collision', '{{'],
  ['{{{"a": 1}}}', 'template/brace-collision', '{{{'],
  ['{{{{a}} b', 'template/brace-collision', '{{{{'],
  ['{{shout name}}', 'template/unknown-helper', 'shout'],
  ['{{json (shout name)}}', 'template/unknown-helper', 'shout'],
  ['{{#items}}x{{/items}}', 'template/unknown-helper', 'items'],
  ['{{^items}}x{{/items}}', 'template/unknown-helper', 'items'],
  ['{{log name}}', 'template/unknown-helper', 'log'],
  ['{{log}}', 'template/unknown-helper', 'log'],
  ['{{if name}}', 'template/unknown-helper', 'if'],
  ['{{#eq a b}}x{{/eq}}', 'template/unknown-helper', 'eq'],
  ['{{this.json a}}', 'template/unknown-helper', 'this.json'],
  ['{{json}}', 'template/syntax', '{{json}}'],
  ['{{#if a b}}x{{/if}}', 'template/syntax', '{{#if a b}}x{{/if}}'],
  ['{{json a pretty=true}}', 'template/syntax', 'pretty=true'],
  ['{{json a indent=1 indent=2}}', 'template/syntax', 'indent=2'],
  ['{{#if a as |b|}}x{{/if}}', 'template/syntax', '{{#if a as |b|}}'],
  ['{{#each a as |b c d|}}x{{/each}}', 'template/syntax', '{{#each a as |b c d|}}'],
  ['{{#each a as |json|}}x{{/each}}', 'template/syntax', '{{#each a as |json|}}'],
  ['{{^each a as |b|}}x{{/each}}', 'template/syntax', '{{^each a as |b|}}'],
  ['{{#> layout}}x{{/layout}}', 'template/dynamic-partial', '{{#>'],
  ['{{#*inline "x"}}y{{/inline}}', 'template/dynamic-partial', '{{#*'],
  ['{{* decorate}}', 'template/dynamic-partial', '{{*'],
  ['{{> (lookup a b)}}', 'template/dynamic-partial', '(lookup a b)'],
  ['{{> @partial-block}}', 'template/dynamic-partial', '@partial-block'],
  ['{{> ../../secrets}}', 'security/remote-include', '../../secrets'],
  ['{{> "/etc/passwd"}}', 'security/remote-include', '"/etc/passwd"'],
  ['{{> a b c}}', 'template/syntax', '{{> a b c}}'],
  ['{{constructor}}', 'template/syntax', 'constructor'],
  ['{{a.[__proto__].b}}', 'template/syntax', 'a.[__proto__].b'],
  ['{{lookup a "constructor"}}', 'template/syntax', '"constructor"'],
  ['{{json (lookup a "prototype")}}', 'template/syntax', '"prototype"'],
  ['{{> p __proto__=a}}', 'template/syntax', '__proto__=a'],
  ['{{#each a as |constructor|}}x{{/each}}', 'template/syntax', '{{#each a as |constructor|}}'],
  ['{{> __proto__}}', 'template/syntax', '__proto__'],
  [`{{eq a ${'9'.repeat(400)}}}`, 'template/syntax', '9'.repeat(400)],
];

describe('what is refused', () => {
  it.each(refused)('%j', (source, rule, text) => {
    const [problem] = problemsOf(source);
    expect(problem?.slice(0, 2)).toEqual([rule, text]);
    expect(parseTemplate(source).template).toBeNull();
  });

  it('names a near helper', () => {
    expect(parseTemplate('{{jsn a}}').problems[0]?.hint).toBe('Did you mean "json"?');
    expect(parseTemplate('{{#ech a}}{{/ech}}').problems[0]?.hint).toBe('Did you mean "each"?');
  });

  it('says how to reach a variable that has a helper’s name', () => {
    expect(parseTemplate('{{join}}').problems[0]?.hint).toContain('{{this.join}}');
    expect(parseTemplate('{{this.join}}').problems).toEqual([]);
  });

  it('never speaks in grammar symbols', () => {
    const messages = refused.flatMap(([source]) => problemsOf(source).map(([, , message]) => message));
    expect(messages.join('\n')).not.toMatch(/Expecting|\b(ID|SEP|CLOSE|OPEN|EOF|INVALID|SEXPR)\b/);
  });

  it('reports every name that is not allowed, in order', () => {
    expect(problemsOf('{{shout a}} {{constructor}} {{> (b)}}').map(([rule]) => rule)).toEqual([
      'template/unknown-helper',
      'template/syntax',
      'template/dynamic-partial',
    ]);
  });

  it('counts the size in bytes', () => {
    expect(parseTemplate('é'.repeat(5), { maxBytes: 10 }).problems).toEqual([]);
    expect(parseTemplate('é'.repeat(6), { maxBytes: 10 }).problems[0]?.message).toContain('10 bytes');
  });
});

/** 256 KiB each. Quadratic work on any of these takes minutes, which the test's time limit ends. */
const hostile = [
  ...[
    '{{#if a}}',
    '{{^if a}}',
    '{{a}}',
    '{{a ',
    '{{json (',
    '{{!',
    '{{!----}}',
    '{{!-- ',
    '{{#if a}}{{/if}}',
    '{{> a}}',
  ],
  ...[
    '{{else if a}}',
    '{{"',
    '{{[',
    '\\{{',
    '\\\\{{a}}',
    '{{{{',
    '}}}}',
    '{{a.',
    '{{1',
    '{{#if a}} \n {{/if}}\n',
  ],
  ...['{{constructor}}', '{{shout a}}', '{{as ', '{{a}}}', '{{~! a ~}} \n', ' \n{{> a}} \n'],
];

describe('hostile sources', () => {
  it.each(hostile)('%j, over and over', (unit) => {
    const source = unit.repeat(Math.floor((256 * 1024) / unit.length));
    const { template, problems } = parseTemplate(source);
    expect(template === null).toBe(problems.length > 0);
  });

  it.each([
    ['a long path', `{{a${'.a'.repeat(131_000)}}}`],
    ['many arguments', `{{json ${'a '.repeat(130_000)}}}`],
    ['digits', `{{${'1'.repeat(260_000)}x}}`],
    ['an open text', `{{json "${'\\"'.repeat(130_000)}}}`],
    ['white space', `{{a}}${' \n'.repeat(130_000)}{{b}}`],
    ['named arguments', `{{> a ${'a=1 '.repeat(65_000)}}}`],
    ['block parameters', `{{#each a as |${'b '.repeat(130_000)}|}}{{/each}}`],
  ])('%s', (_, source) => {
    expect(parseTemplate(source).problems.every(({ message }) => message.length <= 400)).toBe(true);
  });

  it('is nested at most 50 deep', () => {
    const nested = (depth: number) => `${'{{#if a}}'.repeat(depth)}x${'{{/if}}'.repeat(depth)}`;
    expect(parseTemplate(nested(50)).problems).toEqual([]);
    expect(parseTemplate(nested(51)).problems[0]?.message).toContain('nested more than 50 deep');
    const calls = (depth: number) => `{{json ${'(json '.repeat(depth)}a${')'.repeat(depth)}}}`;
    expect(parseTemplate(calls(50)).problems).toEqual([]);
    expect(parseTemplate(calls(51)).problems[0]?.message).toContain('nested more than 50 deep');
    const chain = (length: number) => `{{#if a}}${'{{else if b}}'.repeat(length)}{{/if}}`;
    expect(parseTemplate(chain(200)).problems).toEqual([]);
    expect(parseTemplate(chain(201)).problems[0]?.message).toContain('chained');
  });
});

describe('offsets', () => {
  it('are exact after every kind of line break', () => {
    const source = 'a\r\nb\u2028c\n\u{1F600} {{name}}';
    const print = treeOf(source).find(({ type }) => type === 'print');
    expect(source.slice(print?.at, print?.end)).toBe('{{name}}');
  });

  it('cut out what was written', () => {
    fc.assert(
      fc.property(templateArbitrary, ({ source }) => {
        const { template } = parseTemplate(source);
        for (const node of template?.tree ?? []) checkNode(source, node);
      }),
    );
  });
});

function checkNode(source: string, node: TemplateNode): void {
  const text = source.slice(node.at, node.end);
  if (node.type === 'print') {
    expect(text).toMatch(/^\{\{.*\}\}$/s);
    checkExpression(source, node.value);
  }
  if (node.type === 'partial') expect(text).toMatch(/^\{\{~?>.*\}\}$/s);
  if (node.type !== 'block') return;
  // An `{{else if}}` has no closing tag of its own.
  expect(text).toMatch(/^\{\{~?(#|\^).*\}\}$|^\{\{~?\s*else/s);
  for (const argument of node.args) checkExpression(source, argument);
  for (const inner of [...node.body, ...(node.inverse ?? [])]) {
    expect(inner.at).toBeGreaterThanOrEqual(node.at);
    expect(inner.end).toBeLessThanOrEqual(node.end);
    checkNode(source, inner);
  }
}

function checkExpression(source: string, expression: Expression): void {
  const text = source.slice(expression.at, expression.end);
  if (expression.type === 'path') expect(text.replace(/^@/, '')).toContain(expression.segments.at(-1) ?? '');
  if (expression.type === 'call') {
    expect(text).toContain(expression.helper);
    for (const argument of expression.args) checkExpression(source, argument);
  }
}

import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import type { RenderLimits } from '../../src/render/budget.ts';
import { interpret } from '../../src/render/interpret.ts';
import type { Template, TemplateNode } from '../../src/render/template.ts';
import { partialsOf, templateOf } from './template-of.ts';

type Vars = Readonly<Record<string, unknown>>;

const render = (
  source: string,
  vars: Vars = {},
  partials: Record<string, string> = {},
  limits: RenderLimits = {},
) => interpret(templateOf(source), { vars, partials: partialsOf(partials), limits });

function errorOf(work: () => unknown): PromptopsError {
  try {
    work();
  } catch (error) {
    if (error instanceof PromptopsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('values', () => {
  it('are text: what looks like a template in one is not one', () => {
    expect(render('{{a}} {{> p}}', { a: '{{b}} {{> p}}', b: 'secret' }, { p: '{{a}}' })).toBe(
      '{{b}} {{> p}} {{b}} {{> p}}',
    );
  });

  it('are not escaped', () => expect(render('{{a}}', { a: `<b>&"'=` })).toBe(`<b>&"'=`));

  it('print as text, and nothing where there is none', () => {
    const vars = { zero: 0, no: false, nil: null, one: 1, two: 2 };
    expect(render('[{{zero}}{{no}}{{nil}}{{missing}}{{missing.deep}}]', vars)).toBe('[0false]');
    expect(render('{{one}}{{two}}', vars)).toBe('12');
  });

  it('come from own properties alone', () => {
    const vars = Object.create({ inherited: 'x' }) as Vars;
    expect(render('[{{inherited}}{{toString}}{{hasOwnProperty}}{{a.valueOf}}]', vars)).toBe('[]');
    expect(render('{{toString}}', { toString: 'mine' })).toBe('mine');
    expect(render('[{{lookup a key}}]', { a: {}, key: 'constructor' })).toBe('[]');
    expect(render('[{{lookup a key}}]', { a: {}, key: '__proto__' })).toBe('[]');
  });

  it('stay null inside a block', () => {
    expect(
      render('{{#each list}}{{#if ../yes}}[{{this}}]{{/if}}{{/each}}', { list: [null, 'a'], yes: 1 }),
    ).toBe('[][a]');
  });

  it('are left as they are', () => {
    const vars = Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]) });
    expect(render('{{#each list}}{{> p b=2}}{{/each}}', vars, { p: '{{a}}{{b}}' })).toBe('12');
  });
});

describe('an object or list', () => {
  it.each([
    ['{{articles}}', { articles: [] }, '"articles" is a list'],
    ['{{user}}', { user: {} }, '"user" is an object'],
    ['{{#with user}}{{this}}{{/with}}', { user: {} }, '"this" is an object'],
    ['{{or a user.list}}', { user: { list: [1] } }, '"or a user.list" is a list'],
    ['{{fence user}}', { user: {} }, '"user" is not text'],
    ['{{join user ", "}}', { user: {} }, '"user" is not a list'],
    ['{{join user ", "}}', { user: [{}] }, '"user" holds objects or lists'],
  ])('is never printed: %j', (source, vars, message) => {
    const error = errorOf(() => render(source, vars));
    expect(error.code).toBe('render');
    expect(error.message).toContain(message);
    expect(error.hint).not.toBeNull();
  });

  it('is named with its place', () => {
    const error = errorOf(() => render('a\n  {{> p}}', { user: {} }, { p: 'x\ny {{user}}' }));
    expect(error.details).toEqual(['Line 2, column 5 of partial "p"']);
    expect(errorOf(() => render('a\n  {{user}}', { user: {} })).details).toEqual([
      'Line 2, column 5 of the template',
    ]);
  });
});

describe('helpers', () => {
  it('json', () => {
    expect(render('{{json a}} {{json missing}} {{json "x"}}', { a: { b: [1, null] } })).toBe(
      '{"b":[1,null]} null "x"',
    );
    expect(render('{{json a indent=2}}', { a: { b: 1 } })).toBe('{\n  "b": 1\n}');
    expect(errorOf(() => render('{{json a}}', { a: 1n })).message).toContain('"a" is not JSON data');
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(errorOf(() => render('{{json a}}', { a: deep })).message).toContain('nested too deep');
  });

  it('eq, ifEquals and unlessEquals are strict, and take a missing value for null', () => {
    const vars = { one: 1, text: '1', list: [] };
    expect(render('{{eq one 1}} {{eq one text}} {{eq missing null}} {{eq list list}}', vars)).toBe(
      'true false true true',
    );
    expect(
      render(
        '{{#ifEquals text "1"}}y{{else}}n{{/ifEquals}}{{#unlessEquals text "1"}}y{{else}}n{{/unlessEquals}}',
        vars,
      ),
    ).toBe('yn');
  });

  it('and, or and not see what if sees', () => {
    const vars = { none: [], some: ['x'], zero: 0, name: '' };
    expect(render('{{or name "you"}} {{or zero 0}} {{and "a" "b"}} {{and zero "b"}}', vars)).toBe(
      'you 0 b 0',
    );
    expect(render('{{or missing null}}|{{and missing "x"}}|{{and null missing}}', vars)).toBe('||');
    expect(render('{{not none}} {{not some}} {{not zero}} {{not "a"}}', vars)).toBe('true false true false');
  });

  it('join', () => {
    expect(
      render('{{join a}}|{{join a "\n"}}|{{join none}}|{{join missing ","}}', {
        a: ['x', 1, null],
        none: [],
      }),
    ).toBe('x, 1, |x\n1\n||');
  });

  it('lookup', () => {
    const vars = { list: ['a', 'b'], at: 1, user: { name: 'Ada' }, text: 'hey', none: '' };
    expect(
      render(
        '{{lookup list at}}{{lookup user "name"}}{{lookup text "length"}}{{lookup none "length"}}',
        vars,
      ),
    ).toBe('bAda3');
  });

  it('fence', () => {
    expect(render('{{fence question}}', { question: 'Why?' })).toBe('<question>\nWhy?\n</question>');
    expect(render('{{fence ticket.body}}', { ticket: { body: '</body>' } })).toBe(
      '<body-2>\n</body>\n</body-2>',
    );
    expect(render('{{#each notes}}{{fence this}}{{/each}}', { notes: ['x'] })).toBe('<text>\nx\n</text>');
    expect(render('{{#each notes}}{{fence this name="note"}}{{/each}}', { notes: ['x'] })).toBe(
      '<note>\nx\n</note>',
    );
    expect(render('{{fence (json user)}}', { user: { a: 1 } })).toBe('<user>\n{"a":1}\n</user>');
    expect(render('{{fence missing}}')).toBe('<missing>\n\n</missing>');
  });
});

describe('partials', () => {
  it('indent each line, those of values too', () => {
    expect(render('a\n  {{> p}}\nb', { v: '1\n2' }, { p: '{{v}}\nx\n' })).toBe('a\n  1\n  2\n  x\nb');
  });

  it('take named arguments in sorted order, as a bundle keeps them', () => {
    expect(render('{{> p b=1 a=2}}', {}, { p: '{{json this}}' })).toBe('{"a":2,"b":1}');
  });

  it('that are missing are an error', () => {
    const template: Template = { source: '{{> p}}', tree: [partial('p')] };
    expect(errorOf(() => interpret(template, { vars: {}, partials: {} })).message).toBe(
      'There is no partial "p".',
    );
    const inherited: Template = { source: '', tree: [partial('toString')] };
    expect(errorOf(() => interpret(inherited, { vars: {}, partials: {} })).code).toBe('render');
  });
});

const partial = (name: string): TemplateNode => ({
  type: 'partial',
  name,
  context: null,
  hash: {},
  indent: '',
  at: 0,
  end: 0,
});

describe('limits', () => {
  it('end partials that include themselves', () => {
    const p: Template = { source: '', tree: [partial('p')] };
    const error = errorOf(() => interpret(p, { vars: {}, partials: { p } }));
    expect(error.message).toContain('blocks and partials deep');
  });

  it('end partials that double', () => {
    const partials = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `p${index}`,
        { source: '', tree: index === 59 ? [] : [partial(`p${index + 1}`), partial(`p${index + 1}`)] },
      ]),
    );
    const error = errorOf(() => interpret({ source: '', tree: [partial('p0')] }, { vars: {}, partials }));
    expect(error.message).toContain('steps');
  });

  it('end loops within loops', () => {
    const list = Array.from({ length: 1000 }, (_, index) => index);
    const source = '{{#each l}}{{#each ../l}}{{#each ../../l}}x{{/each}}{{/each}}{{/each}}';
    expect(errorOf(() => render(source, { l: list })).message).toContain('steps');
  });

  it('bound what is produced, the discarded too', () => {
    const vars = { text: 'x'.repeat(1000), list: [1, 2, 3, 4, 5] };
    const limits = { maxChars: 4000 };
    expect(errorOf(() => render('{{#each list}}{{../text}}{{/each}}', vars, {}, limits)).message).toContain(
      '4000',
    );
    expect(
      errorOf(() => render('{{#each list}}{{#if (json ../text)}}x{{/if}}{{/each}}', vars, {}, limits)).code,
    ).toBe('render');
    expect(
      errorOf(() => render('{{> p}}', vars, { p: '{{#each list}}{{../text}}\n{{/each}}' }, limits)).code,
    ).toBe('render');
    expect(render('{{text}}', vars, {}, limits)).toHaveLength(1000);
  });

  it('bound indentation', () => {
    const lines = { v: '\n'.repeat(1000) };
    expect(errorOf(() => render('  {{> p}}', lines, { p: '{{v}}' }, { maxChars: 2000 })).code).toBe('render');
  });
});

describe('a tree that no parser made', () => {
  const run = (node: object) =>
    errorOf(() => interpret({ source: '', tree: [node as TemplateNode] }, { vars: {}, partials: {} }));
  const base = { args: [], hash: {}, params: [], body: [], inverse: null, at: 0, end: 0 };

  it('cannot call what is no helper', () => {
    expect(run({ ...base, type: 'block', helper: 'constructor' }).code).toBe('render');
    const value = { type: 'call', helper: 'constructor', args: [], hash: {}, at: 0, end: 0 };
    expect(run({ type: 'print', value, at: 0, end: 0 }).code).toBe('render');
  });

  it('cannot reach a prototype', () => {
    const path = (segments: string[]) => ({
      type: 'path',
      depth: 0,
      data: false,
      scoped: false,
      segments,
      at: 0,
      end: 0,
    });
    const node = {
      type: 'print',
      value: path(['a', '__proto__', 'constructor']),
      at: 0,
      end: 0,
    } as TemplateNode;
    expect(interpret({ source: '', tree: [node] }, { vars: { a: {} }, partials: {} })).toBe('');
    const hash = JSON.parse('{"__proto__": {"type": "literal", "value": "x", "at": 0, "end": 0}}');
    const called = { ...partial('p'), hash } as TemplateNode;
    interpret({ source: '', tree: [called] }, { vars: {}, partials: { p: { source: '', tree: [] } } });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { usesOf } from '../../src/lint/uses.ts';
import { parseTemplate } from '../../src/model/template.ts';
import type { Template } from '../../src/render/template.ts';

const parse = (source: string): Template => parseTemplate(source).template ?? { source, tree: [] };

const uses = (source: string, partials: Readonly<Record<string, string>> = {}) =>
  usesOf(
    parse(source),
    Object.fromEntries(Object.entries(partials).map(([name, text]) => [name, parse(text)])),
  ).map(({ input, path, how, at, end }) => [[input, ...path].join('.'), how, source.slice(at, end)]);

describe('usesOf', () => {
  it('says how each place uses an input, what a partial does where it is called', () => {
    const source =
      '{{name}}{{fence name}}{{#if user.email}}x{{/if}}{{#each articles}}{{title}}{{/each}}{{> p}}';
    expect(uses(source, { p: '{{json age}}' })).toEqual([
      ['name', 'printed', 'name'],
      ['name', 'fenced', 'name'],
      ['user.email', 'tested', 'user.email'],
      ['articles', 'passed', 'articles'],
      ['articles.title', 'printed', 'title'],
      ['age', 'printed', '{{> p}}'],
    ]);
  });

  it('knows names given to blocks and partials, and the way out of them', () => {
    expect(uses('{{#with user}}{{../name}}{{@root.age}}{{/with}}').slice(1)).toEqual([
      ['name', 'printed', '../name'],
      ['age', 'printed', '@root.age'],
    ]);
    expect(uses('{{> p who=name}}', { p: '{{who}}' })).toEqual([
      ['name', 'passed', 'name'],
      ['name', 'printed', '{{> p who=name}}'],
    ]);
  });

  it('ends where partials double with each level, and where they go in a circle', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, level) => [`p${level}`, `{{> p${level + 1}}}{{> p${level + 1}}}`]),
    );
    expect(uses('{{name}}{{> p0}}', doubling)).toEqual([['name', 'printed', 'name']]);
    expect(uses('{{> p}}', { p: '{{name}}{{> p}}' })).toHaveLength(1);
  });
});

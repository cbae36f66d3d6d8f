import { expect, it } from 'vitest';
import { withoutTags } from '../../src/lint/tags.ts';

it.each([
  ['Hi {{name}}!', /\{\{/, 'Hi !'],
  ['{{#if a}}b{{else}}c{{/if}} {{d}}', /\{\{~?(?:[#/^!]|else)/, 'bc {{d}}'],
  ['a {{b}} c {{', /\{\{/, 'a  c {{'],
  ['{{{{', /\{\{/, '{{{{'],
  ['', /\{\{/, ''],
])('takes tags out of %j', (source, opening, rest) => {
  expect(withoutTags(source, opening)).toBe(rest);
});

it('ends, whatever is open', () => {
  const open = '{{'.repeat(1_000_000);
  expect(withoutTags(`${open}}}${open}`, /\{\{/)).toBe(open);
});

import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { fillRow, hasPlaceholder } from '../../src/model/row-template.ts';
import type { Json } from '../../src/render/prompt.ts';

const row = {
  name: 'Ada',
  age: 36,
  tags: ['a', 'b'],
  address: { city: 'Paris' },
  gone: null,
  'a.b': 'dotted',
  trick: '{{row.name}}',
};

describe('fillRow', () => {
  it.each<[Json, Json]>([
    ['{{row.age}}', 36],
    ['{{ row.tags }}', ['a', 'b']],
    ['{{row.address.city}}', 'Paris'],
    ['{{row.tags.1}}', 'b'],
    ['{{row.a.b}}', 'dotted'],
    ['{{row.gone}}', null],
    ['{{row}}', row],
    ['Age {{row.age}}, of {{row.address}} {{row.gone}}.', 'Age 36, of {"city":"Paris"} .'],
    [{ deep: [{ x: '{{row.name}}!' }] }, { deep: [{ x: 'Ada!' }] }],
    ['{{question}} {{rows.x}} {{#each row.tags}}', '{{question}} {{rows.x}} {{#each row.tags}}'],
    ['{{row.trick}} and {{row.trick}}', '{{row.name}} and {{row.name}}'],
    ['$& {{row.name}} $1', '$& Ada $1'],
    [7, 7],
    [null, null],
  ])('fills %j', (value, filled) => {
    expect(fillRow(value, row, 'data.jsonl:3')).toEqual(filled);
  });

  it('never fills keys', () => {
    expect(fillRow({ '{{row.name}}': 1 }, row, '')).toEqual({ '{{row.name}}': 1 });
  });

  it.each([
    '{{row.nam}}',
    'x {{row.address.cty}}',
    '{{row.constructor}}',
    '{{row.tags.length}}',
    '{{row.__proto__}}',
  ])('refuses the unknown column of %s, with the row', (value) => {
    try {
      fillRow(value, row, 'data.jsonl:3');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PromptopsError);
      expect(error).toMatchObject({ code: 'invalid-project', details: ['data.jsonl:3'] });
    }
  });

  it('suggests the column that was meant', () => {
    expect(() => fillRow('{{row.nmae}}', row, '')).toThrow(
      expect.objectContaining({ hint: 'Did you mean "name"?' }),
    );
  });
});

it('hasPlaceholder finds them at any depth', () => {
  expect(hasPlaceholder({ a: [{ b: 'x {{row.y}}' }] })).toBe(true);
  expect(hasPlaceholder({ a: ['{{rows}}', 1, null] })).toBe(false);
});

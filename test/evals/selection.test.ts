import { describe, expect, it } from 'vitest';
import { createCasePicker, valuesFor } from '../../src/evals/selection.ts';

describe('createCasePicker', () => {
  const cases = [
    { id: 'refund-eu', tags: ['eu', 'smoke'] },
    { id: 'refund-us', tags: ['us'] },
    { id: 'tickets:7', tags: ['eu'] },
  ];
  const picked = (ids: string[], tags: string[] = []) => {
    const picker = createCasePicker({ cases: ids, tags });
    const found = cases.filter((one) => picker.picks(one)).map(({ id }) => id);
    return { found, picker };
  };

  it.each<[string[], string[], string[]]>([
    [[], [], ['refund-eu', 'refund-us', 'tickets:7']],
    [['refund-eu'], [], ['refund-eu']],
    [['refund-*'], [], ['refund-eu', 'refund-us']],
    [['tickets:*', 'refund-us'], [], ['refund-us', 'tickets:7']],
    [[], ['eu'], ['refund-eu', 'tickets:7']],
    [['refund-*'], ['eu', 'us'], ['refund-eu', 'refund-us']],
  ])('%j %j picks %j', (ids, tags, expected) => {
    const { found, picker } = picked(ids, tags);
    expect(found).toEqual(expected);
    expect(() => picker.refuseUnused()).not.toThrow();
  });

  it('a word that finds nothing is refused though others found something', () => {
    expect(() => picked(['refund-eu', 'refund-ue']).picker.refuseUnused()).toThrow(
      'No selected case is called "refund-ue".',
    );
    expect(() => picked([], ['smoek']).picker.refuseUnused()).toThrow(
      'No selected case has the tag "smoek".',
    );
    expect(() => picked(['x*']).picker.refuseUnused()).toThrow('No selected case matches "x*".');
  });
});

describe('valuesFor', () => {
  it.each([
    [null, [], [null]],
    ['fr', [], ['fr']],
    [null, ['fr', 'de'], ['fr', 'de']],
    ['fr', ['fr', 'de'], ['fr']],
    ['it', ['fr', 'de'], []],
  ])('of %j, asked for %j: %j', (own, asked, expected) => {
    expect(valuesFor(own, asked)).toEqual(expected);
  });
});

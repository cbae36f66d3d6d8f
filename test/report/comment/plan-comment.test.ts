import { describe, expect, it } from 'vitest';
import { type Marker, readMarker, writeMarker } from '../../../src/report/comment/marker.ts';
import { planComment } from '../../../src/report/comment/plan-comment.ts';

const self = 'github-actions[bot]';
const head = 'a'.repeat(40);
const [early, late] = ['2026-11-24T10:00:00.000Z', '2026-11-24T11:00:00.000Z'];
const marker = (more: Partial<Marker> = {}): Marker => ({ tag: 'ci', head, at: early, ...more });
const standing = (id: number, text: string, more: Partial<Marker> = {}, author = self) => ({
  id,
  author,
  body: `${writeMarker(marker(more))}${text}`,
});
const update = { self, mode: 'update', wanted: true } as const;
const next = { marker: marker({ at: late, head: 'b'.repeat(40) }), text: 'new\n' };

describe('what is done to the comments that stand', () => {
  it.each([
    ['none stands', [], update, { do: 'create' }],
    [
      'none stands and there is nothing to say',
      [],
      { ...update, wanted: false },
      { do: 'nothing', id: null },
    ],
    ['ours stands', [standing(1, 'old\n')], update, { do: 'update', id: 1 }],
    [
      'ours stands, and there is nothing to say now',
      [standing(1, 'old\n')],
      { ...update, wanted: false },
      { do: 'update', id: 1 },
    ],
    [
      'ours stands and each run writes its own',
      [standing(1, 'old\n')],
      { ...update, mode: 'new' },
      { do: 'create' },
    ],
    ['another tag stands', [standing(1, 'old\n', { tag: 'cost' })], update, { do: 'create' }],
    ['somebody else wrote our marker', [standing(1, 'old\n', {}, 'mallory')], update, { do: 'create' }],
    [
      'somebody else wrote a marker of a later run',
      [standing(1, 'old\n', { at: '2099-01-01T00:00:00Z' }, 'mallory')],
      update,
      { do: 'create' },
    ],
    [
      'our marker stands in the middle of a text',
      [{ id: 1, author: self, body: `Quoted:\n${standing(1, 'old\n').body}` }],
      update,
      { do: 'create' },
    ],
    [
      'a later run has commented',
      [standing(1, 'old\n', { at: '2026-11-24T11:00:01Z' })],
      update,
      { do: 'nothing', id: 1 },
    ],
    [
      'the same is said of the same commit',
      [standing(1, 'new\r\n', { head: next.marker.head })],
      update,
      { do: 'nothing', id: 1 },
    ],
    ['the same is said of an older commit', [standing(1, 'new\n')], update, { do: 'update', id: 1 }],
  ] as const)('%s', (_, comments, how, expected) => {
    expect(planComment(comments, next, how).step).toMatchObject(expected);
  });

  it('keeps the first of several, and takes the others away', () => {
    const two = [standing(1, 'new\n', { head: next.marker.head }), standing(2, 'old\n')];
    expect(planComment(two, next, update)).toEqual({ step: { do: 'update', id: 1 }, surplus: [2] });
  });
});

describe('the marker', () => {
  it.each([marker(), marker({ head: null, tag: 'ci-apps.bot_2' })])('is read as written: %j', (written) => {
    expect(readMarker(`${writeMarker(written)}text`)).toEqual({ marker: written, text: 'text' });
  });

  it.each([
    '<!-- promptops:ci head=xyz at=2026-11-24T10:00:00Z -->\n',
    `<!-- promptops:ci head=${head} at=0000-00-00T99:00:00 -->\n`,
    ` ${writeMarker(marker())}`,
    writeMarker(marker()).trim(),
  ])('is nothing else: %j', (text) => expect(readMarker(text)).toBe(null));
});

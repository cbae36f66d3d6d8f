import { describe, expect, it } from 'vitest';
import { assertionError, type Score } from '../../src/evals/assertion.ts';
import { composeCase, type PreparedAssertion, scoreAssertions, scoreCase } from '../../src/evals/score.ts';
import { askOf, specOf, subjectOf } from './assertions/subject.ts';

/** An assertion that answers what it is told. */
const answering = (score: Partial<Score>, more: object = {}): PreparedAssertion => ({
  spec: specOf({ type: 'contains', value: 'a', ...more }),
  scorer: () => ({ pass: true, score: 1, message: 'Seen.', ...score }),
});

const throwing = (error: unknown): PreparedAssertion => ({
  spec: specOf({ type: 'not-cost', threshold: 1 }),
  scorer: () => {
    throw error;
  },
});

const yes = { pass: true, score: 1 };
const no = { pass: false, score: 0 };
const subject = subjectOf('a');

type Row = readonly [string, readonly PreparedAssertion[], number | null, string, number | null];

const rows: readonly Row[] = [
  ['all pass', [answering(yes), answering(yes)], null, 'pass', 1],
  ['one fails', [answering(yes), answering(no)], null, 'fail', 0.5],
  ['weights', [answering(yes, { weight: 3 }), answering(no)], null, 'fail', 0.75],
  ['a threshold that is reached', [answering(yes, { weight: 3 }), answering(no)], 0.75, 'pass', 0.75],
  ['a threshold that is missed', [answering(yes), answering(no)], 0.75, 'fail', 0.5],
  ['a graded score', [answering({ pass: true, score: 0.8 }), answering(yes)], 0.9, 'pass', 0.9],
  [
    'a critical one that fails',
    [answering(yes, { weight: 9 }), answering(no, { critical: true })],
    0.5,
    'fail',
    0.9,
  ],
  ['weight 0 does not gate', [answering(yes), answering(no, { weight: 0 })], null, 'pass', 1],
  [
    'a recorded latency does not count',
    [answering(yes), answering({ ...no, uncounted: true })],
    null,
    'pass',
    1,
  ],
  ['nothing but recorded latencies', [answering({ ...yes, uncounted: true })], null, 'skip', null],
  [
    'an error among passes',
    [answering(yes), throwing(assertionError('unknown-price', 'No price.'))],
    null,
    'error',
    null,
  ],
  ['an error among fails', [throwing(new RangeError('deep')), answering(no)], 0, 'error', null],
];

describe('scoreCase', () => {
  it.each(rows)('%s', async (_, assertions, threshold, outcome, score) => {
    const result = await scoreCase(assertions, subject, () => askOf(), threshold);
    expect([result.outcome, result.score]).toEqual([outcome, score]);
    expect(result.assertions).toHaveLength(assertions.length);
    expect(result.error === null).toBe(outcome !== 'error');
  });

  it('keeps the reason of an error and every other result', async () => {
    const price = assertionError('unknown-price', 'No price.', 'Set one.');
    const result = await scoreCase([throwing(price), answering(no)], subject, () => askOf(), null);
    expect(result.error).toEqual({
      code: 'unknown-price',
      message: 'not-cost: No price.',
      hint: 'Set one.',
      details: [],
    });
    expect(result.assertions.map(({ pass, index, type }) => [index, type, pass])).toEqual([
      [0, 'not-cost', null],
      [1, 'contains', false],
    ]);
  });

  it('reaches a threshold that sums of decimals miss by a hair', async () => {
    const parts = [0.7, 0.2, 0.1].map((weight) => answering(yes, { weight }));
    expect(
      await scoreCase([...parts, answering(no, { weight: 0.25 })], subject, () => askOf(), 0.8),
    ).toMatchObject({
      outcome: 'pass',
    });
  });
});

it('puts turns together', async () => {
  const first = await scoreAssertions([answering(yes), answering(no)], subject, () => askOf(), { turn: 0 });
  const last = await scoreAssertions([answering(yes)], subject, () => askOf(), { firstIndex: 2 });
  const result = composeCase([...first, ...last], null);
  expect(result.assertions.map(({ turn, index }) => [turn, index])).toEqual([
    [0, 0],
    [0, 1],
    [null, 2],
  ]);
  expect(result.outcome).toBe('fail');
});

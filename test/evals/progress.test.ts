import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/evals/events.ts';
import { doneOf, foldProgress, initialProgress } from '../../src/evals/progress.ts';
import { caseError, caseResult } from './case-result.ts';

const fold = (events: readonly RunEvent[]) => events.reduce(foldProgress, initialProgress);
const planned: RunEvent = { type: 'planned', run: 'r1', jobs: 10, resumed: 2, replay: 'auto', at: 1000 };
const started = (id: string, at?: number): RunEvent => ({
  type: 'started',
  prompt: 'support/reply',
  case: id,
  model: 'openai/gpt-4.1-mini',
  ...(at === undefined ? {} : { at }),
});
const finished = (more: Parameters<typeof caseResult>[0], at?: number): RunEvent => ({
  type: 'finished',
  result: caseResult(more),
  ...(at === undefined ? {} : { at }),
});

describe('foldProgress', () => {
  it('counts outcomes, what runs, and what was paid', () => {
    const state = fold([
      planned,
      started('a'),
      started('b'),
      started('c'),
      started('d'),
      finished({ case: 'a' }),
      finished({ case: 'b', outcome: 'fail', costUsd: '0.002' }),
      finished({ case: 'c', replayed: true }),
    ]);
    expect(state).toMatchObject({
      jobs: 10,
      passed: 2,
      failed: 1,
      errored: 0,
      replayed: 1,
      costUsd: '0.003',
    });
    expect(doneOf(state)).toBe(5);
    expect(state.running.map((item) => item.case)).toEqual(['d']);
    expect(state.recent.map((item) => item.case)).toEqual(['b']);
  });

  it('knows rate and time left from the times of events alone', () => {
    const state = fold([
      planned,
      started('a', 1000),
      finished({ case: 'a' }, 2000),
      started('b', 2000),
      finished({ case: 'b' }, 3000),
    ]);
    expect(state.perSecond).toBe(1);
    expect(state.etaMs).toBe(6000);
    expect(fold([planned, finished({})]).etaMs).toBeNull();
  });

  it('takes repeats of a case off one by one', () => {
    const state = fold([planned, started('a'), started('a'), finished({ case: 'a', repeat: 1 })]);
    expect(state.running).toHaveLength(1);
  });

  it('shows a retry until its case finishes, and why a run stops', () => {
    const retry: RunEvent = {
      type: 'retrying',
      prompt: 'support/reply',
      case: 'a',
      reason: 'rate limit',
      inMs: 500,
    };
    expect(fold([planned, retry]).retrying).toMatchObject({ reason: 'rate limit' });
    expect(fold([planned, retry, finished({ case: 'a' })]).retrying).toBeNull();
    expect(fold([planned, { type: 'stopping', reason: 'SIGINT' }]).stopping).toBe('SIGINT');
  });

  it('keeps the last ten troubles and an unknown price unknown', () => {
    const trouble = Array.from({ length: 15 }, (_, index) =>
      finished({ case: `c${index}`, outcome: 'error', error: caseError('server') }),
    );
    const state = fold([planned, ...trouble, finished({ costUsd: null }), finished({})]);
    expect(state.recent.map((item) => item.case)).toEqual(
      Array.from({ length: 10 }, (_, index) => `c${index + 5}`),
    );
    expect(state.costUsd).toBeNull();
  });
});

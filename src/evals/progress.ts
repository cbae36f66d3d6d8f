import { formatUsd, type Money, parseUsd } from '../meter/money.ts';
import type { Estimate } from './estimate.ts';
import type { RunEvent } from './events.ts';
import type { CaseResult } from './report.ts';
import { paidFor, plus } from './sums.ts';

/** Where a run stands, for whoever shows it. Only events change it: no clock, no terminal. */
export type Progress = {
  /** What has begun so far, the last of it at work; empty: one thing alone is done. */
  readonly phases: readonly string[];
  readonly run: string | null;
  readonly replay: string | null;
  /** Jobs of the plan, and how many of them an earlier session had finished. */
  readonly jobs: number;
  readonly resumed: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly replayed: number;
  /** Cases that have begun and not finished, oldest first. */
  readonly running: readonly RunningCase[];
  /** The last failed and errored ones, newest last, at most ten. */
  readonly recent: readonly CaseResult[];
  /** The last retry, until its case finishes. */
  readonly retrying: {
    readonly prompt: string;
    readonly case: string;
    readonly reason: string;
    readonly inMs: number;
  } | null;
  /** Paid so far, decimal USD; null: a price is unknown. */
  readonly costUsd: string | null;
  /** What was thought before it began; null: nothing could be asked. */
  readonly estimate: Estimate | null;
  /** Why no new case begins; null: they do. */
  readonly stopping: string | null;
  readonly startedAt: number | null;
  readonly updatedAt: number | null;
  /** Finished cases a second; null: too early to say. */
  readonly perSecond: number | null;
  /** Milliseconds until the end at this rate; null: too early to say. */
  readonly etaMs: number | null;
};

export type RunningCase = {
  readonly prompt: string;
  readonly case: string;
  readonly model: string;
  readonly since: number | null;
};

const maxRecent = 10;

export const initialProgress: Progress = {
  phases: [],
  run: null,
  replay: null,
  jobs: 0,
  resumed: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  replayed: 0,
  running: [],
  recent: [],
  retrying: null,
  costUsd: '0',
  estimate: null,
  stopping: null,
  startedAt: null,
  updatedAt: null,
  perSecond: null,
  etaMs: null,
};

/** Jobs that have a result, of this session and the one it resumes. */
export const doneOf = (state: Progress): number =>
  state.resumed + state.passed + state.failed + state.errored + state.skipped;

/** The state after an event. */
export function foldProgress(state: Progress, event: RunEvent): Progress {
  const updatedAt = event.at ?? state.updatedAt;
  const timed = { ...state, updatedAt };
  switch (event.type) {
    case 'planned': {
      const { run, replay, jobs, resumed } = event;
      return {
        ...timed,
        run,
        replay,
        jobs,
        resumed,
        estimate: event.estimate ?? null,
        startedAt: event.at ?? null,
      };
    }
    case 'phase':
      return { ...timed, phases: [...state.phases, event.name] };
    case 'started': {
      const { prompt, case: id, model } = event;
      return { ...timed, running: [...state.running, { prompt, case: id, model, since: event.at ?? null }] };
    }
    case 'retrying': {
      const { prompt, case: id, reason, inMs } = event;
      return { ...timed, retrying: { prompt, case: id, reason, inMs } };
    }
    case 'finished':
      return withRate(finish(timed, event.result));
    case 'stopping':
      return { ...timed, stopping: event.reason };
  }
}

const counterOf = { pass: 'passed', fail: 'failed', error: 'errored', skip: 'skipped' } as const;

function finish(state: Progress, result: CaseResult): Progress {
  const counter = counterOf[result.outcome];
  const notable = result.outcome === 'fail' || result.outcome === 'error';
  const isIt = (other: { prompt: string; case: string }) =>
    other.prompt === result.prompt && other.case === result.case;
  return {
    ...state,
    [counter]: state[counter] + 1,
    replayed: state.replayed + (result.replayed ? 1 : 0),
    running: withoutFirst(state.running, (other) => isIt(other) && other.model === result.model),
    recent: notable ? [...state.recent, result].slice(-maxRecent) : state.recent,
    retrying: state.retrying && isIt(state.retrying) ? null : state.retrying,
    costUsd: usd(plus(state.costUsd === null ? null : parseUsd(state.costUsd), paidFor(result))),
  };
}

const usd = (money: Money | null): string | null => (money === null ? null : formatUsd(money));

function withoutFirst<Item>(items: readonly Item[], is: (item: Item) => boolean): readonly Item[] {
  const index = items.findIndex(is);
  return index === -1 ? items : items.toSpliced(index, 1);
}

function withRate(state: Progress): Progress {
  const elapsed =
    state.startedAt === null || state.updatedAt === null ? 0 : state.updatedAt - state.startedAt;
  const here = doneOf(state) - state.resumed;
  if (elapsed <= 0 || here === 0) return state;
  const perSecond = (here * 1000) / elapsed;
  return { ...state, perSecond, etaMs: Math.round(((state.jobs - doneOf(state)) * 1000) / perSecond) };
}

import { findPrice, type PricingConfig } from '../meter/prices.ts';
import { takeTurn } from '../model/turn.ts';
import { createBrake, signalOf } from './brake.ts';
import { runCase, type Target } from './case-runner.ts';
import type { Estimate } from './estimate.ts';
import type { RunEvent } from './events.ts';
import type { Job } from './job.ts';
import type { Journal, JournalRow } from './journal.ts';
import type { PlannedJobs } from './plan.ts';
import type { Provider } from './provider.ts';
import type { CaseResult } from './report.ts';
import { allPending, type Pending } from './resume.ts';
import type { RunScript } from './script-answer.ts';

export type RunOptions = {
  readonly id: string;
  /** For the events; the providers know what it means. */
  readonly replay: string;
  readonly concurrency: number;
  readonly config: PricingConfig;
  /** What an earlier session left to do (`readPending`); absent: everything. */
  readonly pending?: Pending;
  /** For the events. */
  readonly estimate?: Estimate | null;
  /** No new case begins after this many errors; null: no limit. */
  readonly maxErrors?: number | null;
  /** How long calls in flight may go on after an interruption. */
  readonly graceMs?: number;
};

export type RunPorts = {
  /** The decorated provider of a model; called once for each model of the plan, before the first case. */
  readonly connect: (modelId: string) => Promise<Provider>;
  readonly journal: Journal;
  readonly emit: (event: RunEvent) => void;
  readonly now: () => Date;
  /** Aborted by the first SIGINT or SIGTERM, with the signal's name as reason. */
  readonly signal: AbortSignal;
  /** Takes secrets out of what is written down. */
  readonly redact?: (text: string) => string;
  /** Runs the project's scripts; absent: none runs. */
  readonly runScript?: RunScript;
};

export type RunEnd = {
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null;
  /** Jobs of the plan that have no row: neither now nor from an earlier session. */
  readonly unasked: number;
  /** The budget does not cover what is left. */
  readonly overBudget: boolean;
};

/**
 * Works through a plan with as many workers as `concurrency`; each takes the next job as soon as it has written down
 * the last, so that no slot waits for another. One journal row per finished case. After an interruption no case begins,
 * those in flight have `graceMs` to finish, and what finishes later is not written. Throws for bugs and when the
 * journal cannot be written.
 */
export async function runPlan(plan: PlannedJobs, options: RunOptions, ports: RunPorts): Promise<RunEnd> {
  const targetOf = createTargets(options.config, ports);
  const targets = new Map<string, Target>();
  for (const model of plan.models) targets.set(model, await targetOf(model));
  const pending = options.pending ?? allPending();
  const startedAt = ports.now();
  const session = createSession(options, ports, targetOf);
  ports.journal.append(firstRow(plan, options.id, startedAt, pending));
  session.emit({
    type: 'planned',
    run: options.id,
    jobs: plan.jobs,
    resumed: pending.finished,
    replay: options.replay,
    estimate: options.estimate ?? null,
  });
  const jobs = plan.stream()[Symbol.asyncIterator]();
  const turn = createTurns();
  const work = async (): Promise<void> => {
    while (!session.brake.stopped()) {
      const next = await jobs.next();
      if (next.done) return;
      const job = next.value;
      if (session.brake.stopped() || !pending.take(job.key)) continue;
      await session.run(job, targets.get(job.model));
      await turn();
    }
  };
  const workers = Array.from({ length: Math.max(1, Math.min(options.concurrency, plan.jobs)) }, () =>
    work().catch(session.crash),
  );
  try {
    await Promise.race([Promise.all(workers), session.brake.calledOff]);
  } finally {
    session.close();
    // Ends the reading of a dataset that is not read to its end.
    void jobs.return?.()?.catch(() => {});
  }
  session.rethrow();
  return {
    interrupted: ports.signal.aborted ? signalOf(ports.signal) : null,
    unasked: plan.jobs - pending.finished - session.written(),
    overBudget: session.overBudget(),
  };
}

/** Cases that are replayed wait for nothing: without a turn now and then no signal is heard and no progress is shown. */
function createTurns(): () => Promise<void> | undefined {
  let count = 0;
  return () => {
    count += 1;
    return count % casesPerTurn === 0 ? takeTurn() : undefined;
  };
}

const casesPerTurn = 32;

/** Each model once, when it is first asked for; the models of the plan are asked for at the start. */
function createTargets(config: PricingConfig, { connect }: RunPorts): (model: string) => Promise<Target> {
  const targets = new Map<string, Promise<Target>>();
  const find = async (model: string): Promise<Target> => {
    const [provider, price] = await Promise.all([connect(model), findPrice(model, config)]);
    return { provider, price: price?.price ?? null };
  };
  return (model) => {
    const target = targets.get(model) ?? find(model);
    targets.set(model, target);
    return target;
  };
}

const firstRow = (plan: PlannedJobs, id: string, at: Date, pending: Pending): JournalRow =>
  pending.resumed
    ? { type: 'resumed', at: at.toISOString() }
    : { type: 'run', version: 1, id, plan: plan.digest, startedAt: at.toISOString() };

const nobody: Target = {
  provider: { id: 'none', complete: () => Promise.reject(new Error('A skipped case asks nobody.')) },
  price: null,
};

/** What the workers share: whether to go on, what was written, and what went wrong. */
function createSession(options: RunOptions, ports: RunPorts, target: (model: string) => Promise<Target>) {
  const { journal, redact = (text: string) => text } = ports;
  const maxErrors = options.maxErrors ?? Number.POSITIVE_INFINITY;
  const emit = (event: RunEvent): void => ports.emit(Object.assign({ at: ports.now().getTime() }, event));
  const onStop = (reason: string): void => emit({ type: 'stopping', reason });
  const brake = createBrake(ports.signal, options.graceMs ?? 5000, onStop);
  let [closed, overBudget, written, errored] = [false, false, 0, 0];
  let crash: { readonly error: unknown } | null = null;
  const enter = (job: string, result: CaseResult): void => {
    if (closed) return;
    journal.append({ type: 'case', job, result });
    written += 1;
    emit({ type: 'finished', result });
    if (result.outcome !== 'error') return;
    if (result.error?.code === 'budget') {
      overBudget = true;
      brake.stop('the budget does not cover the next call.');
    }
    errored += 1;
    if (errored >= maxErrors) brake.stop(`${errored} cases ended in an error.`);
  };
  return {
    emit,
    brake,
    written: () => written,
    overBudget: () => overBudget,
    async run(job: Job, { provider, price }: Target = nobody): Promise<void> {
      emit({ type: 'started', prompt: job.prompt.id, case: job.case.id, model: job.model });
      const { runScript } = ports;
      const scripts = runScript ? { runScript } : {};
      enter(
        job.key,
        await runCase(job, { provider, price, signal: brake.calls, emit, redact, target, ...scripts }),
      );
    },
    crash(error: unknown): void {
      // What a call that was called off ends with is no news.
      if (brake.calls.aborted) return;
      crash ??= { error };
      brake.callOff();
    },
    close(): void {
      closed = true;
      brake.release();
    },
    rethrow(): void {
      if (crash) throw crash.error;
    },
  };
}

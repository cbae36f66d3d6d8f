import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import type { RunEvent } from '../../src/evals/events.ts';
import type { JournalRow } from '../../src/evals/journal.ts';
import type { Plan } from '../../src/evals/plan.ts';
import { type ModelCall, type Provider, providerError } from '../../src/evals/provider.ts';
import type { CaseResult } from '../../src/evals/report.ts';
import { readPending } from '../../src/evals/resume.ts';
import { type RunOptions, type RunPorts, runPlan } from '../../src/evals/run.ts';
import { createTally } from '../../src/evals/tally.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import { soaked } from '../helpers/soak.ts';
import { planOf, promptFile, testFile } from './project.ts';
import { completion } from './values.ts';

type Answer = (call: ModelCall, signal: AbortSignal) => Promise<Completion> | Completion;

/** A run over a scripted provider, with everything that came out of it. */
async function run(
  plan: Plan,
  answer: Answer,
  more: Partial<RunOptions & RunPorts> & { rows?: JournalRow[] } = {},
) {
  const rows = more.rows ?? [];
  const events: RunEvent[] = [];
  const asked: string[] = [];
  let [inFlight, most] = [0, 0];
  const provider: Provider = {
    id: 'scripted',
    async complete(call, signal) {
      asked.push(`${call.case}#${call.slot.repeat}`);
      inFlight += 1;
      most = Math.max(most, inFlight);
      try {
        return await answer(call, signal);
      } finally {
        inFlight -= 1;
      }
    },
  };
  const options: RunOptions = { id: 'r1', replay: 'off', concurrency: 4, config: { providers: {} }, ...more };
  const ports: RunPorts = {
    connect: async () => provider,
    journal: {
      path: 'journal.jsonl',
      append: (row) => void rows.push(JSON.parse(JSON.stringify(row))),
      close() {},
    },
    emit: (event) => void events.push(event),
    now: () => new Date(0),
    signal: new AbortController().signal,
    ...more,
  };
  const end = await runPlan(plan, options, ports);
  const results = rows.flatMap((row) => (row.type === 'case' ? [row.result] : []));
  return { end, rows, events, asked, results, most: () => most };
}

const outcomes = (results: readonly CaseResult[]) =>
  Object.fromEntries(results.map((result) => [`${result.case}#${result.repeat}`, result.outcome]));

const echo: Answer = ({ request }) => {
  const part = request.messages.at(-1)?.content[0];
  return completion({ text: part?.type === 'text' ? part.text : '' });
};

const many = (count: number) =>
  `promptops: 1\ntests:\n${Array.from({ length: count }, (_, index) => `  - { id: c${index}, vars: { name: Ada${index} }, assert: [{ type: contains, value: Ada }] }`).join('\n')}\n`;

const sum = (rows: readonly JournalRow[]) => {
  const tally = createTally();
  for (const row of rows) tally.add(row);
  return tally;
};

describe('runPlan', () => {
  it('asks every job once, scores it, and writes one row each behind the run row', async () => {
    const plan = await planOf({}, { repeat: 2 });
    const { rows, results, end, events } = await run(plan, echo);
    expect(rows[0]).toEqual({
      type: 'run',
      version: 1,
      id: 'r1',
      plan: plan.digest,
      startedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(outcomes(results)).toEqual({ 'ada#0': 'pass', 'ada#1': 'pass', 'bob#0': 'fail', 'bob#1': 'fail' });
    expect(end).toEqual({ interrupted: null, unasked: 0, overBudget: false });
    expect(
      events.map(({ type }) => type).filter((type) => type === 'started' || type === 'finished'),
    ).toHaveLength(8);
    expect(events[0]).toMatchObject({ type: 'planned', jobs: 4, resumed: 0, at: 0 });
    expect(results[0]).toMatchObject({
      prompt: 'greet',
      case: 'ada',
      model: 'echo/x',
      origin: 'live',
      output: 'Hello Ada',
      attempts: 1,
      assertions: [
        { index: 0, type: 'contains', pass: true, at: { path: 'prompts/greet.test.yaml', line: 5 } },
      ],
    });
  });

  it('keeps its slots busy and never more of them', async () => {
    const plan = await planOf({ 'prompts/greet.test.yaml': many(40) });
    const open: (() => void)[] = [];
    const { most } = await run(
      plan,
      async (call, signal) => {
        await new Promise<void>((resolve) => {
          open.push(resolve);
          // The first call never waits for the others of its "chunk": any may finish first.
          setTimeout(() => open.splice(open.length >> 1, 1)[0]?.(), 1);
        });
        return echo(call, signal);
      },
      { concurrency: 7 },
    );
    expect(most()).toBe(7);
  });

  it('any order of finishing gives the same report', async () => {
    const plan = await planOf({ 'prompts/greet.test.yaml': many(12) }, { repeat: 2 });
    const reportOf = async (delays: readonly number[]) => {
      let call = 0;
      const { rows } = await run(plan, async (asked, signal) => {
        const ticks = delays[call++ % delays.length] ?? 0;
        for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
        return echo(asked, signal);
      });
      const tally = sum(rows);
      return JSON.stringify([tally.totals(), tally.summaries(), tally.groups(), tally.results()]);
    };
    const expected = await reportOf([0]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 24 }), async (delays) => {
        expect(await reportOf(delays)).toBe(expected);
      }),
      { numRuns: soaked(25) },
    );
  });

  it('a provider that gives no answer, a miss and a bad answer are errors, never verdicts', async () => {
    const plan = await planOf({ 'prompts/greet.test.yaml': many(4) });
    const { results } = await run(plan, (call, signal) => {
      if (call.case === 'c0')
        throw providerError(
          'No.',
          { kind: 'rate-limit', status: 429, retryable: true, retryAfterMs: null },
          'Wait.',
        );
      if (call.case === 'c1')
        throw new PromptopsError('recording-miss', 'Nothing is recorded.', {
          details: ['messages[0] changed'],
        });
      if (call.case === 'c2') throw new PromptopsError('missing-key', 'OPENAI_API_KEY is not set.');
      return echo(call, signal);
    });
    expect(outcomes(results)).toEqual({ 'c0#0': 'error', 'c1#0': 'error', 'c2#0': 'error', 'c3#0': 'pass' });
    expect(results.map(({ error }) => error?.code ?? null).sort()).toEqual(
      ['missing-key', 'rate-limit', 'recording-miss', null].sort(),
    );
    expect(results.find(({ case: id }) => id === 'c1')?.error).toEqual({
      code: 'recording-miss',
      message: 'Nothing is recorded.',
      hint: null,
      details: ['messages[0] changed'],
    });
  });

  it('a bug ends the run with its own stack', async () => {
    const bug = new TypeError('x is not a function');
    const plan = await planOf({ 'prompts/greet.test.yaml': many(50) });
    const asked: string[] = [];
    await expect(
      run(plan, (call) => {
        asked.push(call.case);
        throw bug;
      }),
    ).rejects.toBe(bug);
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  it('a journal that cannot be written ends the run', async () => {
    const full = new PromptopsError('disk', 'No space left.');
    const journal = {
      path: 'j',
      close() {},
      append(row: JournalRow) {
        if (row.type === 'case') throw full;
      },
    };
    await expect(run(await planOf(), echo, { journal })).rejects.toBe(full);
  });

  it('connects each model once, before anything is asked or written', async () => {
    const rows: JournalRow[] = [];
    const connected: string[] = [];
    const plan = await planOf({}, { models: ['echo/b', 'echo/a'] });
    const connect = async (model: string): Promise<Provider> => {
      connected.push(model);
      if (model === 'echo/b') throw new PromptopsError('missing-key', 'No key.');
      return { id: model, complete: () => Promise.reject(new Error('asked too early')) };
    };
    await expect(run(plan, echo, { connect, rows })).rejects.toMatchObject({ code: 'missing-key' });
    expect(connected).toEqual(['echo/a', 'echo/b']);
    expect(rows).toEqual([]);
  });

  it('stops after `maxErrors` and says how much was not asked', async () => {
    const plan = await planOf({ 'prompts/greet.test.yaml': many(50) });
    const { results, end, events } = await run(
      plan,
      () => {
        throw providerError('down', { kind: 'server', status: 500, retryable: true, retryAfterMs: null });
      },
      { maxErrors: 3, concurrency: 1 },
    );
    expect(results).toHaveLength(3);
    expect(end).toEqual({ interrupted: null, unasked: 47, overBudget: false });
    expect(events.at(-1)).toMatchObject({ type: 'stopping', reason: '3 cases ended in an error.' });
  });

  it('counts attempts and shows retries', async () => {
    const { results, events } = await run(await planOf({}, { cases: ['ada'] }), (call, signal) => {
      call.onRetry?.('rate limit', 500);
      call.onRetry?.('rate limit', 900);
      return echo(call, signal);
    });
    expect(results[0]?.attempts).toBe(3);
    expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(2);
  });

  it('skipped cases ask nobody', async () => {
    const { results, asked } = await run(
      await planOf({ 'prompts/greet.test.yaml': testFile.replace('id: bob', 'id: bob\n    skip: true') }),
      echo,
    );
    expect(outcomes(results)).toEqual({ 'ada#0': 'pass', 'bob#0': 'skip' });
    expect(asked).toEqual(['ada#0']);
  });
});

describe('interruption', () => {
  it('begins no case, lets those in flight finish, and writes them', async () => {
    const interrupt = new AbortController();
    const plan = await planOf({ 'prompts/greet.test.yaml': many(20) });
    const { results, end, asked, events } = await run(
      plan,
      async (call, signal) => {
        if (asked_.push(call.case) === 4) interrupt.abort('SIGTERM');
        await new Promise((resolve) => setTimeout(resolve, 5));
        return echo(call, signal);
      },
      { signal: interrupt.signal },
    );
    expect(asked).toHaveLength(4);
    expect(results).toHaveLength(4);
    expect(end).toEqual({ interrupted: 'SIGTERM', unasked: 16, overBudget: false });
    expect(events.map(({ type }) => type)).toContain('stopping');
  });
  const asked_: string[] = [];

  it('calls off what takes longer than the grace, and writes nothing of it', async () => {
    const interrupt = new AbortController();
    const aborted: string[] = [];
    const plan = await planOf({ 'prompts/greet.test.yaml': many(20) });
    const { results, end } = await run(
      plan,
      (call, signal) => {
        if (call.case === 'c0') return echo(call, signal);
        if (call.case === 'c2') interrupt.abort('SIGINT');
        // c1 listens, the others never answer at all.
        return new Promise((_, reject) => {
          if (call.case === 'c1')
            signal.addEventListener('abort', () => {
              aborted.push(call.case);
              reject(new PromptopsError('interrupted', 'Interrupted.'));
            });
        });
      },
      { signal: interrupt.signal, concurrency: 3, graceMs: 20 },
    );
    expect(aborted).toEqual(['c1']);
    expect(results.map((result) => result.case)).toEqual(['c0']);
    expect(end).toMatchObject({ interrupted: 'SIGINT', unasked: 19 });
  });
});

describe('resuming', () => {
  it('asks only what has no verdict: nothing twice, nothing lost, wherever it was killed', async () => {
    const plan = await planOf({ 'prompts/greet.test.yaml': many(15) }, { repeat: 2 });
    const flaky: Answer = (call, signal) => {
      if (call.case === 'c3')
        throw providerError('down', { kind: 'server', status: 500, retryable: true, retryAfterMs: null });
      return echo(call, signal);
    };
    const whole = await run(plan, flaky);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.rows.length), async (killedAfter) => {
        const rows = whole.rows.slice(0, killedAfter);
        const pending = await readPending(rows, plan.digest);
        const before = new Set(
          rows.flatMap((row) => (row.type === 'case' && row.result.outcome !== 'error' ? [row.job] : [])),
        );
        const second = await run(plan, echo, { pending, rows });
        expect(second.asked).toHaveLength(30 - before.size);
        expect(second.end.unasked).toBe(0);
        expect(sum(second.rows).totals()).toMatchObject({ cases: 30, passed: 30, errored: 0 });
        expect(second.rows.filter(({ type }) => type === 'run')).toHaveLength(1);
      }),
      { numRuns: soaked(20) },
    );
  });

  it('refuses the journal of another plan', async () => {
    const { rows } = await run(await planOf(), echo);
    const other = await planOf({ 'prompts/greet.test.yaml': testFile.replace('name: Bob', 'name: Bea') });
    await expect(readPending(rows, other.digest)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('"r1"'),
    });
  });
});

describe('sensitive values and secrets', () => {
  it('stand in no row, wherever the model repeats them', async () => {
    const prompt = promptFile.replace('{ type: string }', '{ type: string, sensitive: true }');
    const { rows } = await run(
      await planOf({
        'prompts/greet.prompt.yaml': prompt,
        'prompts/greet.test.yaml': testFile.replace('name: Ada', 'name: Ada Lovelace'),
      }),
      (call) => {
        expect(call.sensitive).toHaveProperty('name');
        if (call.case === 'bob')
          throw providerError('sk-secret-key was refused', {
            kind: 'auth',
            status: 401,
            retryable: false,
            retryAfterMs: null,
          });
        return completion({ text: 'Dear Ada Lovelace', warnings: ['sk-secret-key'] });
      },
      { redact: (text) => text.replaceAll('sk-secret-key', '[redacted]') },
    );
    const written = JSON.stringify(rows);
    expect(written).not.toContain('Lovelace');
    expect(written).not.toContain('sk-secret-key');
    expect(written).toContain('Dear [sensitive:name]');
    expect(outcomes(rows.flatMap((row) => (row.type === 'case' ? [row.result] : [])))).toEqual({
      'ada#0': 'pass',
      'bob#0': 'error',
    });
  });
});

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evals/evidence.ts';
import type { JournalRow } from '../../src/evals/journal.ts';
import type { Plan } from '../../src/evals/plan.ts';
import { providerError } from '../../src/evals/provider.ts';
import type { TestReport } from '../../src/evals/report.ts';
import { runPlan } from '../../src/evals/run.ts';
import { createTally } from '../../src/evals/tally.ts';
import { buildTestReport } from '../../src/evals/test-report.ts';
import { judgeTests } from '../../src/gate/judge-tests.ts';
import type { Gate } from '../../src/model/gates.ts';
import { globMatcher } from '../../src/model/glob.ts';
import { planOf, promptFile } from './project.ts';
import { completion } from './values.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/report-test.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

/** Runs a plan over an echo that does not answer "Mute", and reports it. */
async function reportOf(plan: Plan, gates: readonly Gate[] = []): Promise<TestReport> {
  const rows: JournalRow[] = [];
  const end = await runPlan(
    plan,
    { id: '01J', replay: 'off', concurrency: 3, config: { providers: {} } },
    {
      connect: async (id) => ({
        id,
        async complete({ request }) {
          const part = request.messages.at(-1)?.content[0];
          const text = part?.type === 'text' ? part.text : '';
          if (text.includes('Mute'))
            throw providerError('No answer.', {
              kind: 'server',
              status: 500,
              retryable: true,
              retryAfterMs: null,
            });
          return completion({ text });
        },
      }),
      journal: { path: 'j', append: (row) => void rows.push(JSON.parse(JSON.stringify(row))), close() {} },
      emit: () => {},
      now: () => new Date(0),
      signal: new AbortController().signal,
    },
  );
  const tally = createTally();
  for (const row of rows) tally.add(row);
  const matches = (scope: string, prompt: string) => globMatcher(scope)(prompt);
  return buildTestReport(tally, {
    tool: 'promptops 0.1.0',
    source: { repository: null, head: null, dirty: null, base: null },
    replay: 'off',
    durationMs: 12,
    estimate: null,
    comparison: null,
    journal: { path: '.promptops/runs/01J/journal.jsonl', sha256: 'sha256:0' },
    untested: plan.untested,
    decision: judgeTests({ ...evidenceOf(tally, plan, end), compared: null }, gates, matches),
    findings: [],
    notes: plan.notes,
  });
}

const people = (names: readonly string[]) => ({
  'prompts/greet.prompt.yaml': `${promptFile}datasets:\n  people: { path: ../data/people.jsonl }\n`,
  'prompts/greet.test.yaml': `promptops: 1
tests:
  - { id: ada, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }
  - dataset: people
    vars: { name: "{{row.name}}" }
    assert: [{ type: not-contains, value: Bad }]
    passRate: 0.75
`,
  'data/people.jsonl': names.map((name, id) => JSON.stringify({ id: `r${id}`, name })).join('\n'),
});

describe('buildTestReport', () => {
  it('fits its schema, whatever happened', async () => {
    const report = await reportOf(
      await planOf({ 'prompts/bare.prompt.yaml': promptFile, ...people(['Bad', 'Mute', 'Cy']) }),
    );
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    expect(report.untested).toEqual(['bare']);
    expect(report.results.map(({ case: id, outcome }) => [id, outcome])).toEqual([
      ['ada', 'pass'],
      ['people:r0', 'fail'],
      ['people:r1', 'error'],
      ['people:r2', 'pass'],
    ]);
    expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 3, run: { journal: { rows: 5 } } });
  });

  it('a schema that accepted anything would say nothing', async () => {
    const report = await reportOf(await planOf());
    expect(validate({ ...report, verdict: 'fine' })).toBe(false);
    expect(validate({ ...report, totals: { ...report.totals, costUsd: 0.1 } })).toBe(false);
    expect(validate({ ...report, results: [{ ...report.results[0], outcome: 'passed' }] })).toBe(false);
  });

  it('rows are held to the pass rate of their entry', async () => {
    const enough = await reportOf(await planOf(people(['Bad', 'Bo', 'Cy', 'Di'])));
    expect(enough).toMatchObject({
      verdict: 'passed',
      exitCode: 0,
      gates: [{ gate: 'passRate', scope: 'greet:people', passed: true, want: '0.75', got: '0.75' }],
    });
    expect(await reportOf(await planOf(people(['Bad', 'Bad', 'Cy', 'Di'])))).toMatchObject({
      verdict: 'failed',
      exitCode: 1,
    });
  });

  it('without a gate any failed case fails; with one, the rate decides', async () => {
    const gate: Gate = { scope: '**', level: 'block', message: null, passRate: 0.5 };
    expect(await reportOf(await planOf())).toMatchObject({ verdict: 'failed', exitCode: 1, gates: [] });
    expect(await reportOf(await planOf(), [gate])).toMatchObject({ verdict: 'passed', exitCode: 0 });
  });
});

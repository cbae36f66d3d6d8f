import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertionNames } from '../../src/evals/assertions/names.ts';
import { assertionTypes } from '../../src/evals/assertions/registry.ts';
import type { CaseResult, TestReport } from '../../src/evals/report.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatStream, chatUsage, startOpenAIServer } from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { assertionTable, type Row, toolRows, tools } from './assertion-table.ts';
import { reportOf } from './worked-example.ts';

// Each assertion type through the command line: one answer that passes, one that fails, one line written wrongly.
const key = 'sk-assertions';
let server: HttpServer;
beforeAll(async () => {
  server = await startOpenAIServer(key);
});
afterAll(() => server.close());

type Written = Readonly<Record<string, unknown>>;
const twin = (spec: Written): Written => ({ ...spec, type: `not-${spec['type']}` });

/** A prompt that `echo` answers with the case's own text, parsed where it says so. */
const echoing = (format: string) =>
  `promptops: 1\nmodel: echo/x\ninputs: { a: { type: string } }\noutput: { format: ${format} }\nmessages: [{ role: user, content: "{{a}}" }]\n`;

const testFile = (tests: readonly Written[]) => JSON.stringify({ promptops: 1, tests });

function casesOf(rows: readonly Row[]): readonly Written[] {
  return rows.flatMap(({ name, spec, passes, fails, expected }) =>
    [
      ['passes', passes, spec],
      ['fails', fails, spec],
      ['not-passes', fails, twin(spec)],
      ['not-fails', passes, twin(spec)],
    ].map(([what, a, assert]) => ({
      id: `${name}.${what}`,
      vars: { a },
      ...(expected === undefined ? {} : { expected }),
      assert: [assert],
    })),
  );
}

const find = (results: readonly CaseResult[], id: string): CaseResult => {
  const result = results.find((one) => one.case === id);
  if (!result) throw new Error(`No result of "${id}".`);
  return result;
};

it('covers every type', () => {
  const alone = ['is-valid-tools-call', 'first-token-latency', 'script', ...assertionNames.meaning];
  const covered = new Set([...alone, ...[...assertionTable, ...toolRows].map(({ spec }) => spec.type)]);
  expect([...assertionTypes.keys()].filter((type) => !covered.has(type))).toEqual([]);
});

describe('on the text of an answer', () => {
  let results: readonly CaseResult[];
  beforeAll(async () => {
    const rowsOf = (format: 'text' | 'json') =>
      assertionTable.filter((row) => (row.format ?? 'text') === format);
    const cwd = createFolder({
      'promptops.yaml': 'promptops: 1\n',
      'prompts/text.prompt.yaml': echoing('text'),
      'prompts/text.test.yaml': testFile(casesOf(rowsOf('text'))),
      'prompts/json.prompt.yaml': echoing('json'),
      'prompts/json.test.yaml': testFile(casesOf(rowsOf('json'))),
    });
    ({ results } = await reportOf<TestReport>(['test'], cwd));
  });

  it.each(assertionTable.map((row) => [row.name, row] as const))('%s', (name, { scores, says, unusable }) => {
    const [high, low] = scores ?? [1, 0];
    const of = (what: string) => {
      const { outcome, assertions } = find(results, `${name}.${what}`);
      return { outcome, score: assertions[0]?.score, message: assertions[0]?.message };
    };
    expect(of('passes')).toMatchObject({ outcome: 'pass', score: expect.closeTo(high, 10) });
    expect(of('fails')).toMatchObject({
      outcome: 'fail',
      score: expect.closeTo(low, 10),
      message: expect.stringMatching(says),
    });
    expect(of('not-fails').outcome).toBe('fail');
    expect(of('not-fails').score).toBeCloseTo(1 - high);
    // What could not be looked at fails both: an answer without the field is no proof of the contrary.
    expect(of('not-passes').outcome).toBe(unusable ? 'fail' : 'pass');
    expect(of('not-passes').score).toBeCloseTo(unusable ? 0 : 1 - low);
  });
});

describe('on the tools, tokens and time of an answer', () => {
  let results: readonly CaseResult[];
  beforeAll(async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"id":"A7"}' } };
    server.reply(chatCompletion({ tool_calls: [call] }, { finish: 'tool_calls', usage: chatUsage }));
    const cwd = createFolder({
      'promptops.yaml': `promptops: 1\nmodel: openai/gpt-4.1-mini\nproviders: { openai: { baseURL: "${server.url}/v1", allowLocal: true } }\n`,
      'prompts/p.prompt.yaml': `promptops: 1\ntools: ${JSON.stringify(tools)}\nmessages: [{ role: user, content: Find A7 }]\n`,
      'prompts/p.test.yaml': testFile(
        toolRows.flatMap(({ name, passes, fails }) => [
          { id: `${name}.passes`, assert: [passes] },
          { id: `${name}.fails`, assert: [fails] },
          { id: `${name}.not-fails`, assert: [twin(passes)] },
          { id: `${name}.not-passes`, assert: [twin(fails)] },
        ]),
      ),
    });
    ({ results } = await reportOf<TestReport>(['test', '--replay', 'off'], cwd, { OPENAI_API_KEY: key }));
  });

  it.each(toolRows.map((row) => [row.name, row] as const))('%s', (name, { says }) => {
    const of = (what: string) => {
      const { outcome, assertions } = find(results, `${name}.${what}`);
      return { outcome, message: assertions[0]?.message };
    };
    expect(of('passes').outcome).toBe('pass');
    expect(of('fails')).toEqual({ outcome: 'fail', message: expect.stringMatching(says) });
    expect(of('not-fails').outcome).toBe('fail');
    expect(of('not-passes').outcome).toBe('pass');
  });
});

describe('on answers of their own', () => {
  const resultsOf = async (asserts: readonly Written[]): Promise<CaseResult['assertions']> => {
    const cwd = createFolder({
      'promptops.yaml': `promptops: 1\nmodel: openai/gpt-4.1-mini\nproviders: { openai: { baseURL: "${server.url}/v1", allowLocal: true } }\n`,
      'prompts/p.prompt.yaml': `promptops: 1\ntools: ${JSON.stringify(tools)}\nmessages: [{ role: user, content: Find A7 }]\n`,
      'prompts/p.test.yaml': testFile([{ id: 'one', assert: asserts }]),
    });
    const { results } = await reportOf<TestReport>(['test', '--replay', 'off'], cwd, { OPENAI_API_KEY: key });
    return results[0]?.assertions ?? [];
  };

  it('is-valid-tools-call: the arguments satisfy the parameters, or not', async () => {
    const spec = { type: 'is-valid-tools-call' };
    const answer = (args: string) => {
      const call = { id: 'c1', type: 'function', function: { name: 'find', arguments: args } };
      server.reply(chatCompletion({ tool_calls: [call] }, { finish: 'tool_calls' }));
      return resultsOf([spec, twin(spec)]);
    };
    expect((await answer('{"id":"A7"}')).map(({ pass }) => pass)).toEqual([true, false]);
    const wrong = await answer('{"id":7}');
    expect(wrong.map(({ pass }) => pass)).toEqual([false, true]);
    expect(wrong[0]?.message).toMatch(/"find": .*id.*string/);
    expect((await answer('{"id":')).map(({ pass }) => pass)).toEqual([false, true]);
  });

  it('first-token-latency: makes the call a streamed one', async () => {
    server.reply({ events: chatStream([{ content: 'Hi' }]) });
    const made = await resultsOf([
      { type: 'first-token-latency', threshold: 60_000 },
      { type: 'first-token-latency', threshold: 0.001 },
      { type: 'not-first-token-latency', threshold: 0.001 },
    ]);
    expect(made.map(({ pass }) => pass)).toEqual([true, false, true]);
    expect(made[1]?.message).toMatch(/^Took \d+ ms, at most 0\.001 ms allowed\.$/);
    expect(server.requests.at(-1)?.body.stream).toBe(true);
  });
});

describe('written wrongly', () => {
  const rows = [...assertionTable, ...toolRows].flatMap(({ name, misuses }) =>
    misuses.map(([spec, message]) => ({ name, spec, message })),
  );
  let refused: Awaited<ReturnType<typeof promptops>>;
  beforeAll(async () => {
    const lines = rows.map(
      ({ spec }, index) => `  - { id: c${index}, vars: { a: x }, assert: [${JSON.stringify(spec)}] }\n`,
    );
    const cwd = createFolder({
      'promptops.yaml': 'promptops: 1\n',
      'prompts/p.prompt.yaml': `${echoing('text')}tools: ${JSON.stringify(tools)}\n`,
      'prompts/p.test.yaml': `promptops: 1\ntests:\n${lines.join('')}`,
    });
    refused = await promptops(['test'], { cwd });
  });

  it('is refused before any call, all of it at once', () => {
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`${rows.length} faults in 1 file.`);
  });

  it.each(
    rows.map((row, index) => [`${row.name}: ${JSON.stringify(row.spec)}`, row.message, index] as const),
  )('%s', (_, message, index) => {
    const line = refused.stderr.split('\n').find((text) => text.includes(`p.test.yaml:${index + 3}:`)) ?? '';
    expect(line).toMatch(message);
    expect(line).toMatch(/ {2}(tests\/(assertion-invalid|unknown-assertion)|schema\/(unknown-key|invalid))$/);
  });
});

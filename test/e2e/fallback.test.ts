import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEchoServer } from '../helpers/echo-server.ts';
import { type HttpServer, type Reply, startHttpServer } from '../helpers/http-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

/** What the first model gets; the second one answers with the last message. */
let first: Reply;
let down: HttpServer;
let up: HttpServer;
let cwd: string;
beforeEach(async () => {
  first = { status: 503, headers: { 'retry-after': '0' }, json: { error: { message: 'overloaded' } } };
  down = await startHttpServer(() => first);
  up = await startEchoServer();
  cwd = createFolder({
    'promptops.yaml': config(),
    'prompts/a.prompt.yaml': `promptops: 1
model: { id: first/m1, fallback: [second/m2], params: { maxOutputTokens: 50 } }
models: { "second/*": { params: { temperature: 0.5 } } }
messages: [{ role: user, content: hello }]
`,
    'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: one, assert: [{ type: contains, value: hello }] }
  - { id: two, critical: true, assert: [{ type: contains, value: bye }] }
`,
  });
});
afterEach(() => Promise.all([down.close(), up.close()]));

const back: Reply = {
  json: {
    choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  },
};

const config = (more = ''): string => `promptops: 1
providers:
  first: { kind: openai-compatible, baseURL: "${down.url}/v1", allowLocal: true, price: { input: 1, output: 1 } }
  second: { kind: openai-compatible, baseURL: "${up.url}/v1", allowLocal: true, price: { input: 100, output: 200 } }
${more}`;

const run = (line: string) => promptops(['test', ...line.split(' ')], { cwd });
const reportOf = async (line: string) => {
  const { code, stdout } = await run(`${line} --format json`);
  return { code, report: JSON.parse(stdout) };
};

it('lets a fallback answer for a model that is out of reach, says so, and counts it for no gate', async () => {
  const { code, report } = await reportOf('--replay off');
  expect(code).toBe(3);
  expect(report.verdict).toBe('incomplete');
  // An answer of the second model costs 1.4 cents.
  expect(report.results).toMatchObject([
    { case: 'one', model: 'first/m1', fallback: 'second/m2', outcome: 'pass', costUsd: '0.014' },
    { case: 'two', model: 'first/m1', fallback: 'second/m2', outcome: 'fail' },
  ]);
  expect(report.notes.join()).toContain(
    'Answered by a fallback model: a › one (second/m2), a › two (second/m2). They count for no gate',
  );
  expect(down.requests).toHaveLength(10);
  // Rendered for the model that is asked, with its own overlay.
  expect(up.requests.map(({ body }) => [body.model, body.temperature])).toEqual([
    ['m2', 0.5],
    ['m2', 0.5],
  ]);

  writeFiles(cwd, { 'promptops.yaml': config('test: { fallback: gate }\n') });
  const counted = await run('--replay off --output junit=report.xml');
  expect(counted.code).toBe(1);
  expect(counted.stdout).toContain('✖ a › two  first/m1  answered by second/m2  critical');
  expect(counted.stdout).not.toContain('count for no gate');
  expect(readFileSync(path.join(cwd, 'report.xml'), 'utf8')).toContain(
    '<property name="fallback" value="second/m2"/>',
  );
  expect((await run('--replay off --case one')).code).toBe(0);
});

it('is gone on with once the model is back', async () => {
  const stopped = await run('--replay off --case one');
  first = back;
  const line = /Go on with promptops test (.*)/.exec(stopped.stdout)?.[1] ?? '';
  const { code, report } = await reportOf(line);
  expect(code).toBe(0);
  expect(report.totals).toMatchObject({ cases: 1, passed: 1 });
  expect(report.results[0]).not.toHaveProperty('fallback');
});

it('records what a fallback said in a place of its own, and replays it tagged, without asking anybody', async () => {
  expect((await run('--case one --replay record')).code).toBe(3);
  const folder = path.join(cwd, 'prompts/__recordings__/a');
  const text = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  expect(text.join()).toMatch(/second\/m2[\s\S]*first\/m1/);
  const asked = down.requests.length + up.requests.length;
  const { code, report } = await reportOf('--case one --replay strict');
  expect(code).toBe(3);
  expect(report.results).toMatchObject([{ fallback: 'second/m2', outcome: 'pass', replayed: true }]);
  expect(down.requests.length + up.requests.length).toBe(asked);

  // Nothing of it stands in for an answer that was asked of that model itself.
  const itself = await run('--case one --replay strict --model second/m2');
  expect(itself.stdout).toContain('Nothing is recorded of "a", case "one", on second/m2.');

  // A model that is back answers for itself.
  first = back;
  const own = await reportOf('--case one --replay record');
  expect(own.code).toBe(0);
  expect(own.report.results[0]).not.toHaveProperty('fallback');
});

it.each([
  ['a refused key', 3, { status: 401, json: { error: { message: 'no such key' } } }],
  ['a refused request', 3, { status: 400, json: { error: { message: 'bad' } } }],
  ['a model there is not', 2, { status: 404, json: { error: { message: 'no such model' } } }],
] as const)('does not ask a fallback after %s', async (_, exitCode, reply) => {
  first = reply;
  const { code } = await run('--case one --replay off');
  expect(code).toBe(exitCode);
  expect(up.requests).toEqual([]);
});

it('keeps the budget at the price of who answers, and says why nobody did', async () => {
  const poor = await run('--replay off --max-cost 0.01 --case one');
  expect(poor.code).toBe(3);
  expect(poor.stdout).toContain('Stopped by the budget');
  expect(up.requests).toEqual([]);

  await up.close();
  const nobody = await run('--replay off --case one --format json');
  const [result] = JSON.parse(nobody.stdout).results;
  expect(result).toMatchObject({ outcome: 'error', error: { code: 'server' } });
  expect(result.error.details.join()).toContain('fallback second/m2: ');
});

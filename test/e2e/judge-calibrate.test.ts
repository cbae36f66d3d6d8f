import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CalibrationReport } from '../../src/commands/judge-calibrate.ts';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage } from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

/** A judge that likes whatever says sorry, and cannot answer on "garbled". */
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(({ body }) => {
    const text: string = body.messages.at(-1).content;
    const choice = /sorry/i.test(text) ? 'meets' : 'fails';
    const content = text.includes('garbled') ? 'hm' : JSON.stringify({ reason: `It ${choice}.`, choice });
    return chatCompletion({ content }, { usage: chatUsage });
  });
});
afterAll(() => server.close());

const row = (label: string, answer: string) => JSON.stringify({ label, criterion: 'Is polite', answer });
const folder = (rows: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  createFolder({
    'promptops.yaml': `promptops: 1\ntest: { judge: openai/gpt-4.1 }\nproviders: { openai: { baseURL: "${server.url}/v1", allowLocal: true } }\n`,
    'prompts/p.prompt.yaml': 'promptops: 1\nmodel: echo/x\nmessages: [{ role: user, content: "No." }]\n',
    'prompts/p.test.yaml':
      'promptops: 1\ntests: [{ id: a, assert: [{ type: llm-rubric, value: Is polite }] }]\n',
    'labels.jsonl': `${rows.join('\n')}\n`,
    ...files,
  });

async function run<Report>(args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await promptops([...args, '--format', 'json'], {
    cwd,
    env: { OPENAI_API_KEY: 'sk-calibrate' },
  });
  return { code, stderr, report: (stdout === '' ? null : JSON.parse(stdout)) as Report };
}

const agreeing = [
  ...Array.from({ length: 9 }, (_, at) => row('pass', `Sorry ${at}`)),
  ...Array.from({ length: 9 }, (_, at) => row('fail', `No ${at}`)),
  row('pass', 'I regret that.'),
];

it('says how well it agrees, keeps it, and the judge decides from then on', async () => {
  const cwd = folder(agreeing);
  const before = await run<TestReport>(['test', '--replay', 'off'], cwd);
  expect([before.code, before.report.results[0]?.outcome]).toEqual([0, 'skip']);
  const { code, report } = await run<CalibrationReport>(['judge', 'calibrate', 'labels.jsonl'], cwd);
  expect(code).toBe(0);
  expect(report).toMatchObject({
    verdict: 'calibrated',
    labels: 19,
    agreement: { value: 0.947368 },
    sensitivity: { value: 0.9 },
    specificity: { value: 1 },
    written: 'judges/calibration.json',
  });
  expect(report.kappa?.value).toBeCloseTo(0.895028, 4);
  expect(Number(report.costUsd)).toBeGreaterThan(0);
  expect(report.differences).toEqual([
    { at: expect.stringContaining('labels.jsonl:19'), label: true, score: 0, reason: 'It fails.' },
  ]);
  const kept = JSON.parse(readFileSync(path.join(cwd, 'judges/calibration.json'), 'utf8'));
  expect(kept.judges[0]).toMatchObject({ judge: 'llm-rubric', model: 'openai/gpt-4.1', labels: 19 });
  const after = await run<TestReport>(['test', '--replay', 'off'], cwd);
  expect([after.code, after.report.results[0]?.outcome]).toEqual([1, 'fail']);
  // Asked before: nothing is paid again, and the figures are the same.
  const again = await run<CalibrationReport>(['judge', 'calibrate', 'labels.jsonl'], cwd);
  expect(again.report).toEqual({ ...report, costUsd: '0', estimate: { calls: 0, usd: '0', mostUsd: '0' } });
});

it('does not let a judge decide that agrees no better than chance', async () => {
  const cwd = folder([row('pass', 'No.'), row('fail', 'Sorry.'), row('pass', 'Sorry!'), row('fail', 'No!')]);
  const { code, report } = await run<CalibrationReport>(['judge', 'calibrate', 'labels.jsonl'], cwd);
  expect([code, report.verdict, report.kappa?.value]).toEqual([1, 'not-calibrated', 0]);
  const after = await run<TestReport>(['test', '--replay', 'off'], cwd);
  expect(after.report.results[0]?.outcome).toBe('skip');
});

it('keeps nothing where the judge gave no verdict', async () => {
  const cwd = folder([...agreeing, row('pass', 'garbled')]);
  const { code, report } = await run<CalibrationReport>(['judge', 'calibrate', 'labels.jsonl'], cwd);
  expect([code, report.verdict, report.errors.length]).toEqual([3, 'incomplete', 1]);
  expect(existsSync(path.join(cwd, 'judges/calibration.json'))).toBe(false);
});

it.each([
  [['{"criterion": "x", "answer": "y"}'], [], /labels\.jsonl:1.*has no "label"/],
  [['{"label": "pass", "answer": "y"}'], [], /has no text "criterion"/],
  [agreeing, ['--judge', 'llm-rubrik'], /Did you mean "llm-rubric"\?/],
  [agreeing, ['--judge', 'select-best'], /no judge "select-best" that can be calibrated/],
  [agreeing, ['--judge', 'similar'], /no judge "similar" that can be calibrated/],
])('refuses %#', async (rows, flags, message) => {
  const { code, stderr } = await run(['judge', 'calibrate', 'labels.jsonl', ...flags], folder(rows));
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it('names the key that is missing', async () => {
  const { code, stderr } = await promptops(['judge', 'calibrate', 'labels.jsonl'], { cwd: folder(agreeing) });
  expect(code).toBe(2);
  expect(stderr).toMatch(/"openai\/gpt-4\.1" cannot be asked: .*OPENAI_API_KEY is not set/);
});

it('says what it will cost without asking, and spends no more than it may', async () => {
  const cwd = folder(agreeing);
  const before = server.requests.length;
  const planned = await run<CalibrationReport>(['judge', 'calibrate', 'labels.jsonl', '--plan'], cwd);
  expect(planned.code).toBe(0);
  expect(planned.report).toMatchObject({ verdict: 'planned', labels: 0, written: null, costUsd: '0' });
  expect(planned.report.estimate).toMatchObject({ calls: 19, usd: null });
  expect(server.requests).toHaveLength(before);
  const args = ['judge', 'calibrate', 'labels.jsonl', '--max-cost'];
  const stopped = await run<CalibrationReport>([...args, '0.000001'], cwd);
  expect(stopped.code).toBe(3);
  expect(stopped.report.errors[0]?.message).toMatch(/budget/);
  expect(server.requests).toHaveLength(before);
  expect(existsSync(path.join(cwd, 'judges/calibration.json'))).toBe(false);

  const most = planned.report.estimate.mostUsd ?? '';
  const done = await run<CalibrationReport>([...args, most], cwd);
  expect(done.code).toBe(0);
  expect(Number(done.report.costUsd)).toBeLessThanOrEqual(Number(most));
  const again = await promptops(['judge', 'calibrate', 'labels.jsonl', '--plan'], { cwd });
  expect(again.stdout).toContain('Asks nobody: every answer is at hand.');
});

it('refuses a budget for a model without a price', async () => {
  const cwd = folder(agreeing);
  const args = ['judge', 'calibrate', 'labels.jsonl', '--model', 'openai/gpt-unheard', '--max-cost', '1'];
  const { code, stderr } = await run(args, cwd);
  expect(code).toBe(2);
  expect(stderr).toContain('No price is known for "openai/gpt-unheard"');
});

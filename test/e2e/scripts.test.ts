import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseResult, TestReport } from '../../src/evals/report.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { reportOf } from './worked-example.ts';

const prompt =
  'promptops: 1\nmodel: echo/x\ninputs: { a: { type: string } }\nmessages: [{ role: user, content: "{{a}}" }]\n';
const test = (...asserts: readonly object[]) =>
  JSON.stringify({
    promptops: 1,
    tests: asserts.map((assert, index) => ({ id: `c${index}`, vars: { a: 'Thank you' }, assert: [assert] })),
  });
const files = {
  'promptops.yaml': 'promptops: 1\ncode: { allow: ["graders/*.mjs"] }\n',
  'prompts/p.prompt.yaml': prompt,
  'graders/tone.mjs':
    'export default (output, { vars, args }) => ({ score: output.includes(args.word) ? 0.9 : 0.1, reason: "It says " + JSON.stringify(vars.a) + "." });',
  'graders/throws.mjs': 'export default () => { throw new Error("out of order"); };',
  'graders/odd.mjs': 'export default () => "fine";',
  'graders/hangs.mjs': 'export default () => { for (;;); };',
  'other/free.mjs': 'export default () => true;',
};

describe('scripts that are allowed', () => {
  let results: readonly CaseResult[];
  beforeAll(async () => {
    const cwd = createFolder({
      ...files,
      'prompts/p.test.yaml': test(
        { type: 'script', value: 'graders/tone.mjs', args: { word: 'Thank' }, threshold: 0.5 },
        { type: 'script', value: './graders/tone.mjs', args: { word: 'Sorry' }, threshold: 0.5 },
        { type: 'not-script', value: 'graders/tone.mjs', args: { word: 'Sorry' }, threshold: 0.5 },
        { type: 'script', value: 'graders/throws.mjs' },
        { type: 'not-script', value: 'graders/odd.mjs' },
        { type: 'script', value: 'graders/hangs.mjs' },
        { type: 'script', value: 'graders/missing.mjs' },
      ),
    });
    ({ results } = await reportOf<TestReport>(['test'], cwd));
  });

  it.each([
    [0, 'pass', /^"graders\/tone\.mjs": It says "Thank you"\.$/],
    [1, 'fail', /It says "Thank you"; at least 0\.5 expected\.$/],
    [2, 'pass', /It says/],
    [3, 'error', /out of order/],
    [4, 'error', /returned "\\"fine\\""/],
    [5, 'error', /longer than 10 s/],
    [6, 'error', /There is no file/],
  ])('case %i: %s', (index, outcome, message) => {
    const result = results[index];
    expect(result?.outcome).toBe(outcome);
    expect(result?.assertions[0]?.message).toMatch(message);
  });
});

it('refuses what is not listed, before anything runs', async () => {
  const cwd = createFolder({
    ...files,
    'prompts/p.test.yaml': test(
      { type: 'script', value: 'other/free.mjs' },
      { type: 'script', value: '../graders/tone.mjs' },
      { type: 'script', value: '/etc/tone.mjs' },
    ),
  });
  const { code, stderr } = await promptops(['test'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(/"other\/free\.mjs" may not run: it is not listed under "code\.allow"/);
  expect(stderr).toMatch(/"\.\.\/graders\/tone\.mjs" is outside the project/);
  expect(stderr).toMatch(/absolute path/);
});

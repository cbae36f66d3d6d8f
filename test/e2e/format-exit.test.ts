import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpServer } from '../helpers/http-server.ts';
import { chatCompletion, startOpenAIServer } from '../helpers/openai-server.ts';
import { promptops, type Ran } from '../helpers/promptops.ts';
import { createFolder, type Files } from '../helpers/repository.ts';

const promptFile = `promptops: 1
inputs: { q: { type: string } }
messages: [{ role: user, content: "{{q}}" }]
`;
const testFile = (tests: readonly string[]) =>
  `promptops: 1\ntests:\n${tests.map((one) => `  - ${one}\n`).join('')}`;
const oneCase = (id: string, value: string, more = '') =>
  `{ id: ${id}, vars: { q: x }, assert: [{ type: equals, value: ${value} }]${more} }`;

describe('what `test` alone exits with', () => {
  const tests = [oneCase('good', 'x', ', tags: [smoke]'), oneCase('fine', 'x'), oneCase('bad', 'y')];
  const run = (files: Files, ...args: string[]): Promise<Ran> =>
    promptops(['test', ...args], {
      cwd: createFolder({
        'promptops.yaml': 'promptops: 1\nmodel: echo/x\n',
        'prompts/a.prompt.yaml': promptFile,
        'prompts/a.test.yaml': testFile(tests),
        ...files,
      }),
    });
  const gated = (gate: string): Files => ({
    'promptops.yaml': `promptops: 1\nmodel: echo/x\ngates: [${gate}]\n`,
  });
  const unrecorded = {
    'prompts/b.prompt.yaml': promptFile.replace('inputs', 'model: openai/gpt-4.1-mini\ninputs'),
  };
  const missing = testFile([oneCase('missing', 'x')]);

  it.each<[row: string, code: number, files: Files, args: string[], says: string]>([
    ['a gating case failed', 1, {}, [], 'a › bad'],
    ['every selected case passed', 0, {}, ['--case', 'good'], 'passed'],
    ['a rate is set, and reached', 0, gated('{ passRate: 0.6 }'), [], 'want 0.6, got 0.6666'],
    ['a rate is set, and missed', 1, gated('{ passRate: 0.7 }'), [], 'want 0.7, got 0.6666'],
    ['a rate that only warns excuses nothing', 1, gated('{ passRate: 0.6, level: warn }'), [], 'a › bad'],
    ['a rate elsewhere excuses nothing', 1, gated('{ scope: "b/**", passRate: 0.6 }'), [], 'a › bad'],
    [
      'a critical case counts whatever the rate',
      1,
      {
        ...gated('{ passRate: 0.1 }'),
        'prompts/a.test.yaml': testFile([...tests, oneCase('worst', 'z', ', critical: true')]),
      },
      [],
      'critical',
    ],
    ['a typo in --case', 2, {}, ['--case', 'goood'], 'Did you mean "good"?'],
    ['a typo in --tag', 2, {}, ['--tag', 'smokee'], 'Did you mean "smoke"?'],
    ['a word that is like none', 2, {}, ['--case', 'zzzz'], 'There is good, fine, bad.'],
    ['no case at all', 2, { 'prompts/a.test.yaml': null }, [], 'No selected prompt has a test case.'],
    ['a prompt without cases is named', 1, unrecorded, [], 'Untested, no cases: b.'],
    [
      'an answer is missing; what failed is listed all the same',
      3,
      { ...unrecorded, 'prompts/b.test.yaml': missing },
      [],
      'a › bad',
    ],
    [
      'an answer is missing and a critical case failed',
      1,
      {
        ...unrecorded,
        'prompts/b.test.yaml': missing,
        'prompts/a.test.yaml': testFile([oneCase('worst', 'z', ', critical: true')]),
      },
      [],
      'b › missing',
    ],
  ])('%s: %i', async (_, code, files, args, says) => {
    const { stdout, stderr, code: exit } = await run(files, ...args);
    expect(stdout + stderr).toContain(says);
    expect(exit).toBe(code);
  });
});

describe('the table of recordings', () => {
  const key = 'sk-recordings';
  let server: HttpServer;
  let cwd: string;
  beforeAll(async () => {
    server = await startOpenAIServer(key);
    server.reply(chatCompletion({ content: 'x' }));
    cwd = createFolder({
      'promptops.yaml': `promptops: 1\nmodel: openai/gpt-4.1-mini\nproviders: { openai: { baseURL: "${server.url}/v1", allowLocal: true } }\n`,
      'prompts/a.prompt.yaml': promptFile,
      'prompts/a.test.yaml': testFile([oneCase('one', 'x')]),
    });
  });
  afterAll(() => server.close());

  const recording = () => path.join(cwd, 'prompts/__recordings__/a/one.json');
  const recorded = () => (existsSync(recording()) ? readFileSync(recording(), 'utf8') : null);
  const cached = () => existsSync(path.join(cwd, '.promptops/cache'));
  const write = (file: string, text: string) => writeFileSync(path.join(cwd, file), text);

  /** Runs, and says what it asked and wrote. */
  async function ran(mode: string, hasKey: boolean) {
    const [before, asked] = [recorded(), server.requests.length];
    const env: Record<string, string> = hasKey ? { OPENAI_API_KEY: key } : {};
    const { code, stdout, stderr } = await promptops(['test', '--replay', mode], { cwd, env });
    return {
      code,
      text: stdout + stderr,
      asked: server.requests.length - asked,
      wrote: recorded() !== before,
    };
  }

  describe('with nothing recorded', () => {
    it.each([
      ['auto', false, { code: 3, asked: 0, wrote: false }],
      ['strict', true, { code: 3, asked: 0, wrote: false }],
      ['record', false, { code: 2, asked: 0, wrote: false }],
      ['refresh', false, { code: 2, asked: 0, wrote: false }],
      ['off', false, { code: 2, asked: 0, wrote: false }],
      ['off', true, { code: 0, asked: 1, wrote: false }],
    ])('%s, key %s: %j', async (mode, hasKey, expected) => {
      expect(await ran(mode, hasKey)).toMatchObject(expected);
      expect(cached()).toBe(false);
    });

    it('auto asks once where a key is present, keeps the answer in the cache, and says how to record it', async () => {
      const first = await ran('auto', true);
      expect(first).toMatchObject({ code: 0, asked: 1, wrote: false });
      expect(first.text).toContain('--replay record');
      expect(cached()).toBe(true);
      expect(await ran('auto', true)).toMatchObject({ code: 0, asked: 0, wrote: false });
    });
  });

  describe('with an answer that fits', () => {
    beforeAll(async () => {
      // From the cache: an answer that was paid for is not paid for again.
      expect(await ran('record', true)).toMatchObject({ code: 0, wrote: true });
    });
    it.each([
      ['auto', false, { code: 0, asked: 0, wrote: false }],
      ['strict', false, { code: 0, asked: 0, wrote: false }],
      ['record', false, { code: 0, asked: 0, wrote: false }],
      ['off', true, { code: 0, asked: 1, wrote: false }],
    ])('%s, key %s: %j', async (mode, hasKey, expected) => {
      expect(await ran(mode, hasKey)).toMatchObject(expected);
    });

    it('refresh asks again and replaces', async () => {
      server.reply(chatCompletion({ content: 'x' }, { model: 'gpt-4.1-mini-2026-01-01' }));
      expect(await ran('refresh', true)).toMatchObject({ code: 0, asked: 1, wrote: true });
      expect(recorded()).toContain('gpt-4.1-mini-2026-01-01');
    });
  });

  describe('with an answer to another request', () => {
    beforeEach(() => {
      write(
        'prompts/a.prompt.yaml',
        promptFile.replace('inputs:', 'model: { params: { temperature: 0.7 } }\ninputs:'),
      );
    });
    it.each([
      ['strict', true, { code: 3, asked: 0, wrote: false }],
      ['auto', false, { code: 3, asked: 0, wrote: false }],
    ])('%s, key %s: %j, with what changed and what to type', async (mode, hasKey, expected) => {
      const missed = await ran(mode, hasKey);
      expect(missed).toMatchObject(expected);
      expect(missed.text).toContain('temperature');
      expect(missed.text).toMatch(/promptops test a --case one .*--replay record/);
    });

    it('record asks and replaces the stale answer', async () => {
      expect(await ran('record', true)).toMatchObject({ code: 0, asked: 1, wrote: true });
      expect(recorded()).toContain('"temperature": 0.7');
      expect(await ran('strict', false)).toMatchObject({ code: 0, asked: 0 });
    });
  });

  it('reads the key from .env on an own machine, and never in CI', async () => {
    write('.env', `OPENAI_API_KEY=${key}\n`);
    const asked = server.requests.length;
    const off = ['test', '--replay', 'off'];
    expect((await promptops(off, { cwd })).code).toBe(0);
    expect(server.requests.length).toBe(asked + 1);
    expect((await promptops(off, { cwd, env: { CI: '1' } })).code).toBe(2);
    expect(server.requests.length).toBe(asked + 1);
  });

  it('asks for every repeat: more than are recorded is a miss', async () => {
    const { code, stdout } = await promptops(['test', '--repeat', '2', '--replay', 'strict'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain('one #2');
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { counts, startCountServer } from '../helpers/count-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { chatCompletion, startOpenAIServer } from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createRepository } from '../helpers/repository.ts';

const key = 'sk-canary-0123456789abcdefghij';
const env = { OPENAI_API_KEY: key };
let counting: HttpServer;
let answering: HttpServer;
beforeAll(async () => {
  [counting, answering] = await Promise.all([startCountServer(key), startOpenAIServer(key)]);
});
afterAll(() => Promise.all([counting.close(), answering.close()]));

const project = (url: string) =>
  createRepository([
    {
      'promptops.yaml': `promptops: 1\nproviders: { openai: { baseURL: "${url}/v1", allowLocal: true } }\n`,
      'prompts/a.prompt.yaml':
        'promptops: 1\nmodel: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 64 } }\ninputs: { name: { type: string } }\nmessages: [{ role: user, content: "Greet {{name}} in one line." }]\n',
      'prompts/a.test.yaml':
        'promptops: 1\ntests:\n  - { id: ada, vars: { name: Ada }, assert: [{ type: contains, value: Hi }] }\n  - { id: bo, vars: { name: Bo }, assert: [{ type: contains, value: Hi }] }\n',
    },
  ]).path;

async function inputOf(cwd: string, args: readonly string[] = []) {
  const { code, stdout, stderr } = await promptops(['cost', '--no-base', '--format', 'json', ...args], {
    cwd,
    env,
  });
  expect(stdout + stderr).not.toContain(key);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).prompts[0].input;
}

it('asks the vendor for counts once per request, and never shows the key', async () => {
  const cwd = project(counting.url);
  counting.reply(counts.openai(40), counts.openai(44));
  expect(await inputOf(cwd, ['--exact'])).toMatchObject({ tokens: 42, confidence: 'exact-api' });
  expect(counting.requests).toHaveLength(2);
  expect(await inputOf(cwd, ['--exact'])).toMatchObject({ tokens: 42, confidence: 'exact-api' });
  expect(counting.requests).toHaveLength(2);
  const prompt = path.join(cwd, 'prompts/a.prompt.yaml');
  writeFileSync(prompt, readFileSync(prompt, 'utf8').replace('Greet', 'Kindly greet'));
  await inputOf(cwd, ['--exact']);
  expect(counting.requests).toHaveLength(4);
});

it('without a key, or with one that is refused, it says so and gives no number', async () => {
  const cwd = project(counting.url);
  const missing = await promptops(['cost', '--exact'], { cwd });
  expect([missing.code, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toContain('OPENAI_API_KEY is not set');
  const wrong = await promptops(['cost', '--exact'], {
    cwd,
    env: { OPENAI_API_KEY: 'sk-another-0123456789' },
  });
  expect([wrong.code, wrong.stdout]).toEqual([3, '']);
  expect(wrong.stderr).not.toContain('sk-another-0123456789');
});

it('learns from what recorded requests were billed with, and nothing from samples', async () => {
  const cwd = project(answering.url);
  const before = await inputOf(cwd);
  expect(before.confidence).toBe('bpe');
  const usage = {
    prompt_tokens: before.tokens * 2,
    completion_tokens: 3,
    total_tokens: before.tokens * 2 + 3,
  };
  answering.reply(chatCompletion({ content: 'Hi!' }, { usage }));
  const { code, stderr } = await promptops(['test', '--replay', 'record'], { cwd, env });
  expect(code, stderr).toBe(0);
  expect(await inputOf(cwd)).toMatchObject({ tokens: before.tokens * 2, confidence: 'observed' });
  for (const id of ['ada', 'bo']) {
    const file = path.join(cwd, `prompts/__recordings__/a/${id}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"origin": "live"', '"origin": "sample"'));
  }
  expect(await inputOf(cwd)).toEqual(before);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

/** Every answer of the server costs 100 tokens in and 20 out: 1.4 cents at these prices. */
const answerCost = 0.014;
const prices = (text: string): string => text.replace('input: 1, output: 2', 'input: 100, output: 200');
const bounded = (text: string): string =>
  text.replace('{ id: local/m1 }', '{ id: local/m1, params: { maxOutputTokens: 50 } }');

let server: HttpServer;
let cwd: string;
beforeEach(async () => {
  server = await startEchoServer(5);
  const files = slowProject(server.url, 40);
  cwd = createFolder({
    ...files,
    'promptops.yaml': prices(files['promptops.yaml'] ?? ''),
    'prompts/slow.prompt.yaml': bounded(files['prompts/slow.prompt.yaml'] ?? ''),
  });
});
afterEach(() => server.close());

it('stops before a budget is passed, and goes on with a larger one', async () => {
  const stopped = await promptops(['test', '--max-cost', '0.2', '--concurrency', '8'], { cwd });
  expect(stopped.code).toBe(3);
  expect(stopped.stderr).toMatch(/^Asks for 40 answers: at most \$0\.4\d; budget \$0\.20\.$/m);
  expect(stopped.stdout).toContain('Stopped by the budget of $0.2');
  expect(server.requests.length * answerCost).toBeLessThanOrEqual(0.2);
  expect(server.requests.length * answerCost).toBeGreaterThan(0.15);

  const again = await promptops(['test', '--resume'], { cwd });
  expect(again.code).toBe(3);
  expect(server.requests.length * answerCost).toBeLessThanOrEqual(0.2);

  const resume = /promptops (test --resume \S+ --max-cost) <usd>/.exec(again.stdout)?.[1] ?? '';
  const done = await promptops([...resume.split(' '), '9'], { cwd });
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain('paid $0.56');
  expect(server.requests).toHaveLength(40);
});

it('is kept by the config too, costs nothing to replay, and refuses a model without a price', async () => {
  const files = slowProject(server.url, 2);
  writeFiles(cwd, { 'promptops.yaml': `${files['promptops.yaml']}test: { maxCostUsd: 1 }\n` });
  const unpriced = await promptops(['test', '--model', 'keyed/m1'], { cwd, env: { SLOW_KEY: 'k' } });
  expect(unpriced.code).toBe(2);
  expect(unpriced.stderr).toMatch(/No price is known for "keyed\/m1".*\n.*providers: \{ keyed: \{ price:/);
  expect(server.requests).toHaveLength(0);

  const near = await promptops(['test', '--model', 'openai/gpt-4.1-mni', '--max-cost', '1'], { cwd });
  expect(near.stderr).toContain('Did you mean "openai/gpt-4.1-mini"?');

  expect(await promptops(['test', '--replay', 'record'], { cwd })).toMatchObject({ code: 0 });
  const replayed = await promptops(['test', '--max-cost', '0'], { cwd });
  expect(replayed).toMatchObject({ code: 0 });
  expect(replayed.stderr).not.toContain('Asks for');

  const text = bounded(files['prompts/slow.prompt.yaml'] ?? '').replace('case {{n}}', 'case no. {{n}}');
  writeFiles(cwd, { 'prompts/slow.prompt.yaml': text });
  const changed = await promptops(['test'], { cwd });
  // As long as the answers that no longer fit: 20 tokens each.
  expect(changed.stderr).toMatch(/^Asks for 40 answers: ≈\$0\.002\d, at most \$0\.004\d; budget \$1\.00\.$/m);
  expect(changed.stdout).toMatch(/paid \$0\.0056 \(estimated ≈\$0\.002\d, at most/);
});

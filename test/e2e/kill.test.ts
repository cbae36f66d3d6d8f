import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../src/evals/statistics/random.ts';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { promptops, startPromptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { soaked } from '../helpers/soak.ts';

/** Three by default; `PROMPTOPS_SOAK=17 npx vitest run --project e2e test/e2e/kill.test.ts` kills 51 times. */
const kills = soaked(3);
const [cases, concurrency] = [40 * kills, 4];

let server: HttpServer;
beforeEach(async () => {
  server = await startEchoServer(60);
});
afterEach(() => server.close());

/** Ids of the cases that stand finished in the only journal there is. */
function finished(cwd: string): ReadonlySet<string> {
  const runs = path.join(cwd, '.promptops/runs');
  const [id = ''] = readdirSync(runs);
  const lines = readFileSync(path.join(runs, id, 'journal.jsonl'), 'utf8').split('\n');
  const whole = lines.slice(0, -1).filter((line) => line.includes('"type":"case"'));
  return new Set(whole.map((line) => (JSON.parse(line) as { result: { case: string } }).result.case));
}

const askedFor = (): readonly string[] =>
  server.requests.map(({ body }) => `c${/\d+$/.exec(body.messages.at(-1).content)?.[0]}`);

it(
  `loses no finished case and pays none twice, killed ${kills} times at any moment`,
  async () => {
    const cwd = createFolder(slowProject(server.url, cases));
    const random = seededRandom(Number(process.env['PROMPTOPS_SEED'] ?? 1));
    const flags = ['--replay', 'off', '--concurrency', String(concurrency)];
    let known: ReadonlySet<string> = new Set();
    for (let kill = 0; kill < kills; kill += 1) {
      const before = server.requests.length;
      const running = startPromptops(['test', ...(kill === 0 ? flags : ['--resume'])], { cwd });
      while (server.requests.length === before) await sleep(5);
      await sleep(random() * 400);
      running.kill('SIGKILL');
      await running.ended;
      const now = finished(cwd);
      expect([...known].filter((id) => !now.has(id))).toEqual([]);
      // What stood finished before this session is not asked again in it.
      expect(
        askedFor()
          .slice(before)
          .filter((id) => known.has(id)),
      ).toEqual([]);
      known = now;
    }
    const { code, stdout } = await promptops(['test', '--resume'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(`${cases} cases: ${cases} passed`);
    expect(new Set(askedFor()).size).toBe(cases);
    expect(server.requests.length).toBeLessThanOrEqual(cases + kills * concurrency);
  },
  60_000 + kills * 10_000,
);

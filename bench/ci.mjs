import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrompts } from './many.mjs';
import { row, runNode, runPromptops } from './measure.mjs';
import { startServer } from './server.mjs';

const changed = 10;

/** Three cases a prompt; what matters is that they are answered, not what they demand. */
const tests = `promptops: 1
defaultTest: { assert: [{ type: is-json }] }
tests:
  - { id: plain, vars: { customer: Ada, question: What is NUMBER?, passages: [] } }
  - { id: words, vars: { customer: Lin, question: Tell me about WORDS., passages: [] } }
  - { id: other, vars: { customer: Eve, question: And what else?, passages: [] } }
`;

/** Bare node starts in about 40 ms on an idle machine: five seconds, whatever the machine is doing. */
const fiveSeconds = 5_000 / 40;

/** A change of ten prompts, all answers recorded: linted, compared, priced and tested in 1,000 prompts and in 10,000. */
export async function benchCi() {
  const [small, large] = [await makeChange(1_000), await makeChange(10_000)];
  try {
    const times = { node: [], small: [], large: [] };
    for (let run = 0; run < 7; run++) {
      times.node.push((await runNode(['-e', '0'])).ms);
      times.small.push(await ci(small));
      times.large.push(await ci(large));
    }
    const [node, ofSmall, ofLarge] = [middle(times.node), middle(times.small), middle(times.large)];
    console.log(
      `      ms: bare node ${node.toFixed(0)}, of 1,000 ${ofSmall.toFixed(0)}, of 10,000 ${ofLarge.toFixed(0)}`,
    );
    return [
      row('ci of 10 prompts of 10,000', ofLarge / node, fiveSeconds, '× bare node'),
      row('the same of 1,000 and of ten times as many', ofLarge / ofSmall, 1.3, '×'),
    ].every(Boolean);
  } finally {
    for (const folder of [small, large]) rmSync(folder, { recursive: true });
  }
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function ci(cwd) {
  const { ms, code, stdout, stderr } = await runPromptops(['ci', '--format', 'json'], { cwd });
  const report = code === 0 ? JSON.parse(stdout) : null;
  const { cases, passed, replayed } = report?.parts.test.totals ?? {};
  if (
    report?.verdict !== 'passed' ||
    report.prompts.length !== changed ||
    passed !== cases ||
    replayed !== cases
  )
    throw new Error(`"ci" ended with ${code}: ${stderr}${stdout.slice(0, 2_000)}`);
  return ms;
}

/** A repository with a branch on which ten prompts have changed and been recorded again. */
async function makeChange(prompts) {
  const cwd = makePrompts(prompts, tests);
  const server = await startServer(0, '{"reply":"It is.","escalate":false,"topics":[]}');
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd });
  writeFileSync(
    path.join(cwd, 'promptops.yaml'),
    `promptops: 1\nproviders: { openai: { apiKey: BENCH_KEY, baseURL: "${server.url}", allowLocal: true } }\n`,
  );
  writeFileSync(path.join(cwd, '.gitignore'), '.promptops\n');
  const files = Array.from({ length: changed }, (_, index) =>
    fileOf(Math.floor((index * prompts) / changed)),
  );
  const record = async () => {
    const ids = files.map((file) => file.slice('prompts/'.length, -'.prompt.yaml'.length));
    const { code, stderr } = await runPromptops(['test', '--replay', 'record', ...ids], {
      cwd,
      env: { BENCH_KEY: 'none' },
    });
    if (code !== 0) throw new Error(`Recording ended with ${code}: ${stderr}`);
  };
  git('init', '--quiet', '--initial-branch=main');
  await record();
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
  git('checkout', '--quiet', '-b', 'change');
  for (const file of files) {
    const text = readFileSync(path.join(cwd, file), 'utf8');
    writeFileSync(path.join(cwd, file), text.replace('at most three sentences', 'at most two sentences'));
  }
  await record();
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Ten prompts');
  await server.close();
  return cwd;
}

const fileOf = (at) => `prompts/team-${Math.floor(at / 100)}/task-${at}.prompt.yaml`;

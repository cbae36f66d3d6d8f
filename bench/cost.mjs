import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { row, runNode, runPromptops } from './measure.mjs';

const tokenizer = fileURLToPath(new URL('./count-tokens.mjs', import.meta.url));

/**
 * `cost` of many prompts with five cases each, over the time and the start that the tokenizer alone needs for the texts
 * of the same requests in one process; and a second run after one prompt was edited, over the first.
 */
export async function benchCost(prompts = 10_000) {
  const { cwd, texts } = makePrompts(prompts);
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const alone = await runNode([tokenizer, texts]);
    rmSync(path.join(cwd, '.promptops'), { recursive: true, force: true });
    const cold = await cost(cwd);
    appendFileSync(path.join(cwd, 'prompts/team-0/task-0.prompt.yaml'), `# Edit ${run}.\n`);
    const warm = await cost(cwd);
    if (totalOf(cold) !== totalOf(warm)) throw new Error('A second run counts other tokens.');
    if (totalOf(cold) !== Number(alone.stdout))
      throw new Error(`Tokens: ${totalOf(cold)}, alone ${alone.stdout}`);
    runs.push({ cold, warm, alone });
  }
  rmSync(cwd, { recursive: true });
  const { cold, warm, alone } = runs.sort((a, b) => a.cold.ms / a.alone.ms - b.cold.ms / b.alone.ms)[1];
  console.log(
    `      ${prompts} prompts ${cold.ms.toFixed(0)} ms, one edited ${warm.ms.toFixed(0)} ms, tokenizer alone ${alone.ms.toFixed(0)} ms (whole processes)`,
  );
  return [
    row(`cost of ${prompts} prompts`, cold.ms / alone.ms, 2, '× tokenizer'),
    row('cost after one edit', (100 * warm.ms) / cold.ms, 15, '% of cold'),
  ].every(Boolean);
}

async function cost(cwd) {
  const run = await runPromptops(['cost', '--no-base', '--format', 'json'], { cwd });
  if (run.code !== 0) throw new Error(`Cost ended with ${run.code}: ${run.stderr.slice(0, 2000)}`);
  return run;
}

/** Tokens of all requests: five a prompt, of which a report shows the mean. */
const totalOf = ({ stdout }) => JSON.parse(stdout).prompts.reduce((sum, { input }) => sum + input.tokens, 0);

const passages = Object.values(
  JSON.parse(readFileSync(new URL('../test/fixtures/tokens/texts.json', import.meta.url), 'utf8')),
).flat();

/** Passages cut and joined so that no two prompts or cases are alike; braces would be templates. */
const textOf = (seed, length) =>
  Array.from({ length: 9 }, (_, at) => passages[(seed * 7 + at * 11) % passages.length])
    .join('\n')
    .replaceAll(/[{}]/g, '|')
    .slice(seed % 97, (seed % 97) + length)
    .trim();

function makePrompts(prompts) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  const requests = [];
  for (let at = 0; at < prompts; at++) {
    const folder = path.join(cwd, 'prompts', `team-${Math.floor(at / 100)}`);
    mkdirSync(folder, { recursive: true });
    const system = `Task ${at}. ${textOf(at, 3000)}`;
    const tickets = Array.from(
      { length: 5 },
      (_, index) => `Ticket ${index}. ${textOf(at * 5 + index, 1000)}`,
    );
    const messages = `[{ role: system, content: ${quoted(system)} }, { role: user, content: "{{ticket}}" }]`;
    writeFileSync(
      path.join(folder, `task-${at}.prompt.yaml`),
      `promptops: 1\nmodel: openai/gpt-4.1-mini\ninputs: { ticket: { type: string } }\nmessages: ${messages}\n`,
    );
    const cases = tickets.map(
      (ticket, index) => `  - { id: c${index}, vars: { ticket: ${quoted(ticket)} } }\n`,
    );
    writeFileSync(
      path.join(folder, `task-${at}.test.yaml`),
      `promptops: 1\ndefaultTest: { assert: [{ type: contains, value: ok }] }\ntests:\n${cases.join('')}`,
    );
    requests.push(tickets.map((ticket) => [system, ticket]));
  }
  const texts = path.join(cwd, 'texts.json');
  writeFileSync(texts, JSON.stringify(requests));
  return { cwd, texts };
}

const quoted = (text) => JSON.stringify(text);

import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { row, runNode, runPromptops } from './measure.mjs';

const parser = fileURLToPath(new URL('./parse-yaml.mjs', import.meta.url));

/**
 * A cold lint of many generated prompts with their tests, over the time and the start that `yaml` alone needs to parse
 * the same files in one process; its peak memory; and a second lint after one prompt was edited, over the cold one.
 */
export async function benchMany(prompts = 1_000) {
  const cwd = makePrompts(prompts);
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const parse = await runNode([parser, path.join(cwd, 'prompts')]);
    rmSync(path.join(cwd, '.promptops'), { recursive: true, force: true });
    const cold = await lint(cwd);
    appendFileSync(path.join(cwd, 'prompts/team-0/task-0.prompt.yaml'), `# Edit ${run}.\n`);
    const warm = await lint(cwd);
    const anew = await lint(cwd, ['--no-cache']);
    if (findingsIn(warm) !== findingsIn(anew))
      throw new Error('Lint finds something else without its cache.');
    runs.push({ cold, warm, parse });
  }
  const [kept, anew] = [await lint(cwd), await lint(cwd, ['--no-cache'])];
  if (findingsIn(kept) !== findingsIn(anew)) throw new Error('Lint finds something else without its cache.');
  rmSync(cwd, { recursive: true });
  const [ratio, share] = [
    ({ cold, parse }) => cold.ms / parse.ms,
    ({ cold, warm }) => (100 * warm.ms) / cold.ms,
  ];
  const { cold, warm, parse } = middle(runs, ratio);
  console.log(
    `      ${prompts} prompts ${cold.ms.toFixed(0)} ms, one edited ${warm.ms.toFixed(0)} ms, yaml alone ${parse.ms.toFixed(0)} ms (whole processes)`,
  );
  return [
    row(`cold lint of ${prompts} prompts`, cold.ms / parse.ms, 2.5, '× yaml'),
    row('lint after one edit', share(middle(runs, share)), 10, '% of cold'),
    row('peak memory', Math.max(cold.megabytes, warm.megabytes), 500, 'MB'),
  ].every(Boolean);
}

const middle = (runs, figure) => [...runs].sort((a, b) => figure(a) - figure(b))[Math.floor(runs.length / 2)];

async function lint(cwd, more = []) {
  const run = await runPromptops(['lint', '--format', 'json', ...more], { cwd, memory: true });
  if (run.code !== 0)
    throw new Error(`Lint ended with ${run.code}: ${run.stderr || run.stdout.slice(0, 2000)}`);
  return run;
}

const findingsIn = ({ stdout }) => JSON.stringify(JSON.parse(stdout).findings);

/** Prompts of 2 to 4 kB with a test file each, in folders of a hundred, every one different. Returns their folder. */
export function makePrompts(prompts, tests = manyTests) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  const template = readFileSync(new URL('./many.prompt.yaml', import.meta.url), 'utf8');
  writeFileSync(path.join(cwd, 'promptops.yaml'), 'promptops: 1\nmodel: openai/gpt-4.1-mini-2025-04-14\n');
  for (let at = 0; at < prompts; at++) {
    const folder = path.join(cwd, 'prompts', `team-${Math.floor(at / 100)}`);
    mkdirSync(folder, { recursive: true });
    const fill = (text) => text.replaceAll('NUMBER', String(at)).replaceAll('WORDS', wordsOf(at));
    writeFileSync(path.join(folder, `task-${at}.prompt.yaml`), fill(template));
    writeFileSync(path.join(folder, `task-${at}.test.yaml`), fill(tests));
  }
  return cwd;
}

const manyTests = readFileSync(new URL('./many.test.yaml', import.meta.url), 'utf8');

const vocabulary = 'refund parcel invoice delivery account address voucher return order payment'.split(' ');

/** Ten to thirty words that differ from prompt to prompt. */
const wordsOf = (seed) =>
  Array.from({ length: 10 + (seed % 21) }, (_, at) => vocabulary[(seed * 7 + at * 3) % 10]).join(' ');

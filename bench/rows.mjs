import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { row, runPromptops } from './measure.mjs';

const most = 1_000_000;
const sizes = [1, 1_000, 10_000, 100_000, most];

/** A million rows of a dataset answered by `echo`: memory, its growth, and whether each row costs the same. */
export async function benchRows() {
  const runs = new Map();
  for (const size of sizes) {
    const run = await runRows(size);
    runs.set(size, run);
    console.log(
      `      ${String(size).padStart(8)} rows ${run.ms.toFixed(0).padStart(7)} ms  ${run.megabytes.toFixed(0)} MB`,
    );
  }
  const perRow = (size) => (runs.get(size).ms - runs.get(1).ms) / size;
  // A smaller run may peak higher, by garbage nobody collected yet: what rows add is seen over the highest of them.
  const [base, before] = [...runs]
    .filter(([size]) => size < most)
    .reduce((a, b) => (b[1].megabytes > a[1].megabytes ? b : a));
  const bytes = ((runs.get(most).megabytes - before.megabytes) * 1024 * 1024) / (most - base);
  const least = Math.min(perRow(1_000), perRow(10_000), perRow(100_000));
  return [
    row(`peak memory of ${most} rows`, runs.get(most).megabytes, 350, 'MB'),
    row(`memory each row adds to the peak of ${base} rows`, bytes, 64, 'bytes'),
    row('time of one row of a million ÷ of the cheapest smaller run', perRow(most) / least, 1.15, ''),
  ].every(Boolean);
}

async function runRows(size) {
  const cwd = makeProject(size);
  const run = await runPromptops(['test', '--output', 'json=report.json'], { cwd, memory: true });
  rmSync(cwd, { recursive: true });
  if (run.code !== 0) throw new Error(`${size} rows ended with ${run.code}: ${run.stderr.slice(-2000)}`);
  return run;
}

function makeProject(size) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-rows-'));
  mkdirSync(path.join(cwd, 'prompts'));
  const write = (file, text) => writeFileSync(path.join(cwd, file), text);
  write('promptops.yaml', 'promptops: 1\n');
  write(
    'prompts/sort.prompt.yaml',
    'promptops: 1\nmodel: echo/rows\ninputs: { ticket: { type: string } }\ndatasets: { rows: ./rows.jsonl }\nmessages: [{ role: user, content: "{{ticket}}" }]\n',
  );
  write(
    'prompts/sort.test.yaml',
    'promptops: 1\ntests:\n  - { dataset: rows, vars: { ticket: "{{row.ticket}}" }, assert: [{ type: contains, value: "{{row.number}}" }] }\n',
  );
  const file = openSync(path.join(cwd, 'prompts/rows.jsonl'), 'w');
  for (let from = 0; from < size; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, size - from) }, (_, i) => lineOf(from + i));
    writeSync(file, lines.join(''));
  }
  closeSync(file);
  return cwd;
}

const lineOf = (i) =>
  `${JSON.stringify({ id: `row-${i}`, number: String(i), ticket: `Ticket number ${i}: I was charged twice.` })}\n`;

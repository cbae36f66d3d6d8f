import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { row, runNode, runPromptops } from './measure.mjs';

const parser = fileURLToPath(new URL('./parse-yaml.mjs', import.meta.url));

/**
 * A cold lint of many generated prompts with their tests, over the time and the start that `yaml` alone needs to parse
 * the same files in one process; and its peak memory.
 */
export async function benchMany(prompts = 1_000) {
  const cwd = makePrompts(prompts);
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const parse = await runNode([parser, path.join(cwd, 'prompts')]);
    const lint = await runPromptops(['lint', '--format', 'json'], { cwd, memory: true });
    if (lint.code !== 0)
      throw new Error(`Lint ended with ${lint.code}: ${lint.stderr || lint.stdout.slice(0, 2000)}`);
    runs.push({ ratio: lint.ms / parse.ms, lint, parse });
  }
  rmSync(cwd, { recursive: true });
  const { ratio, lint, parse } = runs.sort((a, b) => a.ratio - b.ratio)[1];
  console.log(
    `      ${prompts} prompts ${lint.ms.toFixed(0)} ms, yaml alone ${parse.ms.toFixed(0)} ms (whole processes)`,
  );
  return [
    row(`cold lint of ${prompts} prompts`, ratio, 2.5, '× yaml'),
    row('peak memory', lint.megabytes, 500, 'MB'),
  ].every(Boolean);
}

/** Prompts of 2 to 4 kB with a test file each, in folders of a hundred, every one different. */
function makePrompts(prompts) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  const template = readFileSync(new URL('./many.prompt.yaml', import.meta.url), 'utf8');
  const tests = readFileSync(new URL('./many.test.yaml', import.meta.url), 'utf8');
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

const vocabulary = 'refund parcel invoice delivery account address voucher return order payment'.split(' ');

/** Ten to thirty words that differ from prompt to prompt. */
const wordsOf = (seed) =>
  Array.from({ length: 10 + (seed % 21) }, (_, at) => vocabulary[(seed * 7 + at * 3) % 10]).join(' ');

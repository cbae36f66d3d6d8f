import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/promptops.js', import.meta.url));
const peak = fileURLToPath(new URL('./peak.mjs', import.meta.url));

/** Environment of every measured process: no CI, no proxy of certificates that slows each start of Node. */
function environment(extra) {
  const { NODE_EXTRA_CA_CERTS, CI, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1', ...extra };
}

/**
 * Runs a whole process once: wall milliseconds, exit code, output. Peak megabytes only where they are asked for, since
 * what measures them makes every start slower, bare node's above all.
 */
export function runNode(args, { cwd = process.cwd(), env = {}, memory = false } = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, [...(memory ? ['--import', peak] : []), ...args], {
      cwd,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr, figures] = [1, 2, 3].map((fd) => {
      const chunks = [];
      child.stdio[fd].on('data', (chunk) => chunks.push(chunk));
      return chunks;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const text = (chunks) => Buffer.concat(chunks).toString();
      resolve({
        ms: Number(process.hrtime.bigint() - started) / 1e6,
        megabytes: memory ? Number(text(figures)) / 1024 : null,
        code,
        stdout: text(stdout),
        stderr: text(stderr),
      });
    });
  });
}

export const runPromptops = (args, options) => runNode([bin, ...args], options);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Median milliseconds of several whole-process commands, run in turn (A B C A B C …) so that a drift of the machine's
 * speed touches all alike. `expect` is the exit code each run must have.
 */
export async function compare(commands, { runs = 11, cwd, env } = {}) {
  const times = new Map(commands.map(({ name }) => [name, []]));
  for (let run = -1; run < runs; run++) {
    for (const { name, args, bare = false, expect = 0 } of commands) {
      const { ms, code, stderr } = await (bare
        ? runNode(args, { cwd, env })
        : runPromptops(args, { cwd, env }));
      if (code !== expect) throw new Error(`"${name}" ended with ${code}: ${stderr}`);
      if (run >= 0) times.get(name).push(ms);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/** One row of the result, with its limit; returns whether it holds. */
export function row(what, figure, limit, unit, { atLeast = false } = {}) {
  const holds = atLeast ? figure >= limit : figure <= limit;
  console.log(
    `${holds ? 'ok  ' : 'MISS'}  ${what.padEnd(58)} ${figure.toFixed(2).padStart(10)} ${unit}  (${atLeast ? '≥' : '≤'} ${limit})`,
  );
  return holds;
}

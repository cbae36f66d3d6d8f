import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { cleanEnvironment, repositoryFolder } from './promptops.ts';

/** A line of the log that the runner took for a command. */
export type LogCommand = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly value: string;
};

export type ActionRun = {
  /** Of the last step that ran; 0: all passed. */
  readonly exitCode: number | null;
  readonly log: string;
  /** All commands but the masks and the two that stop and resume them. */
  readonly commands: readonly LogCommand[];
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

type Env = Readonly<Record<string, string>>;

type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id?: string;
      readonly shell: string;
      readonly env?: Env;
      readonly run: string;
    }[];
  };
};

/**
 * Runs action.yml as GitHub's runner does: inputs with their defaults, expressions in `env` and outputs, each step by
 * bash in the workspace with its own output file, commands read from the log.
 */
export async function runAction(
  inputs: Env,
  { workspace, temp, env }: { readonly workspace: string; readonly temp: string; readonly env: Env },
): Promise<ActionRun> {
  const action: Action = parse(readFileSync(path.join(repositoryFolder, 'action.yml'), 'utf8'));
  if (action.runs.using !== 'composite')
    throw new Error('The runner of tests knows composite actions alone.');
  for (const name of Object.keys(inputs))
    if (!action.inputs[name]) throw new Error(`The action has no input "${name}".`);
  const steps: Record<string, Env> = {};
  const resolve = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const [room, name = '', , output = ''] = expression.split('.');
      if (expression === 'github.token') return env['GITHUB_TOKEN_OF_JOB'] ?? '';
      if (room === 'inputs') return inputs[name] ?? resolve(action.inputs[name]?.default ?? '');
      if (room === 'steps') return steps[name]?.[output] ?? '';
      throw new Error(`The runner of tests does not know "${expression}".`);
    });
  const files = path.join(temp, `files-${Date.now()}`);
  mkdirSync(files, { recursive: true });
  const summary = path.join(files, 'summary.md');
  let [log, exitCode]: [string, number | null] = ['', 0];
  for (const [at, step] of action.runs.steps.entries()) {
    if (step.run.includes('${{')) throw new Error('An expression stands in a script.');
    const [script, output] = [path.join(files, `${at}.sh`), path.join(files, `${at}.out`)];
    writeFileSync(script, step.run);
    writeFileSync(output, '');
    const stepEnv = Object.entries(step.env ?? {}).map(([name, value]) => [name, resolve(value)]);
    const ran = await runShell(step.shell, script, {
      cwd: workspace,
      env: {
        ...cleanEnvironment(),
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: repositoryFolder,
        GITHUB_WORKSPACE: workspace,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        RUNNER_TEMP: temp,
        ...env,
        ...Object.fromEntries(stepEnv),
      },
    });
    log += ran.log;
    if (step.id) steps[step.id] = readOutputs(readFileSync(output, 'utf8'));
    exitCode = ran.code;
    if (exitCode !== 0) break;
  }
  const { commands, masks } = readCommands(log);
  return {
    exitCode,
    log,
    commands,
    masks,
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, resolve(value)]),
    ),
    summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '',
  };
}

/** Both streams in one, as they come. */
const runShell = (
  shell: string,
  script: string,
  options: { readonly cwd: string; readonly env: Env },
): Promise<{ readonly log: string; readonly code: number | null }> =>
  new Promise((done, fail) => {
    const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
    const child = spawn(shell, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ log: Buffer.concat(chunks).toString('utf8'), code }));
  });

/** `name=value`, and values of several lines between delimiters. */
function readOutputs(text: string): Env {
  const outputs: Record<string, string> = {};
  const rows = text.split('\n');
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? '';
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(row) ?? [];
    if (name && delimiter) {
      const end = rows.indexOf(delimiter, at + 1);
      outputs[name] = rows.slice(at + 1, end).join('\n');
      at = end;
    } else if (row.includes('=')) outputs[row.slice(0, row.indexOf('='))] = row.slice(row.indexOf('=') + 1);
  }
  return outputs;
}

/** As the runner reads a log: a command begins a line, or stands in the older `##[…]` anywhere. */
function readCommands(log: string): Pick<ActionRun, 'commands' | 'masks'> {
  const commands: LogCommand[] = [];
  const masks: string[] = [];
  let stopped: string | null = null;
  for (const row of log.split(/\r?\n/)) {
    const found = /^\s*::([\w-]+)(?: (.*?))?::(.*)$/.exec(row) ?? /##\[([\w-]+)(?: (.*?))?\](.*)$/.exec(row);
    const [, name = '', properties = '', value = ''] = found ?? [];
    if (!found) continue;
    if (stopped !== null) {
      if (name === stopped) stopped = null;
    } else if (name === 'stop-commands') stopped = value;
    else if (name === 'add-mask') masks.push(decoded(value));
    else
      commands.push({
        name,
        properties: Object.fromEntries(
          properties
            .split(',')
            .map((pair) => [pair.split('=')[0], decoded(pair.slice(pair.indexOf('=') + 1))]),
        ),
        value: decoded(value),
      });
  }
  return { commands, masks };
}

const decoded = (text: string): string =>
  text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');

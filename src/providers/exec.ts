import { PromptopsError } from '../errors.ts';
import { findAllowedCode } from '../evals/allowed-code.ts';
import type { ProjectCommand, RunCommand } from '../evals/command-answer.ts';
import { writeVector } from '../evals/embedding.ts';
import { type ModelCall, type Provider, providerError } from '../evals/provider.ts';
import type { ProviderConfig } from '../model/config.ts';
import type { Completion } from '../recordings/interaction.ts';
import { badResponse } from './body.ts';
import { type ExecAnswer, readExecAnswer } from './exec-answer.ts';
import { interruption } from './interrupted.ts';

/** How files of the project may run: the globs of `code.allow`; null: they may not, as at a ref. */
export type CodePort = { readonly allow: readonly string[]; readonly run: RunCommand | null };

type Exec = {
  readonly name: string;
  readonly config: ProviderConfig;
  readonly code: CodePort;
  /** All the environment the command gets. */
  readonly env: Readonly<Record<string, string>>;
};

/**
 * A command of the project as a provider: the request as one JSON document on its standard input, the answer on its
 * standard output, as text or, with `answer: json`, as JSON. Throws `invalid-project` where it may not run.
 */
export async function createExec(modelId: string, { name, config, code, env }: Exec): Promise<Provider> {
  const command = { ...(await readCommand(name, config, code.allow)), env };
  const { run } = code;
  if (run === null) {
    throw new PromptopsError(
      'invalid-project',
      `"${command.path}" runs only on the files that are on disk.`,
      {
        hint: 'Leave --ref away, or answer from recordings with `--replay strict`.',
      },
    );
  }
  const isJson = config.settings['answer'] === 'json';
  return { id: modelId, complete: (call, signal) => ask({ modelId, command, run, isJson }, call, signal) };
}

/** The command of an `exec` provider. Throws `invalid-project`: it names none, or one that is not allowed. */
export async function readCommand(
  name: string,
  { settings }: ProviderConfig,
  allow: readonly string[],
): Promise<Pick<ProjectCommand, 'path' | 'args'>> {
  const written = settings['command'];
  const [file = '', ...args] = (Array.isArray(written) ? written : [written]).filter(isText);
  if (file === '') {
    throw new PromptopsError('invalid-project', `Provider "${name}" of kind "exec" names no command.`, {
      hint: `Write \`command: models/answer.mjs\` under \`providers.${name}\`, and allow the file under \`code\`.`,
    });
  }
  const found = await findAllowedCode(file, allow);
  if (found.path !== null) return { path: found.path, args };
  throw new PromptopsError('invalid-project', `Provider "${name}": ${found.problem}`, {
    ...(found.hint === undefined ? {} : { hint: found.hint }),
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';

type Ground = {
  readonly modelId: string;
  readonly command: ProjectCommand;
  readonly run: RunCommand;
  readonly isJson: boolean;
};

async function ask(ground: Ground, call: ModelCall, signal: AbortSignal): Promise<Completion> {
  const { modelId, command, run, isJson } = ground;
  const isEmbedding = call.slot.role === 'embed';
  const task = isEmbedding ? 'embed' : 'complete';
  const started = performance.now();
  const answer = await run(command, `${JSON.stringify({ task, ...call.request })}\n`, signal);
  if (signal.aborted) throw interruption(signal);
  if (!answer.ok) throw commandFailed(modelId, command.path, answer.message);
  const said = isJson ? readExecAnswer(answer.stdout) : textAnswer(answer.stdout);
  if (typeof said === 'string') throw badResponse(modelId, said);
  const { embedding, ...rest } = said;
  if (isEmbedding && embedding === null)
    throw badResponse(modelId, 'it has no "embedding" (which takes `answer: json`)');
  return {
    ...rest,
    ...(isEmbedding && embedding ? { text: writeVector(embedding) } : {}),
    timing: { firstTokenMs: null, totalMs: Math.round(performance.now() - started) },
    warnings: [],
    origin: 'live',
    replayed: false,
  };
}

/** Its output as it stands, but for the newline that every program ends with. */
const textAnswer = (stdout: string): ExecAnswer => ({
  text: stdout.replace(/\r?\n$/, ''),
  toolCalls: [],
  finish: { reason: 'stop', raw: null },
  model: null,
  usage: null,
  embedding: null,
});

function commandFailed(modelId: string, path: string, message: string): PromptopsError {
  const failure = { kind: 'server', status: null, retryable: false, retryAfterMs: null } as const;
  return providerError(`"${modelId}": the command "${path}" failed. ${message}`, failure);
}

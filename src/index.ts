// The library: what the command line does, as functions. What is not named here is private.
import type { Context } from './commands/context.ts';
import type { DiffOptions } from './commands/diff.ts';
import type { TestOptions } from './commands/test-setup.ts';
import type { DiffReport } from './diff/report.ts';
import type { TestReport } from './evals/report.ts';
import type { LintReport } from './lint/report.ts';
import type { Project } from './model/project.ts';

/** Where a function works; every key has a default. */
export type Surroundings = {
  /** Folder from which the project is looked for, upwards. Default: the process's. */
  readonly cwd?: string;
  /** Environment with provider keys. Default: the process's. */
  readonly env?: Context['env'];
  /** Aborting it stops a run as Ctrl-C does: finished cases are kept. */
  readonly signal?: AbortSignal;
  /** Called with each event of a run. */
  readonly onEvent?: Context['emit'];
  /** Called with each line the command line would write to stderr. */
  readonly onNote?: Context['note'];
};

/**
 * Reads a project: its config and the selected prompts (ids, globs or file paths; all by default) with their tests,
 * at a git ref (default: the worktree). Broken prompts are in it with their faults and `prompt: null`.
 */
export async function loadProject(
  options: Surroundings & { readonly prompts?: readonly string[]; readonly ref?: string } = {},
): Promise<Project> {
  const { openProject } = await import('./commands/open-project.ts');
  const { project, snapshot } = await openProject(contextOf(options), {
    ref: options.ref ?? null,
    select: options.prompts ?? [],
  });
  await snapshot.close();
  return project;
}

/** Checks prompts against the rules, as `promptops lint` does. */
export async function lint(
  options: Surroundings & {
    readonly paths?: readonly string[];
    readonly ref?: string;
    readonly maxWarnings?: number;
  } = {},
): Promise<LintReport> {
  const { lintFiles } = await import('./commands/lint.ts');
  const { cwd, env, signal, onEvent, onNote, ...checks } = options;
  return lintFiles(checks, contextOf({ cwd, env, signal, onEvent, onNote }));
}

/** Runs golden cases, as `promptops test` does: same recordings, journal and report. */
export async function test(options: Surroundings & TestOptions = {}): Promise<TestReport> {
  const { testCommand } = await import('./commands/test.ts');
  // The options of a run are written down for `--resume`; an environment has keys.
  const { cwd, env, signal, onEvent, onNote, ...choices } = options;
  return testCommand(choices, contextOf({ cwd, env, signal, onEvent, onNote }));
}

/** What changed between two versions of the prompts, as `promptops diff` says it. */
export async function diff(options: Surroundings & DiffOptions = {}): Promise<DiffReport> {
  const { diffCommand } = await import('./commands/diff.ts');
  const { cwd, env, signal, onEvent, onNote, ...choices } = options;
  return diffCommand(choices, contextOf({ cwd, env, signal, onEvent, onNote }));
}

function contextOf({ cwd, env, signal, onEvent, onNote }: Surroundings): Context {
  return {
    cwd: cwd ?? process.cwd(),
    env: env ?? process.env,
    now: () => new Date(),
    signal: signal ?? new AbortController().signal,
    emit: onEvent ?? (() => {}),
    note: onNote ?? (() => {}),
  };
}

export type { DiffOptions } from './commands/diff.ts';
export type { TestOptions } from './commands/test-setup.ts';
export type { DiffReport } from './diff/report.ts';
export type { ErrorCode, ExitCode } from './errors.ts';
export { PromptopsError } from './errors.ts';
export type { RunEvent } from './evals/events.ts';
export type { AssertionResult, CaseResult, TestReport } from './evals/report.ts';
export type { LintReport } from './lint/report.ts';
export type { Fault } from './model/fault.ts';
export type { Finding } from './model/finding.ts';
export type { Project } from './model/project.ts';
export type { PromptFile } from './model/prompt-file.ts';
export type { Case, TestFile } from './model/test-file.ts';
export type { Json, Prompt } from './render/prompt.ts';
export { renderPrompt, type Selection } from './render/render-prompt.ts';
export type { ChatMessage, ContentPart, ModelRequest } from './render/request.ts';
export { version } from './version.ts';

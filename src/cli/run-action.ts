import { randomUUID } from 'node:crypto';
import { commentOn } from '../commands/comment.ts';
import type { Context } from '../commands/context.ts';
import { githubRun } from '../commands/github-run.ts';
import { keyNames } from '../commands/key-names.ts';
import { refuseStrangers } from '../commands/privileged-run.ts';
import { type ExitCode, exitCodeOf, PromptopsError } from '../errors.ts';
import { actionOutputs } from '../report/action-outputs.ts';
import { fitMarkdown } from '../report/comment/fit-markdown.ts';
import { isPosted, type PostedReport } from '../report/comment/saved-report.ts';
import { documentOf, formatReport } from '../report/formats/registry.ts';
import type { Report } from '../report/report.ts';
import { appendNamedFile } from '../source/append-file.ts';
import { readGithubEvent } from '../source/github-event.ts';
import { findRoot } from '../source/root.ts';
import { type ActionInputs, readActionInputs } from './action-inputs.ts';
import { formatError } from './error-text.ts';
import { print } from './output.ts';
import { parseArguments } from './program.ts';
import { makeReport, withContext } from './run-command.ts';
import { columnsOf } from './terminal.ts';
import {
  maskSecrets,
  outputEntry,
  resumeCommands,
  stopCommands,
  workflowMessage,
} from './workflow-commands.ts';
import { writeReport } from './write-report.ts';

/** GitHub takes 1 MiB of summary a step, in bytes. */
const summaryRoom = { most: 900 * 1024, sizeOf: (text: string): number => Buffer.byteLength(text) };

type Outputs = Readonly<Record<string, string>>;

/**
 * What action.yml runs: one command by the inputs in the environment. Its report goes to the log, where nothing of it
 * is a command to GitHub, to annotations, the summary, the outputs and a comment. What goes wrong with any of these is
 * told as a warning, and changes no verdict.
 */
export async function runAction(process: NodeJS.Process): Promise<ExitCode> {
  const say = (text: string): Promise<void> => print(process.stdout, text);
  const token = randomUUID();
  await say(maskSecrets(process.env, []) + stopCommands(token));
  const told = (what: string, error: unknown): Promise<void> => {
    if (!(error instanceof PromptopsError)) throw error;
    return say(workflowMessage('warning', `${what}: ${error.message}${error.hint ? ` ${error.hint}` : ''}`));
  };
  const writeOutputs = (outputs: Outputs): Promise<void> =>
    appendOutputs(process.env, outputs).catch((error) => told('No outputs', error));
  try {
    const inputs = readActionInputs(process.env);
    const line = parseArguments(inputs.argv);
    if (line.type === 'help') throw new Error('The inputs ask for no command.');
    return await withContext(line, process, process.stdout, async (outer, closeProgress) => {
      const context = { ...outer, env: { ...outer.env, GITHUB_TOKEN: inputs.token } };
      const masks = maskSecrets(context.env, await keyNames(context));
      await say(resumeCommands(token) + masks + stopCommands(token));
      if (inputs.command !== 'comment') await refuseStrangers(await findRoot(context.cwd), context.env);
      const report = await makeReport(line, context);
      await closeProgress();
      const columns = columnsOf(process.env, process.stdout);
      await writeReport(report, line, { cwd: context.cwd, process, color: false, columns });
      await say(resumeCommands(token));
      const exitCode = inputs.informational ? 0 : (report.exitCode as ExitCode);
      await writeOutputs({
        ...(isPosted(report)
          ? await publish(report, inputs, context, { say, told })
          : commentOutputs(report)),
        verdict: report.verdict,
        'exit-code': `${exitCode}`,
        'report-path': inputs.reportPath,
      });
      return exitCode;
    });
  } catch (error) {
    const text = formatError(error);
    await say(`${text}${resumeCommands(token)}${workflowMessage('error', text.trim())}`);
    await writeOutputs({ verdict: 'error', 'exit-code': `${exitCodeOf(error)}` });
    return exitCodeOf(error);
  }
}

type Voice = {
  say(text: string): Promise<void>;
  /** Tells of what went wrong with telling. */
  told(what: string, error: unknown): Promise<void>;
};

const commentOutputs = (report: Report): Outputs => ({
  'comment-url': report.kind === 'comment' ? (report.url ?? '') : '',
});

/** Everywhere people and later steps look for it. */
async function publish(
  report: PostedReport,
  inputs: ActionInputs,
  context: Context,
  { say, told }: Voice,
): Promise<Outputs> {
  if (report.kind !== 'cost') await say(await formatReport(report, 'github', { color: false, columns: 100 }));
  const summary = fitMarkdown(await documentOf(report), summaryRoom);
  await appendNamedFile(context.env['GITHUB_STEP_SUMMARY'], summary).catch((error) =>
    told('No summary', error),
  );
  const why = whyNoComment(inputs, context);
  if (why) await say(workflowMessage('notice', why));
  const posted =
    why === null
      ? await commentOn(report, inputs.comment, context).catch((error) => told('No comment', error))
      : null;
  return { ...actionOutputs(report), 'comment-url': posted?.url ?? '' };
}

/** Why no comment is even tried; empty: nobody expects one. null: it is. */
function whyNoComment({ comment, token }: ActionInputs, { env }: Context): string | null {
  const { pullRequest, isFork } = githubRun(env, readGithubEvent(env));
  if (comment.mode === 'off' || pullRequest === null) return '';
  if (isFork)
    return 'No comment: a pull request from a fork has a token that can only read. docs/github-action.md shows a second workflow that posts the report.';
  return token === '' ? 'No comment: the input "github-token" is empty.' : null;
}

async function appendOutputs(env: Context['env'], outputs: Outputs): Promise<void> {
  const entries = Object.entries(outputs).map(([name, value]) => outputEntry(name, value, randomUUID()));
  await appendNamedFile(env['GITHUB_OUTPUT'], entries.join(''));
}

import type { CommentOptions } from '../commands/comment.ts';
import { PromptopsError } from '../errors.ts';
import { oneOf } from './values.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the inputs of the action ask for. */
export type ActionInputs = {
  readonly command: string;
  /** The command as it would be typed. */
  readonly argv: readonly string[];
  /** Where the report is written, or for `comment` read. */
  readonly reportPath: string;
  readonly comment: Pick<CommentOptions, 'mode' | 'when'>;
  /** The exit code is 0, whatever is found; `ci` knows that itself. */
  readonly informational: boolean;
  readonly token: string;
};

/** How each input is written for a command that takes it; what a command does not take is refused. */
const flags: Readonly<Record<string, Readonly<Record<string, (value: string) => readonly string[]>>>> = {
  ci: {
    base: (value) => ['--base', value],
    'fail-on': (value) => ['--fail-on', value],
    'approve-label': (value) => ['--approve-label', value],
    // Nobody spends by accident: whoever names a budget wants to be asked for.
    'max-cost-usd': (value) => ['--live', '--max-cost', value],
    'require-evals': (value) => [flagged('require-evals', value) ? '--require-evals' : '--no-require-evals'],
    informational: (value) => (flagged('informational', value) ? ['--informational'] : []),
  },
  lint: { base: (value) => ['--since', value], informational: () => [] },
  diff: { base: (value) => [value], 'fail-on': (value) => ['--fail-on', value], informational: () => [] },
  cost: {
    base: (value) => ['--base', value],
    'fail-on': (value) => ['--fail-on', value],
    informational: () => [],
  },
  test: {
    base: (value) => ['--baseline', value],
    'max-cost-usd': (value) => ['--replay', 'auto', '--max-cost', value],
    informational: () => [],
  },
  comment: {},
};

const commandInputs = ['base', 'fail-on', 'approve-label', 'max-cost-usd', 'require-evals', 'informational'];
const fileInputs = { 'sarif-file': 'sarif', 'junit-file': 'junit', 'html-file': 'html' } as const;

/** Reads `INPUT_*`, as action.yml hands them on; an empty one was not given. Throws `usage` with the input's name. */
export function readActionInputs(env: Env): ActionInputs {
  const given = (name: string): string =>
    (env[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`] ?? '').trim();
  const command = word('command', given('command') || 'ci', Object.keys(flags));
  const taken = flags[command] ?? {};
  const options = commandInputs.flatMap((name) => {
    const value = given(name);
    if (value === '') return [];
    const write = taken[name];
    if (write) return write(guarded(name, value));
    throw new PromptopsError('usage', `The input "${name}" is nothing that "${command}" takes.`, {
      hint: 'Leave it out, or choose another "command".',
    });
  });
  const comment = word('comment', given('comment') || 'update', ['update', 'new', 'off']);
  const commentWhen = word('comment-when', given('comment-when') || 'always', [
    'always',
    'changes',
    'failures',
  ]);
  const outputs = Object.entries(fileInputs).flatMap(([name, format]) =>
    given(name) === '' ? [] : ['--output', `${format}=${given(name)}`],
  );
  const reportPath = given('json-file') || `${env['RUNNER_TEMP'] ?? '.'}/promptops-report.json`;
  const directory = guarded('working-directory', given('working-directory') || '.');
  const rest =
    command === 'comment'
      ? [reportPath, '--mode', comment, '--when', commentWhen]
      : [...options, '--output', `json=${reportPath}`];
  return {
    command,
    argv: ['-C', directory, command, ...rest, ...outputs],
    reportPath,
    comment: { mode: comment, when: commentWhen } as ActionInputs['comment'],
    informational: given('informational') !== '' && flagged('informational', given('informational')),
    token: given('github-token'),
  };
}

/** What is written as a value must not be read as another option. */
function guarded(name: string, value: string): string {
  if (!value.startsWith('-')) return value;
  throw new PromptopsError('usage', `The input "${name}" must not begin with "-".`);
}

const word = (name: string, value: string, known: readonly string[]): string => oneOf(name, known)(value);

function flagged(name: string, value: string): boolean {
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw new PromptopsError('usage', `The input "${name}" is "${value}", neither true nor false.`);
}

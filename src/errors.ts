/** How a command ended. 0 yes, 1 no, 2 your input, 3 no verdict, 70 our bug, 130/143 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 70 | 130 | 143;

export type ErrorCode =
  | 'usage' // unknown command, flag or flag value
  | 'not-found' // a prompt, case, rule, model or file that does not exist
  | 'invalid-project' // config, prompt or test files with faults
  | 'unsafe-path' // a path outside the repository, or not a regular file
  | 'too-large' // a file that is larger than what is read
  | 'refused-bundle' // a bundle that fails a check
  | 'bad-ref' // a git ref that cannot be resolved
  | 'git' // git itself failed
  | 'invalid-vars' // variables that do not fit the prompt's inputs
  | 'render' // a template that cannot be rendered with these variables
  | 'missing-key' // a provider key that is not set
  | 'missing-package' // an optional provider package that is not installed
  | 'recording-miss' // nothing recorded, or the request changed since
  | 'invalid-recording' // a recording that cannot be read
  | 'provider' // a provider that did not give a usable answer
  | 'budget' // a call that could cost more than what is left to spend
  | 'code-host' // GitHub did not take what was to be posted
  | 'assertion' // an assertion that could not be evaluated: neither pass nor fail
  | 'disk' // the file system refused
  | 'target' // a remote or a registry that did not take a release, or cannot be asked
  | 'interrupted'; // SIGINT or SIGTERM

const exitCodes: Readonly<Record<ErrorCode, ExitCode>> = {
  usage: 2,
  'not-found': 2,
  'invalid-project': 2,
  'unsafe-path': 2,
  'too-large': 2,
  'refused-bundle': 1,
  'bad-ref': 2,
  git: 2,
  'invalid-vars': 2,
  render: 2,
  'missing-key': 2,
  'missing-package': 2,
  'recording-miss': 3,
  'invalid-recording': 3,
  provider: 3,
  budget: 3,
  'code-host': 3,
  assertion: 3,
  disk: 3,
  target: 3,
  interrupted: 130,
};

/** The one error of promptops: what happened, what to type next, and lines of detail such as places. */
export class PromptopsError extends Error {
  override readonly name = 'PromptopsError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint ?? null;
    this.details = more.details ?? [];
  }
}

/** Exit code of anything thrown: a PromptopsError has its own, everything else is our bug. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof PromptopsError ? exitCodes[error.code] : 70;
}

const precedence: readonly ExitCode[] = [70, 130, 143, 2, 3, 1, 0];

/** The code that wins when several apply. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return precedence.find((code) => seen.has(code)) ?? 0;
}

import { showUnseen } from '../report/inert.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A line that GitHub shows with the run: `error`, `warning`, `notice`. */
export const workflowMessage = (level: 'error' | 'warning' | 'notice', text: string): string =>
  `::${level} title=promptops::${escaped(showUnseen(text))}\n`;

/** Between the two GitHub takes no line for a command; only who knows the token ends it. */
export const stopCommands = (token: string): string => `::stop-commands::${token}\n`;
export const resumeCommands = (token: string): string => `::${token}::\n`;

const secretName = /(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/i;
/** Masking a shorter value would black out half of the log. */
const shortestSecret = 6;

/** Lines that let GitHub black out what must not be read in the log: keys of providers, tokens. */
export function maskSecrets(env: Env, named: readonly string[]): string {
  const values = Object.entries(env).flatMap(([name, value = '']) =>
    secretName.test(name) || named.includes(name) ? value.split(/\r?\n/) : [],
  );
  return [...new Set(values)]
    .filter((value) => value.length >= shortestSecret)
    .map((value) => `::add-mask::${escaped(value)}\n`)
    .join('');
}

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A value for `GITHUB_OUTPUT`; nothing in it can end it, for nobody can guess the delimiter. */
export const outputEntry = (name: string, value: string, delimiter: string): string =>
  `${name}<<${delimiter}\n${value}\n${delimiter}\n`;

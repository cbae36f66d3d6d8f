import { parseEnv } from 'node:util';
import { PromptopsError } from '../errors.ts';
import type { Root } from './root.ts';
import { worktreeSnapshot } from './worktree.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with what `.env` at the root adds. A variable that is set wins; with `CI` set the file is not read. */
export async function readEnvironment(root: Root, env: Environment): Promise<Environment> {
  if (isSet(env['CI'])) return env;
  const bytes = (await worktreeSnapshot(root).read(['.env'])).get('.env');
  if (!bytes) return env;
  try {
    return { ...parseEnv(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), ...env };
  } catch (cause) {
    throw new PromptopsError('invalid-project', '".env" is not a text file in UTF-8.', { cause });
  }
}

const isSet = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false'].includes(value);

import path from 'node:path';
import type { TrustedKey } from '../bundle/dsse.ts';
import { ed25519Key } from '../bundle/ed25519.ts';
import { type Policy, parsePolicy, policyPath } from '../bundle/policy.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { defaultFileLimits } from '../model/config.ts';
import { loadMatches, type Matches } from '../model/pattern.ts';
import { parseYaml } from '../model/yaml-file.ts';
import { readNamedFile } from '../source/named-file.ts';
import type { Root } from '../source/root.ts';
import type { Context } from './context.ts';

export type OpenedPolicy = {
  /** As it was typed. */
  readonly path: string;
  readonly policy: Policy;
  readonly keys: readonly TrustedKey[];
  readonly matches: Matches;
};

/**
 * The policy that was named, else the project's own. Throws `invalid-project` with every fault and its place, and
 * `not-found`: without a policy nothing says whom to believe.
 */
export async function openPolicy(
  { root }: Root,
  named: string | undefined,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<OpenedPolicy> {
  const [folder, shown] = named === undefined ? [root, policyPath] : [cwd, named];
  const text = await readPolicy(folder, shown, named !== undefined);
  const bytes = new TextEncoder().encode(text);
  const matches = await loadMatches();
  const { policy, faults } = parsePolicy(parseYaml(shown, bytes, defaultFileLimits), matches);
  refuseFaults(faults);
  const beside = path.dirname(path.resolve(folder, shown));
  const keys = await Promise.all(
    policy.keys.map(async (key) => ed25519Key(await readNamedFile(beside, key, maxKeyBytes), key)),
  );
  return { path: shown, policy, keys, matches };
}

const maxKeyBytes = 1 << 20;

async function readPolicy(folder: string, shown: string, isNamed: boolean): Promise<string> {
  try {
    return await readNamedFile(folder, shown, defaultFileLimits.maxBytes);
  } catch (error) {
    if (isNamed || !(error instanceof PromptopsError) || error.code !== 'not-found') throw error;
    throw new PromptopsError('not-found', `There is no "${shown}": nothing says whom to believe.`, {
      hint: 'Write one, see docs/verify.md, or name another with --policy <file>.',
    });
  }
}

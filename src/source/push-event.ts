import { readFileSync, statSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Largest event that is read: GitHub sends up to 25 MB. */
const maxBytes = 32 << 20;

/**
 * What stood on the branch before the push that started this GitHub workflow; null: it was started by something else,
 * or the push made the branch.
 */
export function pushedOnto(env: Environment): string | null {
  const file = env['GITHUB_EVENT_PATH'];
  if (env['GITHUB_EVENT_NAME'] !== 'push' || !file) return null;
  const { before } = (readEvent(file) ?? {}) as { readonly before?: unknown };
  const isCommit = typeof before === 'string' && /^[0-9a-f]{40,64}$/.test(before) && !/^0+$/.test(before);
  return isCommit ? before : null;
}

function readEvent(file: string): unknown {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= maxBytes ? JSON.parse(readFileSync(file, 'utf8')) : null;
  } catch {
    return null;
  }
}

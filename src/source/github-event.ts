import { readFileSync, statSync } from 'node:fs';

/** Largest event that is read: GitHub sends up to 25 MB. */
const maxBytes = 32 << 20;

/** What started this GitHub workflow, as GitHub wrote it down; null: there is no such file, or it cannot be read. */
export function readGithubEvent(env: Readonly<Record<string, string | undefined>>): unknown {
  const file = env['GITHUB_EVENT_PATH'];
  if (!file) return null;
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= maxBytes ? JSON.parse(readFileSync(file, 'utf8')) : null;
  } catch {
    return null;
  }
}

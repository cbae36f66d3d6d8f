import { simpleGit } from 'simple-git';

/** Version of the git program, `2.39.5`; null when there is none. */
export async function gitVersion(): Promise<string | null> {
  try {
    const { installed, major, minor, patch } = await simpleGit().version();
    return installed ? `${major}.${minor}.${patch}` : null;
  } catch {
    return null;
  }
}

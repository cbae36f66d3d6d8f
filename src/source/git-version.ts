import { execFile } from 'node:child_process';

/** Version of the git program, `2.39.5`; null when there is none. */
export const gitVersion = (): Promise<string | null> =>
  new Promise((resolve) => {
    execFile('git', ['--version'], (error, said) => {
      resolve(error ? null : (/\d+(\.\d+)+/.exec(said)?.[0] ?? null));
    });
  });

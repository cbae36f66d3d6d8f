import { spawn } from 'node:child_process';

/**
 * Shows a file (absolute) in whatever the desktop opens such files with: without a shell, and without waiting for it to
 * be closed. False: there is no program to ask.
 */
export function openFile(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [program, before] = openerOf(process.platform);
  const child = spawn(program, [...before, file], {
    env,
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function openerOf(platform: NodeJS.Platform): readonly [program: string, before: readonly string[]] {
  if (platform === 'darwin') return ['open', []];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler']];
  return ['xdg-open', []];
}

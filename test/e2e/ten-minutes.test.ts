import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startRegistry } from '../helpers/npm-registry.ts';
import { cleanEnvironment, emptyFolder, repositoryFolder } from '../helpers/promptops.ts';
import { gitEnvironment } from '../helpers/repository.ts';

const page = readFileSync(path.join(repositoryFolder, 'docs/ten-minutes.md'), 'utf8');
const commands = [...page.matchAll(/^\$ (.*)$/gm)].flatMap(([, line]) => (line ? [line] : []));

/** Where a command leaves off the next one goes on. */
function run(line: string, cwd: string, env: NodeJS.ProcessEnv) {
  const file = path.join(cwd, '..', 'where');
  return new Promise<{ code: number; cwd: string; output: string }>((done) => {
    const script = `${line}\ncode=$?; pwd > "${file}"; exit $code`;
    execFile('bash', ['-c', script], { cwd, env }, (error, stdout, stderr) =>
      done({
        code: error ? Number(error.code) : 0,
        cwd: readFileSync(file, 'utf8').trim(),
        output: stdout + stderr,
      }),
    );
  });
}

it('ten minutes: every command does what the page says', async () => {
  const folder = emptyFolder();
  const registry = await startRegistry(folder);
  const env = {
    ...cleanEnvironment(),
    ...Object.fromEntries(Object.entries(gitEnvironment()).filter(([name]) => name.startsWith('GIT_'))),
    npm_config_registry: registry.url,
    npm_config_cache: path.join(folder, 'npm'),
  };
  let cwd = folder;
  expect(commands.length).toBeGreaterThan(10);
  for (const line of commands) {
    const wanted = Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0);
    const ran = await run(line, cwd, env);
    expect(ran.code, `${line}\n${ran.output}`).toBe(wanted);
    cwd = ran.cwd;
  }
  await registry.close();
});

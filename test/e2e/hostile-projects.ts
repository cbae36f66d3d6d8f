import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Hostile, harmless, outside } from '../fixtures/hostile/corpus.ts';
import { cleanEnvironment, emptyFolder, repositoryFolder } from '../helpers/promptops.ts';
import { writeFiles } from '../helpers/repository.ts';

/** What a run did: see watched-runs.mjs. */
export type Watched = {
  readonly id: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly polluted: readonly string[];
  readonly started: readonly string[];
  readonly connected: readonly string[];
  readonly opened: readonly string[];
};

export type Run = { readonly id: string; readonly cwd: string; readonly argv: readonly string[] };

/** A project of the corpus, with the folder beside it that nothing may be read from. */
export function hostileProject({ files, links = {}, pipes = [] }: Hostile, config: string): string {
  const base = emptyFolder();
  writeFiles(path.join(base, 'outside'), outside);
  const project = path.join(base, 'project');
  writeFiles(project, { 'promptops.yaml': config, ...harmless, ...files });
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    rmSync(path.join(project, name), { force: true });
    symlinkSync(target.replace('OUTSIDE', path.join(base, 'outside')), path.join(project, name));
  }
  for (const name of pipes) execFileSync('mkfifo', [path.join(project, name)]);
  return project;
}

/** Nothing hostile may take this long; the limit only finds what never ends. */
const patience = 10_000;

/** Runs command lines in one process of the built program. One that does not end is named, and those after it are not run. */
export function runWatched(
  runs: readonly Run[],
  env: Readonly<Record<string, string>>,
): Promise<readonly Watched[]> {
  const file = path.join(emptyFolder(), 'runs.json');
  writeFileSync(file, JSON.stringify(runs.map((run) => ({ ...run, env }))));
  const script = path.join(repositoryFolder, 'test/helpers/watched-runs.mjs');
  const cli = path.join(repositoryFolder, 'dist/cli.cjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, file, cli, path.resolve(repositoryFolder)], {
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const results: Watched[] = [];
    let text = '';
    let errors = '';
    const hung = (): void => {
      child.kill('SIGKILL');
      reject(new Error(`Did not end: ${runs[results.length]?.id}\n${errors}`));
    };
    let timer = setTimeout(hung, patience);
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) results.push(JSON.parse(line));
      clearTimeout(timer);
      timer = setTimeout(hung, patience);
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (results.length === runs.length) resolve(results);
      else reject(new Error(`Ended at ${runs[results.length]?.id}:\n${errors}`));
    });
  });
}

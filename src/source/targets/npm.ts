import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PromptopsError } from '../../errors.ts';
import { createRedactor } from '../../recordings/redact.ts';
import type { ArchiveFiles } from '../archive-files.ts';
import { collect, finished } from '../git.ts';
import { packTgz } from '../tar.ts';
import type { Found, Release, Target } from './target.ts';

export type NpmSettings = {
  /** Name of the package. */
  packageOf(release: Release): string;
  /** URL; null: the one npm is configured with. */
  readonly registry: string | null;
  readonly access: 'public' | 'restricted' | null;
  /** The files of the package, which holds the bundle and names its digest in its `package.json`. */
  contents(release: Release): ArchiveFiles;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A package on an npm registry, through the `npm` program: registries, proxies, tokens and one-time passwords are its
 * business, and no token passes through here. It runs in a folder of its own, where no `.npmrc` of a project can name
 * another registry for the user's token.
 */
export function npmTarget(settings: NpmSettings, env: Environment): Target {
  const where = [
    ...(settings.registry === null ? [] : [`--registry=${settings.registry}`]),
    '--loglevel=error',
    '--no-fund',
    '--no-update-notifier',
  ];
  const named = (release: Release): string => `${settings.packageOf(release)}@${release.version}`;
  return {
    target: 'npm',
    place: named,
    find: (release) =>
      inFolder(async (cwd) => {
        const asked = ['view', named(release), 'promptops', '--json', '--prefer-online', ...where];
        const { code, stdout, stderr } = await runNpm(cwd, asked, env);
        return readView(code, stdout, release.digest) ?? Promise.reject(refused('view', stderr, env));
      }),
    put: (release) =>
      inFolder(async (cwd) => {
        writeFileSync(path.join(cwd, 'package.tgz'), await packTgz(inPackage(settings.contents(release))));
        const access = settings.access === null ? [] : [`--access=${settings.access}`];
        // npm asks where "latest" goes when a version is none yet.
        const tag = release.version.includes('-') ? ['--tag=next'] : [];
        const asked = ['publish', './package.tgz', '--ignore-scripts', ...access, ...tag, ...where];
        const { code, stderr } = await runNpm(cwd, asked, env);
        if (code !== 0) throw refused('publish', stderr, env);
      }),
  };
}

/** As npm packs: everything below one folder. */
const inPackage = (files: ArchiveFiles): ArchiveFiles =>
  new Map([...files].map(([name, bytes]) => [`package/${name}`, bytes]));

/** What `npm view` answers of a version: nothing, or the field `promptops` of its package.json. null: an error. */
function readView(code: number | null, stdout: string, digest: string): Found | null {
  const answer = parse(stdout) as {
    readonly error?: { readonly code?: string };
    readonly digest?: unknown;
  } | null;
  if (answer?.error?.code === 'E404') return 'nothing';
  if (code !== 0) return null;
  if (answer === null) return 'nothing';
  return answer.digest === digest ? 'same' : { other: String(answer.digest ?? 'no bundle') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'promptops-npm-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runNpm(cwd: string, args: readonly string[], env: Environment) {
  // On Windows npm is a script; nothing in the arguments needs quoting.
  const child = spawn('npm', args, { cwd, env, shell: process.platform === 'win32', windowsHide: true });
  child.stdin?.end();
  const ended = finished(child).catch((cause: unknown) => {
    throw new PromptopsError('target', '"npm" cannot be started.', {
      hint: 'Install npm, or leave the target out.',
      cause,
    });
  });
  const [stdout, stderr, code] = await Promise.all([collect(child.stdout), collect(child.stderr), ended]);
  return { code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
}

const secretName = /token|auth|pass|secret|otp/i;

function refused(what: 'view' | 'publish', stderr: string, env: Environment): PromptopsError {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    value && secretName.test(name) ? [value] : [],
  );
  const said = createRedactor(secrets)(stderr)
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/complete log of this run/.test(line) && !/_logs/.test(line));
  const message =
    what === 'view' ? 'The npm registry cannot be asked.' : 'The npm registry did not take the package.';
  return new PromptopsError('target', message, {
    details: said.slice(0, 12),
    hint: 'Correct what npm says, then run the command again: it goes on where it stopped.',
  });
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpServer } from '../helpers/http-server.ts';
import { otherNode } from '../helpers/other-node.ts';
import { cleanEnvironment, promptops, repositoryFolder, startPromptops } from '../helpers/promptops.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';
import { type NpmRegistry, startNpmRegistry } from '../helpers/verdaccio.ts';

const prompt = (text: string) =>
  `promptops: 1\nmodel: echo/any\ninputs: { name: { type: string, maxLength: 80 } }\nmessages: [{ role: user, content: "${text} {{name}}" }]\n`;

function project(publish: string) {
  const repository = createRepository([
    {
      'promptops.yaml': `promptops: 1\nbundles: { support: ["**"] }\nlint: { extends: minimal, rules: { tests/none: off } }\n${publish}`,
      'prompts/reply.prompt.yaml': prompt('Hello'),
      '.gitignore': 'dist\n',
    },
  ]);
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  const remote = path.join(createFolder(), 'remote.git');
  runGit(repository.path, ['init', '-q', '--bare', remote]);
  repository.git('remote', 'add', 'origin', remote);
  return { ...repository, remote };
}

type Published = {
  readonly verdict: string;
  readonly bundles: readonly {
    readonly version: string;
    readonly digest: string;
    readonly targets: readonly { readonly target: string; readonly state: string }[];
  }[];
};

const statesOf = ({ bundles }: Published) =>
  bundles.flatMap(({ targets }) => targets.map(({ target, state }) => `${target} ${state}`));

async function publish(
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
) {
  const ran = await promptops(['publish', '--format', 'json', ...args], { cwd, env });
  return { ...ran, report: JSON.parse(ran.stdout) as Published };
}

/** Offline the test is skipped and says so; in CI it fails. */
function findOtherNode(skip: (why: string) => never): string {
  try {
    return otherNode();
  } catch (error) {
    if (process.env['CI']) throw error;
    return skip(`there is no other Node: ${(error as Error).message.split('\n')[0]}`);
  }
}

describe('an npm package', () => {
  let registry: NpmRegistry;
  beforeAll(async () => {
    registry = await startNpmRegistry();
  });
  afterAll(() => registry.close());

  it('is published once, installed, and rendered by the runtime', async () => {
    const { path: cwd, commit } = project(
      'publish: { targets: [tgz, npm], npm: { package: "@acme/prompts-{bundle}" } }\n',
    );
    // A registry of the project's own must not see the token.
    commit({ '.npmrc': '@acme:registry=http://127.0.0.1:9/\nregistry=http://127.0.0.1:9/\n' });
    const first = await publish(cwd, registry.env);
    expect(first.stdout + first.stderr).not.toContain(registry.token);
    expect(statesOf(first.report)).toEqual(['tgz done', 'npm done']);
    expect(first.code).toBe(0);
    expect(statesOf((await publish(cwd, registry.env)).report)).toEqual(['tgz there', 'npm there']);

    const application = createFolder({
      'package.json': '{ "private": true, "type": "module" }',
      'main.mjs': `import { loadBundle } from 'promptops/runtime/node';
const bundle = await loadBundle('node_modules/@acme/prompts-support');
const { messages, prompt } = bundle.prompt('reply').render({ name: 'Ada' });
console.log(JSON.stringify([messages, prompt.version, bundle.digest]));`,
    });
    const env = cleanEnvironment(registry.env);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '@acme/prompts-support@0.1.0'], {
      cwd: application,
      env,
      stdio: 'pipe',
    });
    symlinkSync(repositoryFolder, path.join(application, 'node_modules/promptops'));
    const said = JSON.parse(execFileSync(process.execPath, ['main.mjs'], { cwd: application }).toString());
    expect(said).toEqual([
      [expect.objectContaining({ role: 'user', content: [{ type: 'text', text: 'Hello Ada' }] })],
      '0.1.0',
      first.report.bundles[0]?.digest,
    ]);
  });

  it('that a registry did not take is published by a second run', async () => {
    const { path: cwd, remote } = project(
      'publish: { targets: [git, npm], npm: { package: "prompts-{bundle}-again" } }\n',
    );
    const broken = await startHttpServer(({ method }) =>
      method === 'GET'
        ? { status: 404, json: { error: 'not found' } }
        : { status: 500, text: 'Out of order' },
    );
    try {
      const host = broken.url.replace(/^https?:/, '').replace(/\/$/, '');
      const npmrc = path.join(createFolder(), 'npmrc');
      writeFileSync(npmrc, `registry=${broken.url}\n${host}/:_authToken=a-secret-token\n`);
      const failed = await publish(cwd, { ...registry.env, npm_config_userconfig: npmrc });
      expect(failed.code).toBe(3);
      expect(statesOf(failed.report)).toEqual(['git done', 'npm failed']);
      expect(failed.stdout + failed.stderr).not.toContain('a-secret-token');
    } finally {
      await broken.close();
    }
    expect(runGit(remote, ['tag'])).toBe('support@0.1.0');
    const done = await publish(cwd, registry.env);
    expect(statesOf(done.report)).toEqual(['git there', 'npm done']);
    expect(done.report).toMatchObject({ verdict: 'published', bundles: [{ version: '0.1.0' }] });
  });

  it('of another bundle in the same version is never replaced', async () => {
    const config = 'publish: { targets: [npm], npm: { package: "prompts-clash" } }\n';
    await publish(project(config).path, registry.env);
    const other = project(config);
    other.commit({ 'prompts/reply.prompt.yaml': prompt('Bye') });
    const refused = await publish(other.path, registry.env);
    expect([refused.code, refused.report.verdict]).toEqual([1, 'refused']);
    expect(other.git('tag')).toBe('');
  });
});

describe('a publish', () => {
  it('that is killed is finished by the next one', async () => {
    const { path: cwd, remote, git } = project('publish: { targets: [git, dir, tgz] }\n');
    const hook = path.join(remote, 'hooks/update');
    // A push that has come so far ends with its hook, whatever becomes of who started it.
    writeFileSync(hook, '#!/bin/sh\n: > started\nsleep 30\n', { mode: 0o755 });
    const running = startPromptops(['publish'], { cwd });
    while (!existsSync(path.join(remote, 'started'))) await sleep(20);
    expect(git('tag')).toBe('support@0.1.0');
    running.kill('SIGKILL');
    await running.ended;
    expect(existsSync(path.join(cwd, 'dist'))).toBe(false);
    writeFileSync(hook, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const done = await publish(cwd);
    expect(statesOf(done.report)).toEqual(['git done', 'dir done', 'tgz done']);
    expect(runGit(remote, ['rev-parse', 'support@0.1.0'])).toBe(git('rev-parse', 'support@0.1.0'));
  });

  it('sweeps up what a killed one left half written', async () => {
    const { path: cwd } = project('publish: { targets: [dir] }\n');
    const left = path.join(cwd, 'dist/bundles/.support-0.1.0.0123456789ab.tmp');
    mkdirSync(left, { recursive: true });
    writeFileSync(path.join(left, 'manifest.json'), '{');
    await publish(cwd);
    expect(readdirSync(path.join(cwd, 'dist/bundles'))).toEqual(['support-0.1.0']);
  });

  it('waits for another one, and has nothing to do after it', async () => {
    const { path: cwd, git } = project('publish: { targets: [git, tgz] }\n');
    const both = await Promise.all([publish(cwd), publish(cwd)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ report }) => report.verdict).sort()).toEqual(['published', 'unchanged']);
    expect(git('tag')).toBe('support@0.1.0');
  });

  it('makes the same bytes in other folders, time zones, languages, with another umask and another Node', async (test) => {
    const node = findOtherNode(test.skip);
    const from = project('publish: { targets: [dir, tgz] }\n');
    const made = await Promise.all(
      [
        { TZ: 'UTC', LC_ALL: 'C', umask: '022', node: process.execPath },
        { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', umask: '077', node },
      ].map(async ({ umask, node, ...env }) => {
        const clone = path.join(createFolder(), 'a folder – ein Ordner');
        runGit(from.path, ['clone', '-q', from.path, clone]);
        runGit(clone, ['config', 'user.name', 'Ada']);
        runGit(clone, ['config', 'user.email', 'ada@example.com']);
        const bin = path.join(repositoryFolder, 'bin/promptops.js');
        const line = `umask ${umask} && exec "$0" "$1" publish --format json`;
        const out = execFileSync('sh', ['-c', line, node, bin], {
          cwd: clone,
          env: cleanEnvironment(env),
        });
        const folder = path.join(clone, 'dist/bundles');
        const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
          (name) => /\.\w+$/.test(name) && !/\d$/.test(name),
        );
        const bytes = files
          .sort()
          .map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]);
        return { digest: (JSON.parse(out.toString()) as Published).bundles[0]?.digest, bytes };
      }),
    );
    expect(made[0]?.bytes.length).toBeGreaterThan(3);
    expect(made[1]).toEqual(made[0]);
  }, 90_000);
});

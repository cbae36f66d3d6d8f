import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { cleanEnvironment, promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder, createRepository, runGit } from '../helpers/repository.ts';

type Step = { readonly run?: string; readonly env?: Readonly<Record<string, string>> };
type Job = { readonly steps: readonly Step[] };

/** `npx --yes promptops@x …` that runs the program built here. */
function standInForNpx(): string {
  const folder = createFolder();
  const file = path.join(folder, 'npx');
  const bin = path.join(repositoryFolder, 'bin/promptops.js');
  writeFileSync(file, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** A project with the workflow that init writes, a policy, and a remote. */
async function makeProject(policy: string) {
  const {
    path: cwd,
    git,
    commit,
  } = createRepository([
    {
      'promptops.yaml': 'promptops: 1\nlint: { extends: minimal, rules: { tests/none: off } }\n',
      'prompts/reply.prompt.yaml':
        'promptops: 1\nmodel: echo/any\ninputs: { name: { type: string, maxLength: 80 } }\nmessages: [{ role: user, content: "Hello {{name}}" }]\n',
      'prompts/reply.test.yaml':
        'promptops: 1\ntests: [{ id: greets, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }]\n',
      'promptops.policy.yaml': `promptops: 1\nkeys: [release.key.pub]\nclean: true\n${policy}`,
    },
  ]);
  const secrets = createFolder();
  await promptops(['keys', 'generate', path.join(secrets, 'release.key')], { cwd });
  await promptops(['init', '--ci', 'github'], { cwd });
  commit({ 'release.key.pub': readFileSync(path.join(secrets, 'release.key.pub'), 'utf8') });
  const remote = path.join(createFolder(), 'remote.git');
  runGit(cwd, ['init', '-q', '--bare', remote]);
  git('remote', 'add', 'origin', remote);
  const key = readFileSync(path.join(secrets, 'release.key'), 'utf8');
  return { cwd, remote, key };
}

/** Runs the scripts of the workflow as a runner does, up to the first that fails. */
function runWorkflow({ cwd, key }: { readonly cwd: string; readonly key: string }) {
  const temp = createFolder();
  mkdirSync(path.join(temp, 'evidence'));
  const text = readFileSync(path.join(cwd, '.github/workflows/promptops-release.yml'), 'utf8');
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const runner = {
    RUNNER_TEMP: temp,
    GITHUB_STEP_SUMMARY: path.join(temp, 'summary.md'),
    GITHUB_SERVER_URL: 'http://127.0.0.1:9',
    PATH: `${standInForNpx()}${path.delimiter}${process.env['PATH']}`,
  };
  const filled = (value: string) =>
    value.includes('secrets.PROMPTOPS_SIGNING_KEY') ? key : value.includes('github.token') ? 'token' : value;
  let said = '';
  for (const { run, env = {} } of Object.values(jobs).flatMap(({ steps }) => steps)) {
    if (run === undefined) continue;
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd,
      env: cleanEnvironment({ ...runner, ...own }),
      encoding: 'utf8',
    });
    said += `${ran.stdout}${ran.stderr}`;
    if (ran.status !== 0) return { failed: run, said, temp };
  }
  return { failed: null, said, temp };
}

it('the release workflow attests, verifies and pushes a version, and has nothing to do after it', async () => {
  const made = await makeProject('require: [test-result, provenance]\n');
  const first = runWorkflow(made);
  expect(first).toMatchObject({ failed: null });
  expect(runGit(made.remote, ['tag'])).toBe('prompts@0.1.0');
  expect(readdirSync(path.join(first.temp, 'bundles')).sort()).toEqual([
    'prompts-0.1.0.attestations.jsonl',
    'prompts-0.1.0.tgz',
  ]);
  expect(runWorkflow(made)).toMatchObject({ failed: null });
  expect(runGit(made.remote, ['tag'])).toBe('prompts@0.1.0');
});

it('the release workflow pushes nothing that the policy refuses', async () => {
  const made = await makeProject('bundle: another\n');
  const { failed, said } = runWorkflow(made);
  expect(failed).toContain(' verify ');
  expect(said).toContain('another');
  expect(runGit(made.remote, ['tag'])).toBe('');
});

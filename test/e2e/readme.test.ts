import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { promptops, repositoryFolder, starterFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const run = promisify(execFile);
const pages = ['README.md', 'docs/providers.md', 'docs/library.md'];
const text = pages.map((name) => readFileSync(path.join(repositoryFolder, name), 'utf8')).join('\n');

const blocksOf = (language: string): readonly string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, found, block]) =>
    found === language && block ? [block] : [],
  );

/** Durations differ from run to run. */
const timeless = (text: string): string => text.replace(/\d+\.\d\d s/g, '0.00 s');

it('prints what a run of the starter prints', async () => {
  const { stdout } = await promptops(['test'], { cwd: starterFolder() });
  expect(timeless(blocksOf('')[0] ?? '')).toBe(timeless(stdout));
});

it('has examples that lint', async () => {
  const yaml = blocksOf('yaml');
  const files = yaml.flatMap((text) => {
    const name = /^# (\S+\.yaml)\n/.exec(text)?.[1];
    return name ? [[name, text]] : [];
  });
  expect(files.map(([name]) => name)).toEqual(
    expect.arrayContaining(['prompts/support/triage.prompt.yaml', 'promptops.yaml']),
  );
  const cwd = createFolder(Object.fromEntries(files));
  const lint = await promptops(['lint', 'support/triage'], { cwd });
  expect(lint).toMatchObject({ code: 0 });
  const show = await promptops(['show', 'support/triage', '--case', 'double-charge'], { cwd });
  expect(show.stdout).toContain('I was charged twice this month.');
});

it('has a library example that compiles and runs', async () => {
  const cwd = starterFolder();
  mkdirSync(path.join(cwd, 'node_modules'));
  symlinkSync(repositoryFolder, path.join(cwd, 'node_modules/promptops'));
  writeFileSync(path.join(cwd, 'example.mts'), blocksOf('ts')[0] ?? '');
  writeFileSync(path.join(cwd, 'package.json'), '{"type":"module"}');
  const types = path.join(repositoryFolder, 'node_modules/@types');
  const flags = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--typeRoots',
    types,
    '--types',
    'node',
  ];
  const tsc = path.join(repositoryFolder, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, ...flags, 'example.mts'], { cwd });
  const { stdout } = await run(process.execPath, ['example.mjs'], { cwd });
  expect(stdout.split('\n')).toEqual([
    'support/reply 0',
    'support/triage 0',
    "[ 'system', 'user' ]",
    'passed 0',
    'passed 11 sample',
    '',
  ]);
  // A run's plan is written down; the environment with its keys is not.
  const { test } = await import(path.join(repositoryFolder, 'dist/index.js'));
  const report = await test({ cwd, prompts: ['support/triage'], env: { OPENAI_API_KEY: 'sk-secret' } });
  const plan = readFileSync(path.join(cwd, '.promptops/runs', report.run.id, 'plan.json'), 'utf8');
  expect(plan).toContain('support/triage');
  expect(plan).not.toContain('sk-secret');
});

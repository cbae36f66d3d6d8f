import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { buildBundle, releasedPrompts } from '../../src/bundle/build-bundle.ts';
import { packFile } from '../../src/bundle/pack-prompt.ts';
import { type DiffOptions, diffCommand } from '../../src/commands/diff.ts';
import { loadProject } from '../../src/model/project.ts';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, type Files, writeFiles } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const prompt = (temperature: number, more = '') => `promptops: 1
description: Says a word to whoever comes.
metadata: { owner: "@desk" }
x-note: mine
model: { id: echo/x, params: { temperature: ${temperature} } }
inputs: { name: { type: string, description: Who comes. } }
messages:
  - { role: system, guard: true, content: Be kind. }
  - { role: user, content: "Hello {{name}}." }
${more}`;

const config = 'promptops: 1\nbundles: { support: ["support/**"] }\n';
const at = (id: string): string => `prompts/${id}.prompt.yaml`;
const files: Files = {
  'promptops.yaml': config,
  [at('support/a')]: prompt(0),
  'prompts/support/a.test.yaml':
    'promptops: 1\ntests:\n  - { id: one, vars: { name: Ada }, assert: [{ type: contains, value: a }] }\n',
  [at('support/b')]: prompt(0),
  [at('other')]: prompt(0),
};

async function bundleOf(folder: string, version: string): Promise<string> {
  const { prompts } = await loadProject(await readSnapshot(await findRoot(folder), null));
  const own = prompts.filter(({ id }) => id.startsWith('support/')).map(packFile);
  const released = releasedPrompts(own, { version, prompts: {} });
  return createFolder(Object.fromEntries(buildBundle({ name: 'support', version, prompts: released })));
}

async function told(folder: string, options: DiffOptions) {
  const { prompts, changes, compared, renders } = await diffCommand(options, contextAt(folder));
  const kinds = (marks: readonly string[]) =>
    changes.flatMap(({ fingerprint, id }) => (marks.includes(fingerprint) ? [id] : []));
  return {
    compared,
    renders: renders.map(({ case: name }) => name),
    prompts: prompts.map((each) => [each.prompt, each.state, ...kinds(each.changes)].join(' ')),
  };
}

it('compares a bundle in a folder with the prompts that belong to it, in what they send alone', async () => {
  const repository = createRepository([files]);
  const base = `bundle:${await bundleOf(repository.path, '1.4.0')}`;
  expect((await told(repository.path, { base })).prompts).toEqual([]);
  repository.write({
    [at('support/a')]: prompt(0).replace('Hello', 'Good day,').replace('@desk', '@other'),
    'prompts/support/a.test.yaml': 'promptops: 1\ntests:\n  - { id: two, vars: { name: Ada } }\n',
    [at('support/b')]: null,
    [at('support/c')]: prompt(0).replace('kind', 'quick and clever'),
    [at('support/draft')]: prompt(0).replace('metadata: {', 'metadata: { status: draft,'),
    [at('other')]: prompt(1),
  });
  const { prompts, compared, renders } = await told(repository.path, { base });
  expect(prompts).toEqual([
    'support/a changed text-changed',
    'support/b removed prompt-removed',
    'support/c added prompt-added',
  ]);
  expect(renders).toEqual(['two']);
  expect(compared).toEqual({ before: base, after: 'the worktree' });
  expect((await told(repository.path, { base, paths: ['support/c'] })).prompts).toEqual([
    'support/c added prompt-added',
  ]);
  expect((await told(repository.path, { base, head: 'HEAD' })).prompts).toEqual([]);
  expect((await told(repository.path, { base: 'HEAD', head: base })).prompts).toEqual([]);
});

it('follows a rename, and compares two bundles', async () => {
  const repository = createRepository([files]);
  const old = `bundle:${await bundleOf(repository.path, '1.4.0')}`;
  repository.write({ [at('support/b')]: null, [at('support/z')]: prompt(1, 'aliases: [support/b]\n') });
  expect((await told(repository.path, { base: old })).prompts).toEqual([
    'support/z renamed param-changed prompt-renamed',
  ]);
  const now = `bundle:${await bundleOf(repository.path, '1.5.0')}`;
  expect((await told(repository.path, { base: old, head: now })).prompts).toEqual([
    'support/z renamed param-changed prompt-renamed',
  ]);
});

it('takes a release by its tag, and a tag as any other ref', async () => {
  const repository = createRepository([files]);
  repository.git('tag', '-a', '-m', 'support 1.4.0', 'support@1.4.0');
  repository.commit({ [at('support/a')]: prompt(1), [at('other')]: prompt(1) });
  const changed = 'support/a changed param-changed';
  expect((await told(repository.path, { base: 'bundle:support@1.4.0' })).prompts).toEqual([changed]);
  expect((await told(repository.path, { base: 'support@1.4.0' })).prompts).toEqual([
    'other changed param-changed',
    changed,
  ]);
  await expect(told(repository.path, { base: 'bundle:support@1.4.1' })).rejects.toMatchObject({
    code: 'bad-ref',
    hint: expect.stringContaining('support@1.4.0'),
  });
});

it('refuses what is no whole bundle, and names the check', async () => {
  const repository = createRepository([files]);
  const folder = await bundleOf(repository.path, '1.4.0');
  await expect(told(repository.path, { base: 'bundle:nowhere' })).rejects.toMatchObject({
    code: 'not-found',
  });
  writeFiles(folder, { 'prompts/support/a.json': '{}' });
  await expect(told(repository.path, { base: `bundle:${folder}` })).rejects.toMatchObject({
    code: 'refused-bundle',
    message: expect.stringContaining('(hashes)'),
  });
  execFileSync('ln', ['-s', '/etc/passwd', path.join(folder, 'link')]);
  await expect(told(repository.path, { base: `bundle:${folder}` })).rejects.toMatchObject({
    message: expect.stringContaining('(archive/not-a-file)'),
  });
});

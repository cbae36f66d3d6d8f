import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadReached, reachOf } from '../../src/commands/affected.ts';
import { lintProject } from '../../src/commands/lint-project.ts';
import { openLayout } from '../../src/model/project.ts';
import { changesSince } from '../../src/source/changes.ts';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createRepository, type TestRepository } from '../helpers/repository.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { contextAt } from './command-context.ts';

const prompt = (more: string): string => `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n${more}`;

const plain = prompt('messages: [{ role: user, content: Hello }]\n');

const files = {
  'promptops.yaml': 'promptops: 1\n',
  'partials/tone.hbs': 'Be {{> deep/word}}.',
  'partials/deep/word.hbs': 'brief',
  'tools/look.tool.yaml':
    'promptops: 1\nname: look\ndescription: Looks.\nparameters: { type: object, properties: {} }\n',
  'data/rows.jsonl': '{"id":"a","text":"b"}\n',
  'data/note.txt': 'note',
  'schemas/out.json': '{"type":"object"}',
  'overlays/terse.yaml': 'promptops: 1\nparams: { temperature: 0 }\n',
  'prompts/partial.prompt.yaml': prompt('messages: [{ role: user, content: "{{> tone}}" }]\n'),
  'prompts/tool.prompt.yaml': prompt(
    'tools: [../tools/look.tool.yaml]\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/schema.prompt.yaml': prompt(
    'output: { format: json, schema: ../schemas/out.json }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/overlay.prompt.yaml': prompt(
    'variants: { terse: ../overlays/terse.yaml }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/dataset.prompt.yaml': prompt(
    'datasets: { rows: ../data/rows.jsonl }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/vars.prompt.yaml': prompt(
    'inputs: { text: { type: string } }\nmessages: [{ role: user, content: "{{text}}" }]\n',
  ),
  'prompts/vars.test.yaml':
    'promptops: 1\ntests: [{ id: one, vars: { text: { file: ../data/note.txt } } }]\n',
  'prompts/plain.prompt.yaml': plain,
  'prompts/missing.prompt.yaml': prompt('messages: [{ role: user, content: "{{> gone}}" }]\n'),
};

async function affected(changed: readonly string[], select: readonly string[] = []) {
  const changes = { base: null, paths: new Set(changed) };
  const { prompts } = await lintProject(snapshotOf(files), { select, changes }, contextAt('/'), {
    store: null,
    apart: null,
    pack: null,
  });
  return prompts.map(({ id }) => id);
}

describe('lintProject since a change', () => {
  it.each([
    ['partials/tone.hbs', ['partial']],
    ['partials/deep/word.hbs', ['partial']],
    ['partials/gone.hbs', ['missing']],
    ['tools/look.tool.yaml', ['tool']],
    ['schemas/out.json', ['schema']],
    ['overlays/terse.yaml', ['overlay']],
    ['data/rows.jsonl', ['dataset']],
    ['data/note.txt', ['vars']],
    ['prompts/plain.prompt.yaml', ['plain']],
    ['prompts/vars.test.yaml', ['vars']],
    ['prompts/plain.test.yaml', ['plain']],
    ['prompts/__recordings__/plain/one.json', ['plain']],
    ['prompts/__recordings__/vars/@rows/0a.jsonl', ['vars']],
    ['README.md', []],
    ['prompts/removed.prompt.yaml', []],
  ])('%s reaches %j', async (path, ids) => {
    expect(await affected([path])).toEqual(ids);
  });

  it('reaches everything with the config, and of the selected ones only what changed', async () => {
    expect(await affected(['promptops.yaml'])).toHaveLength(8);
    expect(await affected(['promptops.yaml'], ['plain'])).toEqual(['plain']);
    expect(await affected(['partials/tone.hbs', 'prompts/tool.prompt.yaml'], ['tool', 'plain'])).toEqual([
      'tool',
    ]);
  });

  it('reaches everything when a test file apart from its prompt changed or went away', async () => {
    expect(await affected(['prompts/elsewhere.test.yaml'])).toHaveLength(8);
    expect(await affected(['prompts/old.prompt.yaml', 'prompts/old.test.yaml'])).toEqual([]);
  });

  it('reads nothing but the changed prompts when nothing shared changed', async () => {
    const snapshot = snapshotOf(files);
    const changes = { base: null, paths: new Set(['prompts/plain.prompt.yaml']) };
    await lintProject(snapshot, { select: [], changes }, contextAt('/'), {
      store: null,
      apart: null,
      pack: null,
    });
    expect(snapshot.reads.flat()).toEqual([
      'promptops.yaml',
      'promptops.prices.yaml',
      'prompts/plain.prompt.yaml',
    ]);
  });
});

describe('a branch with files that no prompt is made of', () => {
  const others = {
    'README.md': 'New',
    'src/app.ts': 'export {};',
    'package.json': '{}',
    'data/note.txt': 'new',
  };

  /** The prompts that are parsed to find those a change reaches, and those. */
  async function parsed(repository: TestRepository, target: { readonly index: true } | string | null) {
    const root = await findRoot(repository.path);
    const snapshot = await readSnapshot(root, target);
    try {
      const changes = await changesSince(root, 'main', target);
      const layout = await openLayout(snapshot);
      const among = await (await reachOf(snapshot, changes)).among(layout);
      const { prompts } = await loadReached(snapshot, changes);
      return { among: among.map(({ id }) => id), reached: prompts.map(({ id }) => id) };
    } finally {
      await snapshot.close();
    }
  }

  it('parses no more prompts than name one, in a commit, the index and the worktree', async () => {
    const repository = createRepository([files]);
    repository.git('switch', '--quiet', '--create', 'feature');
    repository.write(others);
    const wanted = { among: ['missing', 'vars'], reached: ['vars'] };
    expect(await parsed(repository, null)).toEqual(wanted);
    repository.git('add', '--all');
    expect(await parsed(repository, { index: true })).toEqual(wanted);
    repository.commit({});
    expect(await parsed(repository, 'feature')).toEqual(wanted);
  });

  it('finds who names a file that is new, gone or has another name now, and who is a link', async () => {
    const repository = createRepository([files]);
    repository.git('switch', '--quiet', '--create', 'feature');
    repository.git('mv', 'data/rows.jsonl', 'data/lines.jsonl');
    symlinkSync('../hidden.yaml', path.join(repository.path, 'prompts/linked.prompt.yaml'));
    repository.write({ 'partials/gone.hbs': 'Back', 'schemas/out.json': null });
    const named = ['dataset', 'missing', 'schema'];
    repository.write({ 'hidden.yaml': prompt('datasets: { rows: ../data/lines.jsonl }\n') });
    repository.git('add', '--all');
    for (const target of [null, { index: true }] as const)
      expect((await parsed(repository, target)).reached).toEqual([...named, 'linked'].sort());
  });
});

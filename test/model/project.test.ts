import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { loadProject } from '../../src/model/project.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const config = 'promptops: 1\nmodel: echo/x\n';
const prompt = (content = 'Hello', more = '') =>
  `promptops: 1\n${more}messages: [{ role: user, content: "${content}" }]\n`;
const tests = (id = 'one') => `promptops: 1\ntests: [{ id: ${id}, assert: [{ type: equals, value: x }] }]\n`;

describe('loadProject', () => {
  it('reads a project with a few reads, whatever the number of prompts', async () => {
    const files: Record<string, string> = { 'promptops.yaml': config };
    for (let index = 0; index < 50; index += 1) {
      files[`prompts/p${index}.prompt.yaml`] = prompt(`{{> a}}`, 'output: { schema: ./s.json }\n');
      files[`prompts/p${index}.test.yaml`] = tests();
    }
    files['prompts/s.json'] = '{"$ref":"t.json"}';
    files['prompts/t.json'] = '{"type":"string"}';
    files['partials/a.hbs'] = '{{> b}}';
    files['partials/b.hbs'] = 'text';
    const snapshot = snapshotOf(files);
    const project = await loadProject(snapshot);
    expect(project.prompts).toHaveLength(50);
    expect(project.prompts.flatMap(({ faults }) => faults)).toEqual([]);
    expect(project.prompts.map(({ tests }) => tests?.cases.length)).toEqual(project.prompts.map(() => 1));
    expect(snapshot.reads.length).toBeLessThanOrEqual(5);
    const all = snapshot.reads.flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it('reads only what is selected', async () => {
    const snapshot = snapshotOf({
      'promptops.yaml': config,
      'prompts/a.prompt.yaml': prompt(),
      'prompts/b.prompt.yaml': prompt(),
      'prompts/b.test.yaml': tests(),
    });
    const project = await loadProject(snapshot, { select: ['a'] });
    expect(project.ids).toEqual(['a', 'b']);
    expect(project.prompts.map(({ id }) => id)).toEqual(['a']);
    expect(snapshot.reads.flat().filter((path) => path.includes('b.'))).toEqual([]);
  });

  it('works without a config, and without prompts', async () => {
    expect(await loadProject(snapshotOf({}))).toMatchObject({
      configFile: null,
      ids: [],
      prompts: [],
      faults: [],
    });
    const project = await loadProject(
      snapshotOf({ 'prompts/a.prompt.yaml': prompt('x', 'model: echo/x\n') }),
    );
    expect(project.prompts[0]).toMatchObject({ id: 'a', faults: [] });
  });

  it('finds a prompt by its former id, and refuses a former id that is taken', async () => {
    const snapshot = snapshotOf({
      'promptops.yaml': config,
      'prompts/new.prompt.yaml': prompt('x', 'aliases: [old/name, other]\n'),
      'prompts/other.prompt.yaml': prompt(),
    });
    const project = await loadProject(snapshot, { select: ['old/name'] });
    expect(project.prompts.map(({ id }) => id)).toEqual(['new']);
    expect(project.prompts[0]?.faults).toMatchObject([{ rule: 'id/collision', at: { line: 2, column: 21 } }]);
  });

  it('refuses a selector that names nothing, with what was meant', async () => {
    const loading = loadProject(snapshotOf({ 'prompts/support/reply.prompt.yaml': prompt() }), {
      select: ['suport/reply'],
    });
    await expect(loading).rejects.toThrow(PromptopsError);
    await expect(loading).rejects.toMatchObject({ code: 'not-found', hint: 'Did you mean "support/reply"?' });
  });

  it('a broken prompt hides no other, nor does a broken config', async () => {
    const project = await loadProject(
      snapshotOf({
        'promptops.yaml': `${config}modle: x\n`,
        'prompts/a.prompt.yaml': 'a: [\n',
        'prompts/b.prompt.yaml': prompt(),
        'prompts/c.prompt.yaml': Buffer.from([0xff, 0xfe, 0, 1]),
        'prompts/B.prompt.yaml': prompt(),
      }),
    );
    expect(project.prompts.map(({ id, faults }) => [id, faults.map(({ rule }) => rule)])).toEqual([
      ['B', []],
      ['a', [expect.stringContaining('schema/')]],
      ['b', []],
      ['c', ['schema/encoding']],
    ]);
    expect(project.faults.map(({ rule }) => rule)).toEqual(['schema/unknown-key', 'id/collision']);
  });

  it.each([
    ['model: gpt-4.1', '2:8 "gpt-4.1" is not of the form provider/model.'],
    ['model: { id: opnai/x }', '2:14 There is no provider "opnai" (in "opnai/x").'],
    ['model: { id: echo/x, fallback: [nobody/x] }', '2:33 There is no provider "nobody" (in "nobody/x").'],
  ])('refuses a default model at its place: %s', async (line, expected) => {
    const { faults } = await loadProject(snapshotOf({ 'promptops.yaml': `promptops: 1\n${line}\n` }));
    expect(faults.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual([expected]);
  });

  it('a file the snapshot refuses is a fault of its prompt, and hides no other', async () => {
    const files = snapshotOf({
      'promptops.yaml': config,
      'prompts/a.prompt.yaml': prompt(),
      'prompts/evil.prompt.yaml': prompt(),
      'prompts/inner.prompt.yaml': prompt('x', 'tools: [../../outside.tool.yaml]\n'),
      'prompts/z.prompt.yaml': prompt(),
    });
    const refused = new Set(['prompts/evil.prompt.yaml', '../outside.tool.yaml']);
    const snapshot: Snapshot = {
      ...files,
      async read(paths, maxBytes) {
        const bad = paths.find((path) => refused.has(path));
        if (bad) throw new PromptopsError('unsafe-path', `"${bad}" leaves the repository.`);
        return files.read(paths, maxBytes);
      },
    };
    const project = await loadProject(snapshot);
    expect(
      project.prompts.map(({ id, prompt: read, faults }) => [
        id,
        read !== null,
        faults.map(({ rule, at }) => `${rule} ${at.line}`),
      ]),
    ).toEqual([
      ['a', true, []],
      ['evil', false, ['security/remote-include 1']],
      ['inner', true, ['security/remote-include 2']],
      ['z', true, []],
    ]);
  });

  it('a file over the limit is a fault', async () => {
    const project = await loadProject(
      snapshotOf({
        'promptops.yaml': `${config}files: { maxBytes: 2000 }\n`,
        'prompts/a.prompt.yaml': prompt('x'.repeat(3000)),
        'prompts/b.prompt.yaml': prompt(),
      }),
    );
    expect(project.prompts.map(({ id, faults }) => [id, faults.length])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  describe('test files that stand elsewhere', () => {
    const load = (more: Readonly<Record<string, string>>) =>
      loadProject(snapshotOf({ 'promptops.yaml': config, 'prompts/a.prompt.yaml': prompt(), ...more }));

    it('belong to the prompt they name, which they select', async () => {
      const files = { 'prompts/more/extra.test.yaml': `${tests()}prompt: ../a.prompt.yaml\n` };
      const project = await load(files);
      expect(project.faults).toEqual([]);
      expect(project.prompts[0]?.tests).toMatchObject({ path: 'prompts/more/extra.test.yaml', prompt: 'a' });
      const selected = await loadProject(
        snapshotOf({ 'promptops.yaml': config, 'prompts/a.prompt.yaml': prompt(), ...files }),
        {
          select: ['prompts/more/extra.test.yaml'],
        },
      );
      expect(selected.prompts.map(({ id }) => id)).toEqual(['a']);
    });

    it.each([
      ['none named', tests(), {}, 1, 1],
      ['a misspelt one', `${tests()}prompt: ./b.prompt.yaml\n`, {}, 3, 9],
      ['one that has tests', `${tests()}prompt: ./a.prompt.yaml\n`, { 'prompts/a.test.yaml': tests() }, 1, 1],
    ])('are a fault with %s', async (_, text, more, line, column) => {
      const project = await load({ 'prompts/x.test.yaml': text, ...more });
      expect(project.faults).toMatchObject([{ at: { path: 'prompts/x.test.yaml', line, column } }]);
    });

    it('beside one prompt cannot name another', async () => {
      const project = await load({
        'prompts/b.prompt.yaml': prompt(),
        'prompts/b.test.yaml': `${tests()}prompt: ./a.prompt.yaml\n`,
      });
      expect(project.prompts[1]?.tests?.faults).toMatchObject([
        { at: { path: 'prompts/b.test.yaml', line: 3, column: 9 } },
      ]);
    });
  });
});

it('folders outside the repository, and a config that cannot be read, are faults at their places', async () => {
  const files = snapshotOf({
    'promptops.yaml': 'promptops: 1\nprompts: [prompts, ../secret]\npartials: ../more\n',
    'prompts/a.prompt.yaml': prompt(),
  });
  const refuse = (path: string): never => {
    throw new PromptopsError('unsafe-path', `"${path}" is outside the project.`);
  };
  const listed: Snapshot = {
    ...files,
    list: async (folders) => {
      const outside = folders.find((folder) => folder.startsWith('..'));
      return outside === undefined ? files.list(folders) : refuse(outside);
    },
  };
  const project = await loadProject(listed);
  expect(project.ids).toEqual(['a']);
  expect(project.faults.map(({ rule, at }) => `${rule} ${at.line}:${at.column}`)).toEqual([
    'security/remote-include 2:20',
    'security/remote-include 3:11',
  ]);
  await expect(loadProject(listed, { select: ['b'] })).rejects.toMatchObject({
    code: 'not-found',
    details: [expect.stringContaining('promptops.yaml:2:20'), expect.stringContaining('promptops.yaml:3:11')],
  });

  const read: Snapshot['read'] = async (paths, maxBytes) =>
    paths.includes('promptops.yaml') ? refuse('promptops.yaml') : files.read(paths, maxBytes);
  const unread = await loadProject({ ...files, read });
  expect(unread).toMatchObject({ configFile: null, ids: ['a'] });
  expect(unread.faults).toMatchObject([{ rule: 'security/remote-include', at: { line: 1, column: 1 } }]);
});

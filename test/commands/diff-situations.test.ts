import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DiffOptions, diffCommand } from '../../src/commands/diff.ts';
import { createFolder, createRepository, type Files, runGit } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const prompt = (temperature: number, text = 'Hello.') => `promptops: 1
description: Says a word to whoever comes.
model: { id: echo/x, params: { temperature: ${temperature} } }
messages: [{ role: user, content: "${text}" }]
`;

const a = 'prompts/a.prompt.yaml';
const b = 'prompts/sub/b.prompt.yaml';

const run = (folder: string, options: DiffOptions = {}) => diffCommand(options, contextAt(folder));

/** `id: kinds of change` of each prompt that differs. */
async function told(folder: string, options: DiffOptions = {}): Promise<readonly string[]> {
  const { prompts, changes, problems } = await run(folder, options);
  const kinds = (fingerprints: readonly string[]) =>
    fingerprints.map((mark) => changes.find(({ fingerprint }) => fingerprint === mark)?.id).join(' ');
  return [
    ...prompts.map((each) => `${each.prompt}: ${kinds(each.changes)}`),
    ...problems.map(({ side, path: file, rule }) => `${side} ${file}: ${rule}`),
  ];
}

const changed = ['a: param-changed'];

describe('promptops diff in every kind of repository', () => {
  it('a detached HEAD, a linked worktree and a folder inside', async () => {
    const repository = createRepository([{ [a]: prompt(0), [b]: prompt(0) }, { [a]: prompt(1) }]);
    repository.git('switch', '--quiet', '--detach');
    expect(await told(repository.path)).toEqual(changed);
    expect(await told(path.join(repository.path, 'prompts/sub'), { base: 'HEAD~1' })).toEqual(changed);
    const linked = path.join(createFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked, '-b', 'other', 'HEAD~1');
    expect(await told(linked, { base: 'main', exactRef: true })).toEqual(changed);
  });

  it('an empty one, one commit, and a folder without git', async () => {
    const repository = createRepository([]);
    repository.write({ [a]: prompt(0) });
    expect(await told(repository.path)).toEqual(['a: prompt-added']);
    repository.commit({});
    expect(await told(repository.path)).toEqual(['a: prompt-added']);
    await expect(run(createFolder({ [a]: prompt(0) }))).rejects.toMatchObject({
      code: 'bad-ref',
      hint: expect.stringContaining('git init'),
    });
  });

  it('a bare one, ref to ref', async () => {
    const origin = createRepository([{ [a]: prompt(0) }, { [a]: prompt(1) }]);
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', '--bare', origin.path, 'bare']);
    expect(await told(path.join(folder, 'bare'), { base: 'main~1', head: 'main' })).toEqual(changed);
    await expect(run(path.join(folder, 'bare'))).rejects.toMatchObject({
      hint: expect.stringContaining('Name both sides'),
    });
  });

  it('a sparse checkout: what is not checked out is not removed', async () => {
    const repository = createRepository([
      { [a]: prompt(0), [b]: prompt(0), 'prompts/c.prompt.yaml': prompt(0) },
    ]);
    repository.git('sparse-checkout', 'set', '--no-cone', '/prompts/*.yaml');
    expect(existsSync(path.join(repository.path, b))).toBe(false);
    repository.write({ [a]: prompt(1) });
    expect(await told(repository.path)).toEqual(changed);
    // Nor is it where commits differ in it, or where every prompt is read.
    const { path: folder } = createRepository([
      { [a]: prompt(0), [b]: prompt(0), 'prompts/c.prompt.yaml': prompt(0, 'Goodbye, all of you.') },
      { [a]: prompt(1), [b]: prompt(1), 'prompts/c.prompt.yaml': null, 'promptops.yaml': 'promptops: 1' },
    ]);
    runGit(folder, ['sparse-checkout', 'set', '--no-cone', '/promptops.yaml', '/prompts/sub/']);
    expect(existsSync(path.join(folder, a))).toBe(false);
    const expected = ['a: param-changed', 'c: prompt-removed', 'sub/b: param-changed'];
    expect(await told(folder)).toEqual(expected);
    expect(await told(folder, { staged: true, base: 'HEAD~1' })).toEqual(expected);
  });

  it('a folder that is no project is no project without a change', async () => {
    const repository = createRepository([{ 'app/prompts/a.prompt.yaml': prompt(0) }]);
    repository.commit({ 'app/prompts/a.prompt.yaml': prompt(1) });
    await expect(run(repository.path)).rejects.toMatchObject({ code: 'not-found' });
    repository.commit({ [a]: prompt(1) });
    expect(await told(repository.path)).toEqual(['a: prompt-added']);
    expect(await told(repository.path, { base: 'HEAD' })).toEqual([]);
  });

  it('a shared file that is broken, or calls its tool otherwise, is told once and changes nothing else', async () => {
    const uses = (text: string) =>
      prompt(0, text).replace(
        'messages',
        'tools: [../t.yaml]\noutput: { format: json, schema: ../s.json }\nmessages',
      );
    const tool = (name: string) => `promptops: 1\nname: ${name}\ndescription: Looks.\n`;
    const repository = createRepository([
      {
        [a]: uses('One.'),
        'prompts/c.prompt.yaml': uses('Quite another thing.'),
        's.json': '{ "type": "object" }',
        't.yaml': tool('find'),
      },
    ]);
    repository.write({ 's.json': '{ "type":' });
    expect(await told(repository.path)).toEqual(['after s.json: schema/invalid']);
    repository.write({ 's.json': '{ "type": "object" }', 't.yaml': tool('look') });
    const { changes } = await run(repository.path);
    expect(changes.map(({ id, path: file, prompts }) => [id, file, prompts])).toEqual([
      ['tool-removed', 't.yaml', ['a', 'c']],
      ['tool-added', 't.yaml', ['a', 'c']],
    ]);
  });

  it('in the middle of a merge: the staged files name what to resolve, the worktree is read as it stands', async () => {
    const repository = createRepository([{ [a]: prompt(0) }]);
    repository.git('switch', '--quiet', '-c', 'feature');
    repository.commit({ [a]: prompt(0.2) });
    repository.git('switch', '--quiet', 'main');
    repository.commit({ [a]: prompt(0.4) });
    expect(() => repository.git('merge', '--quiet', 'feature')).toThrow();
    expect(await told(repository.path)).toEqual([expect.stringMatching(/^after prompts\/a/)]);
    await expect(run(repository.path, { staged: true })).rejects.toMatchObject({
      hint: expect.stringContaining('git add'),
    });
  });

  it('a submodule in the way, an LFS pointer, binary and broken files: that side is told, the rest compared', async () => {
    const inner = createRepository([{ 'x.txt': '' }]);
    const repository = createRepository([
      { [a]: prompt(0), [b]: prompt(0), 'prompts/c.prompt.yaml': prompt(0) },
    ]);
    repository.git('submodule', '--quiet', 'add', inner.path, 'prompts/module');
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
    repository.write({ [a]: prompt(1), [b]: pointer, 'prompts/c.prompt.yaml': Buffer.from([0, 255, 254]) });
    expect(await told(repository.path)).toEqual([
      'a: param-changed',
      expect.stringMatching(/^after prompts\/c/),
      expect.stringMatching(/^after prompts\/sub\/b/),
    ]);
    expect((await run(repository.path)).exitCode).toBe(2);
    repository.commit({});
    repository.write({ [b]: prompt(0), 'prompts/c.prompt.yaml': prompt(0) });
    expect((await run(repository.path, { base: 'HEAD' })).exitCode).toBe(0);
    // Nobody can say that nothing changed, and nobody that something did.
    expect((await run(repository.path, { base: 'HEAD', exitCode: true })).exitCode).toBe(3);
  });

  it('line ends of another system are no change; names in any script are files like others', async () => {
    const file = 'prompts/größe \u{1F600}/"ü".prompt.yaml';
    const repository = createRepository([{ [file]: prompt(0), [a]: prompt(0) }]);
    repository.write({ [a]: prompt(0).replaceAll('\n', '\r\n') });
    expect(await told(repository.path)).toEqual([]);
    repository.write({ [file]: prompt(1) });
    expect(await told(repository.path)).toEqual(['größe \u{1F600}/"ü": param-changed']);
    repository.git('add', '--all');
    expect(await told(repository.path, { staged: true })).toEqual(['größe \u{1F600}/"ü": param-changed']);
  });

  it('renames, in the index or not, are told as such; either name selects them', async () => {
    const repository = createRepository([{ [a]: prompt(0), [b]: prompt(0, 'Something else altogether.') }]);
    repository.write({ [a]: null, 'prompts/new.prompt.yaml': prompt(0) });
    const renamed = ['new: prompt-renamed'];
    expect(await told(repository.path)).toEqual(renamed);
    for (const name of ['a', 'new', 'prompts/new.prompt.yaml'])
      expect(await told(repository.path, { paths: [name] })).toEqual(renamed);
    expect(await told(repository.path, { paths: ['sub/b'] })).toEqual([]);
    await expect(run(repository.path, { paths: ['sub/c'] })).rejects.toMatchObject({
      code: 'not-found',
      hint: 'Did you mean "sub/b"?',
    });
    repository.git('add', '--all');
    expect(await told(repository.path, { staged: true })).toEqual(renamed);
  });

  it('a file at a ref: on one side or both, by its path in the repository or in the project', async () => {
    const top = createRepository([
      { [a]: prompt(0), [b]: prompt(0) },
      { [a]: prompt(1), [b]: prompt(1) },
    ]);
    expect(await told(top.path, { base: `HEAD~1:${a}` })).toEqual(changed);
    expect(await told(top.path, { base: 'HEAD~1:sub/b', head: 'HEAD' })).toEqual(['sub/b: param-changed']);
    expect(await told(top.path, { base: `HEAD~1:${a}`, head: `main:${a}` })).toEqual(changed);
    const inner = createRepository([
      { 'apps/x/promptops.yaml': 'promptops: 1\n', [`apps/x/${a}`]: prompt(0) },
      { [`apps/x/${a}`]: prompt(1) },
    ]);
    expect(await told(path.join(inner.path, 'apps/x'), { base: `HEAD~1:apps/x/${a}` })).toEqual(changed);
    for (const [options, hint] of [
      [{ base: `HEAD~1:${a}`, head: `HEAD:${b}` }, 'Name one file'],
      [{ base: 'HEAD~1:prompts/x.prompt.yaml' }, 'Did you mean'],
      [{ base: 'bundle:support@1.4.0' }, 'git fetch --tags'],
      [{ base: 'sub/b' }, 'promptops diff -- sub/b'],
      [{ base: 'sub/bb' }, 'Did you mean the prompt "sub/b"?'],
    ] as const)
      await expect(run(top.path, options), hint).rejects.toMatchObject({
        hint: expect.stringContaining(hint),
      });
  });

  it('an id means what it is the hash of, whatever refs/replace says', async () => {
    const repository = createRepository([{ [a]: prompt(0) }, { [a]: prompt(1) }, { [a]: prompt(1, 'Bye.') }]);
    repository.git('replace', 'HEAD~2', 'HEAD');
    repository.git('replace', `HEAD~1:${a}`, `HEAD:${a}`);
    expect(await told(repository.path, { base: 'HEAD~2', head: 'HEAD~1' })).toEqual(changed);
  });

  it('settings of the clone and the environment run nothing', async () => {
    const repository = createRepository([
      { [a]: prompt(0), '.gitattributes': '*.yaml diff=evil filter=evil\n' },
    ]);
    const pwned = path.join(createFolder(), 'pwned');
    const evil = `touch ${pwned}`;
    for (const key of ['core.fsmonitor', 'core.pager', 'pager.diff', 'diff.external', 'core.sshCommand'])
      repository.git('config', key, evil);
    for (const key of ['diff.evil.command', 'diff.evil.textconv', 'filter.evil.clean', 'filter.evil.process'])
      repository.git('config', key, evil);
    mkdirSync(path.join(repository.path, 'hooks'));
    repository.write({ 'hooks/post-index-change': `#!/bin/sh\n${evil}\n`, [a]: prompt(1) });
    repository.git('config', 'core.hooksPath', 'hooks');
    expect(await told(repository.path, { base: 'HEAD' })).toEqual(changed);
    expect(existsSync(pwned)).toBe(false);
    // The traps work.
    expect(() => repository.git('diff')).toThrow();
    expect(existsSync(pwned)).toBe(true);
  });
});

describe('what is loaded of two sides', () => {
  const files: Files = {
    'promptops.yaml': 'promptops: 1\n',
    'partials/tone.hbs': 'Be {{> word}}.',
    'partials/word.hbs': 'kind',
    [a]: prompt(0, '{{> tone}}'),
    [b]: prompt(0),
    'prompts/c.prompt.yaml': prompt(0, 'Else.'),
    'prompts/c.test.yaml':
      'promptops: 1\ntests: [{ id: one, vars: {}, assert: [{ type: contains, value: x }] }]\n',
    'README.md': '',
  };

  it.each<[string, Files, readonly string[]]>([
    ['a prompt', { [b]: prompt(1) }, ['sub/b: param-changed']],
    ['a partial of a partial', { 'partials/word.hbs': 'brief' }, ['a: text-changed']],
    [
      'a partial that is no longer named',
      { 'partials/word.hbs': null, 'partials/tone.hbs': 'Be.' },
      ['a: text-changed'],
    ],
    ['the config', { 'promptops.yaml': 'promptops: 1\nparams: { topP: 0.5 }\n' }, ['a', 'c', 'sub/b']],
    ['another file', { 'README.md': 'x' }, []],
    ['a test', { 'prompts/c.test.yaml': 'promptops: 1\ntests: []\n' }, ['c: test-removed']],
    [
      'a removed prompt',
      { 'prompts/c.prompt.yaml': null, 'prompts/c.test.yaml': null },
      ['c: prompt-removed'],
    ],
  ])('%s', async (_, change, expected) => {
    const repository = createRepository([files]);
    repository.write(change);
    const found = await told(repository.path);
    expect(found.map((each, at) => (expected[at]?.includes(':') ? each : each.split(':')[0]))).toEqual(
      expected,
    );
    repository.commit({});
    expect(await told(repository.path, { base: 'HEAD~1', head: 'HEAD' })).toEqual(found);
  });
});

it.each(['input', 'output'])(
  'a pattern that no engine takes, on one side of an %s, is a fault and no crash',
  async (of) => {
    const asks = (pattern: string) => {
      const schema = `{ type: object, properties: { b: { type: string, pattern: "${pattern}" } } }`;
      const said =
        of === 'input' ? `inputs: { b: ${schema} }` : `output: { format: json, schema: ${schema} }`;
      return { [a]: prompt(0).replace('messages', `${said}\nmessages`) };
    };
    const repository = createRepository([asks('^(?!x)[a-z]+$'), asks('^[a-z]+$')]);
    const forth = await run(repository.path, { base: 'HEAD~1', head: 'HEAD' });
    expect(forth).toMatchObject({ level: 'dangerous', exitCode: 0, problems: [{ side: 'before' }] });
    const back = await run(repository.path, { base: 'HEAD', exactRef: true, head: 'HEAD~1' });
    expect(back).toMatchObject({ level: 'dangerous', exitCode: 2, problems: [{ side: 'after' }] });
  },
);

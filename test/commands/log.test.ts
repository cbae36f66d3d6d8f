import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { logCommand } from '../../src/commands/log.ts';
import { createFolder, createRepository, runGit, type TestRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const prompt = (temperature: number, text = 'Hello.', more = '') => `promptops: 1
description: Says a word to whoever comes, in the tone of the house.
metadata: { owner: ada }
model: { id: echo/x, params: { temperature: ${temperature} } }
${more}messages: [{ role: user, content: "${text}" }]
`;

const file = 'prompts/a.prompt.yaml';

const log = async (repository: { path: string }, name = 'a', options = {}) =>
  logCommand({ prompt: name, ...options }, contextAt(repository.path));

/** `subject: kinds of change` of each entry. */
const told = async (repository: { path: string }, name = 'a', options = {}) =>
  (await log(repository, name, options)).entries.map(
    ({ subject, state, changes }) => `${subject}: ${changes.map(({ id }) => id).join(' ') || state}`,
  );

describe('promptops log', () => {
  it('tells what each commit changed, newest first, and passes over those that change nothing of it', async () => {
    const repository = createRepository([{ [file]: prompt(0), 'prompts/b.prompt.yaml': prompt(0) }]);
    repository.commit({ 'README.md': 'x', 'prompts/b.prompt.yaml': prompt(1) }, 'Others');
    repository.commit({ [file]: prompt(0.5) }, 'Warmer');
    repository.commit({ [file]: `${prompt(0.5)}# a comment\n` }, 'Comment');
    repository.commit({ [file]: prompt(0.5, 'Hello you.') }, 'Words');
    expect(await told(repository)).toEqual([
      'Words: text-changed',
      'Warmer: param-changed',
      'Commit 1: prompt-added',
    ]);
    const report = await log(repository, 'prompts/a.prompt.yaml', { maxCount: 1 });
    expect(report).toMatchObject({ prompt: 'a', more: true, source: { head: repository.commits.at(-1) } });
    expect(report.entries).toMatchObject([
      { commit: repository.commits[4], author: 'Ada', bump: 'patch', level: 'dangerous', problem: null },
    ]);
    expect(await told(repository, 'a', { ref: 'HEAD~3' })).toEqual(['Commit 1: prompt-added']);
    const schema = readFileSync(new URL('../../schemas/report-log.schema.json', import.meta.url), 'utf8');
    const validate = new Ajv({ strict: false }).compile(JSON.parse(schema));
    expect(validate(report) ? [] : validate.errors).toEqual([]);
  });

  it('follows renames by alias and by similarity, and says what a prompt was called', async () => {
    const repository = createRepository([{ [file]: prompt(0) }]);
    repository.commit({ [file]: prompt(0.5) }, 'Warmer');
    repository.commit({ [file]: null, 'prompts/new/b.prompt.yaml': prompt(0.6) }, 'Move');
    const other = `promptops: 1\naliases: [new/b]\nmodel: { id: echo/y }\nmessages: [{ role: system, content: Bye }]\n`;
    repository.commit({ 'prompts/new/b.prompt.yaml': null, 'prompts/c.prompt.yaml': other }, 'Rewrite');
    repository.commit({ 'prompts/c.prompt.yaml': other.replace('echo/y', 'echo/z') }, 'Model');
    const { entries } = await log(repository, 'c');
    expect(entries.map(({ subject, prompt: id, from }) => [subject, id, from])).toEqual([
      ['Model', 'c', null],
      ['Rewrite', 'c', 'new/b'],
      ['Move', 'new/b', 'a'],
      ['Warmer', 'a', null],
      ['Commit 1', 'a', null],
    ]);
    expect(await told(repository, 'a')).toEqual([
      'Move: prompt-removed',
      'Warmer: param-changed',
      'Commit 1: prompt-added',
    ]);
  });

  it('knows the files a prompt is made of now and was made of before, and the config', async () => {
    const config = 'promptops: 1\nparams: { topP: 0.5 }\n';
    const repository = createRepository([
      { [file]: prompt(0, '{{> old}}'), 'partials/old.hbs': 'Old.', 'partials/new.hbs': 'New.' },
    ]);
    repository.commit({ 'partials/new.hbs': 'Not yet.' }, 'Unread partial');
    repository.commit({ 'partials/old.hbs': 'Older.' }, 'Old partial');
    repository.commit({ [file]: prompt(0, '{{> new}}') }, 'Switch');
    repository.commit({ 'partials/old.hbs': 'No more.' }, 'Old partial again');
    repository.commit({ 'partials/new.hbs': 'Newer.' }, 'New partial');
    repository.commit({ 'promptops.yaml': config }, 'Config');
    const subjects = (await log(repository)).entries.map(({ subject }) => subject);
    expect(subjects).toEqual(['Config', 'New partial', 'Switch', 'Old partial', 'Commit 1']);
  });

  it('tells of tests, recordings and datasets as well', async () => {
    const rows = 'datasets: { rows: ../rows.jsonl }\n';
    const test = (word: string) =>
      `promptops: 1\ntests: [{ id: one, vars: {}, assert: [{ type: contains, value: ${word} }] }]\n`;
    const repository = createRepository([
      { [file]: prompt(0, 'Hello.', rows), 'rows.jsonl': '{"id":"a"}\n', 'prompts/a.test.yaml': test('a') },
    ]);
    repository.commit({ 'rows.jsonl': '{"id":"b"}\n' }, 'Rows');
    repository.commit({ 'prompts/__recordings__/a/one.json': '{}' }, 'Record');
    repository.commit({ 'prompts/__recordings__/b/one.json': '{}' }, 'Record another');
    repository.commit({ 'prompts/a.test.yaml': 'promptops: 1\ntests: []\n' }, 'Test');
    expect(await told(repository)).toEqual([
      expect.stringMatching(/^Test: test-/),
      'Record: recording-changed',
      'Rows: dataset-rows-changed',
      'Commit 1: prompt-added',
    ]);
  });

  it('says of a broken version that it cannot be read, and compares the next one with the last that could', async () => {
    const repository = createRepository([{ [file]: prompt(0) }]);
    repository.commit({ [file]: 'promptops: [' }, 'Break');
    repository.commit({ [file]: prompt(0.5) }, 'Mend');
    repository.commit({ [file]: Buffer.from([0xff, 0xfe, 0, 1]) }, 'Binary');
    expect(await told(repository)).toEqual([
      'Binary: unreadable',
      'Mend: param-changed',
      'Break: unreadable',
      'Commit 1: prompt-added',
    ]);
    const { entries } = await log(repository);
    expect(entries[0]?.problem).toEqual(expect.any(String));
  });

  it('tells each change of a branch once, and of a merge only what no parent has', async () => {
    const repository = createRepository([{ [file]: prompt(0), 'x.txt': '' }]);
    repository.git('switch', '--quiet', '-c', 'feature');
    repository.commit({ [file]: prompt(0.5) }, 'Feature');
    repository.git('switch', '--quiet', 'main');
    repository.commit({ 'x.txt': 'x' }, 'Other');
    repository.git('merge', '--quiet', '--no-edit', 'feature');
    expect(await told(repository)).toEqual(['Feature: param-changed', 'Commit 1: prompt-added']);
    repository.git('switch', '--quiet', '-c', 'second');
    repository.commit({ [file]: prompt(0.7) }, 'Second');
    repository.git('switch', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'second');
    repository.write({ [file]: prompt(0.9) });
    repository.git('commit', '--quiet', '--all', '--message', 'Evil merge');
    expect((await told(repository)).slice(0, 2)).toEqual([
      'Evil merge: param-changed',
      'Second: param-changed',
    ]);
  });

  it('says where a shallow clone ends instead of calling the prompt new', async () => {
    const origin = createRepository([
      { [file]: prompt(0) },
      { [file]: prompt(0.5) },
      { [file]: prompt(0.6) },
    ]);
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', '--depth=2', `file://${origin.path}`, 'clone']);
    const report = await log({ path: path.join(folder, 'clone') });
    expect(report.entries.map(({ subject }) => subject)).toEqual(['Commit 3']);
    expect(report.notes).toEqual([expect.stringContaining('git fetch --unshallow')]);
  });

  it('reads a bare repository, and a project inside of one', async () => {
    const origin = createRepository([{ [file]: prompt(0) }, { [file]: prompt(0.5) }]);
    const folder = createFolder();
    runGit(folder, ['clone', '--quiet', '--bare', origin.path, 'bare']);
    expect(await told({ path: path.join(folder, 'bare') })).toHaveLength(2);
    const inner = createRepository([
      { 'apps/ü b/promptops.yaml': 'promptops: 1\n', [`apps/ü b/${file}`]: prompt(0) },
      { [`apps/ü b/${file}`]: prompt(0.5) },
    ]);
    expect(await told({ path: path.join(inner.path, 'apps/ü b/prompts') })).toHaveLength(2);
  });

  it.each<[string, (repository: TestRepository) => Promise<unknown>, string, string]>([
    ['unknown', (repository) => log(repository, 'ab'), 'not-found', 'Did you mean "a"?'],
    ['several', (repository) => log(repository, '**'), 'usage', 'Give the whole id'],
    [
      'an unknown ref',
      (repository) => log(repository, 'a', { ref: 'mian' }),
      'bad-ref',
      'Did you mean "main"?',
    ],
    ['an option', (repository) => log(repository, 'a', { ref: '--all' }), 'bad-ref', 'Name a branch'],
  ])('refuses %s', async (_, run, code, hint) => {
    const repository = createRepository([{ [file]: prompt(0), 'prompts/xyz.prompt.yaml': prompt(0) }]);
    await expect(run(repository)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it('says that there is no repository, and names a ref only where one was typed', async () => {
    const folder = createFolder({ [file]: prompt(0) });
    await expect(log({ path: folder })).rejects.toMatchObject({
      code: 'bad-ref',
      message: expect.stringMatching(/^"[^"]+" is not in a git repository\.$/),
    });
    await expect(log({ path: folder }, 'a', { ref: 'main' })).rejects.toMatchObject({
      message: expect.stringContaining('"main" cannot be read'),
    });
  });

  it('is not misled by settings of the clone', async () => {
    const repository = createRepository([{ [file]: prompt(0) }, { [file]: prompt(0.5) }]);
    for (const [key, value] of [
      ['log.showSignature', 'true'],
      ['log.follow', 'true'],
      ['core.pager', 'touch pwned'],
      ['core.fsmonitor', 'touch pwned'],
      ['gpg.program', 'false'],
      ['color.ui', 'always'],
      ['format.pretty', 'fuller'],
    ] as const)
      repository.git('config', key, value);
    expect(await told(repository)).toHaveLength(2);
  });
});

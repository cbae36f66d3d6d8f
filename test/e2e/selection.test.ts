import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, promptops, repositoryFolder, starterFolder } from '../helpers/promptops.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';

/** Ids that `list` prints for selectors typed in a folder. */
async function idsAt(cwd: string, ...selectors: readonly string[]): Promise<readonly string[] | string> {
  const { code, stdout, stderr } = await promptops(['list', '--format', 'json', ...selectors], { cwd });
  return code === 0
    ? (JSON.parse(stdout) as { prompts: { id: string }[] }).prompts.map(({ id }) => id)
    : stderr;
}

it('takes paths as seen from the folder they are typed in', async () => {
  const root = starterFolder();
  const link = path.join(emptyFolder(), 'link');
  symlinkSync(root, link);
  const support = path.join(root, 'prompts/support');
  const both = ['support/reply', 'support/triage'];
  const rows: readonly (readonly [cwd: string, selectors: readonly string[], ids: readonly string[]])[] = [
    [root, ['support/reply'], ['support/reply']],
    [root, ['prompts/support/reply.prompt.yaml'], ['support/reply']],
    [root, ['./prompts/support/reply.test.yaml'], ['support/reply']],
    [root, ['./prompts/support'], both],
    [root, ['.'], ['content/summary', ...both]],
    [support, ['support/reply'], ['support/reply']],
    [support, ['reply.prompt.yaml'], ['support/reply']],
    [support, ['./triage.test.yaml', '../content'], ['content/summary', 'support/triage']],
    [support, ['./*.prompt.yaml'], both],
    [support, ['.'], both],
    [support, ['support/*'], both],
    [path.join(root, 'data'), [path.join(support, 'reply.prompt.yaml')], ['support/reply']],
    [link, [path.join(link, 'prompts/content')], ['content/summary']],
  ];
  const found = await Promise.all(rows.map(([cwd, selectors]) => idsAt(cwd, ...selectors)));
  expect(found).toEqual(rows.map(([, , ids]) => ids));

  expect(await idsAt(support, './replay.prompt.yaml')).toMatch(
    /no prompt "prompts\/support\/replay.prompt.yaml"[\s\S]*Did you mean "prompts\/support\/reply.prompt.yaml"\?/,
  );
  expect(await idsAt(root, 'suport/reply')).toContain('Did you mean "support/reply"?');
  expect(await idsAt(support, path.join(path.dirname(root), 'elsewhere'))).toContain('There is no prompt');

  // What a run was given in one folder holds when it is resumed in another.
  const run = await promptops(['test', './reply.prompt.yaml', '--case', 'injection'], { cwd: support });
  expect(run.stdout).toContain('1 case: 1 passed');
  const resumed = await promptops(['test', '--resume'], { cwd: root });
  expect(resumed).toMatchObject({ code: 0 });
  expect(resumed.stderr).toContain('1 case, 1 kept');
});

it('names what was meant by each misspelt word of a selection', async () => {
  const cwd = starterFolder();
  const rows: readonly (readonly [line: string, meant: string])[] = [
    ['test --case injecton', 'Did you mean "injection"?'],
    ['test --tag injction', 'Did you mean "injection"?'],
    ['test --locale fx', 'Did you mean "fr"?'],
    ['test --variant short', 'They have no variants.'],
    ['test --model openai/gpt-4.1-minii', 'Did you mean "openai/gpt-4.1-mini"?'],
    ['test --model opneai/gpt-4.1', 'Did you mean "openai"?'],
    ['test --model gpt-4.1', 'provider/model'],
    ['show support/reply --case injecton', 'Did you mean "injection"?'],
    ['show content/summary --locale fx', 'It has fr.'],
    ['show content/summary --variant x', 'It has no variants.'],
    ['show content/summary --model openai/gpt-4.1-minii', 'Did you mean "openai/gpt-4.1-mini"?'],
    ['show content/summary --model opneai/x', 'Did you mean "openai"?'],
    ['show support/triage --vars {"tickt":"x"}', 'Did you mean "ticket"?'],
    ['show support/triage --vars {}', '"ticket" is missing.'],
    ['show support/triage --vars {"ticket":5}', '"ticket" must be a string'],
    ['show support/*', '"show" takes one.'],
  ];
  const ran = await Promise.all(rows.map(([line]) => promptops(line.split(' '), { cwd })));
  for (const [index, [line, meant]] of rows.entries()) {
    expect({ line, ...ran[index] }).toMatchObject({
      line,
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(meant),
    });
  }
});

it('shows a prompt as written, and rendered with what is asked for', async () => {
  const cwd = createFolder({
    'prompts/a.prompt.yaml': `promptops: 1
description: Greets.
model: { id: echo/x }
inputs:
  name: { type: string, maxLength: 5, sensitive: true }
  mood: { type: string, enum: [glad, sad], sensitive: true, default: glad }
messages:
  - { id: user, role: user, content: "Greet {{name}}, who is {{mood}}{{#if (eq mood 'sad')}}, softly{{/if}}." }
variants: { short: { messages: { user: "{{name}}!" } } }
locales: { fr: { messages: { user: "Saluez {{name}} ({{mood}})." } } }
models: { "openai/*": { params: { temperature: 0.5 } } }
`,
    'prompts/a.test.yaml':
      'promptops: 1\ntests: [{ id: one, vars: { name: Ann }, assert: [{ type: contains, value: Ann }] }]\n',
  });
  const show = async (...flags: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await promptops(['show', 'a', ...flags], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const [written, one, sad, short, french, other] = await Promise.all([
    show(),
    show('--case', 'one'),
    show('--case', 'one', '--vars', '{"mood":"sad"}'),
    show('--variant', 'short', '--vars', '{"name":"Bo"}'),
    show('--locale', 'fr', '--case', 'one'),
    show('--model', 'openai/gpt-4.1-mini', '--case', 'one'),
  ]);
  expect(written).toMatch(/name +string[\s\S]*mood +"glad" \| "sad" +"glad" +trusted, sensitive/);
  expect(written).toContain('│ Greet {{name}}, who is');
  expect(written).toContain('promptops show a --case one');
  // The real values decide what is rendered and are hidden in what is shown.
  expect(one).toContain('│ Greet [sensitive:name], who is [sensitive:mood].');
  expect(sad).toContain('│ Greet [sensitive:name], who is [sensitive:mood], softly.');
  expect(short).toContain('│ [sensitive:name]!');
  expect(french).toContain('│ Saluez [sensitive:name] ([sensitive:mood]).');
  expect(other).toMatch(/model +openai\/gpt-4.1-mini[\s\S]*"temperature": 0.5/);
});

it('reads any ref without a checkout, from a subfolder of the repository as well', async () => {
  const files = (words: number): Record<string, string> => ({
    'apps/bot/promptops.yaml': 'promptops: 1\n',
    'apps/bot/prompts/a.prompt.yaml': `promptops: 1\nmodel: { id: echo/x }\nmessages: [{ role: user, content: "${words} words" }]\n`,
    'apps/bot/prompts/a.test.yaml': `promptops: 1\ntests: [{ id: one, assert: [{ type: contains, value: ${words} words }] }]\n`,
  });
  const repository = createRepository([
    files(1),
    { ...files(2), 'apps/bot/prompts/b.prompt.yaml': 'promptops: 1\nmessages: [\n' },
  ]);
  repository.git('tag', 'v1.0.0', repository.commits[0] ?? '');
  repository.git('branch', 'feature/x');
  const cwd = path.join(repository.path, 'apps/bot');
  const at = (line: string) => promptops(line.split(' '), { cwd });

  const [shown, tested, linted, listed, now] = await Promise.all([
    at('show a --case one --ref v1.0.0'),
    at('test --ref v1.0.0 --format json'),
    at('lint --ref v1.0.0'),
    at('list --ref HEAD~1 --format json'),
    at('show a --case one'),
  ]);
  expect(shown.stdout).toContain('│ 1 words');
  expect(now.stdout).toContain('│ 2 words');
  expect(tested.code).toBe(0);
  expect(JSON.parse(tested.stdout)).toMatchObject({
    totals: { passed: 1 },
    source: { head: repository.commits[0], dirty: false, prefix: 'apps/bot' },
  });
  expect(linted.stdout).toContain('1 prompt, 1 test file');
  expect(JSON.parse(listed.stdout).source.head).toBe(repository.commits[0]);

  const refusals: readonly (readonly [line: string, said: string])[] = [
    ['list --ref v1.0', 'Did you mean "v1.0.0"?'],
    ['test --ref mian', 'Did you mean "main"?'],
    ['lint --ref feature/y', 'Did you mean "feature/x"?'],
    ['list --ref HEAD~7', 'no commit "HEAD~7"'],
    ['list --ref --output=/tmp/x', 'is not a git ref'],
    ['list --ref=--upload-pack=x', 'is not a git ref'],
    ['test --ref v1.0.0 --replay record', 'a commit does not change'],
  ];
  for (const [line, said] of refusals) {
    const { code, stderr } = await at(line);
    expect({ line, code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  }
  repository.git('checkout', '--quiet', '--detach');
  expect((await at('test a --ref main')).code).toBe(0);
});

it('works where there is no repository, and says what --ref needs', async () => {
  const cwd = starterFolder();
  const rows = await Promise.all(
    ['test', 'lint', 'list', 'show support/reply', 'doctor'].map((line) =>
      promptops(line.split(' '), { cwd }),
    ),
  );
  expect(rows.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  const ref = await promptops(['test', '--ref', 'main'], { cwd });
  expect(ref).toMatchObject({ code: 2, stderr: expect.stringContaining('Run "git init" and commit') });

  const { path: fresh, git } = createRepository([]);
  expect(git('status', '--short')).toBe('');
  const none = await promptops(['list', '--ref', 'HEAD'], { cwd: fresh });
  expect(none.stderr).toContain('the repository has no commits yet');
});

it('scaffolds in a subfolder of a repository, whatever stands above it, and leaves no run behind', async () => {
  const { path: top, git } = createRepository([{ 'README.md': 'Mine.\n', '.gitignore': 'dist\n' }]);
  const cwd = path.join(top, 'tools/prompts');
  mkdirSync(cwd, { recursive: true });
  const init = await promptops(['init'], { cwd });
  expect(init.code).toBe(0);
  const test = await promptops(['test'], { cwd });
  expect(test.stdout).toContain('17 cases: 17 passed');
  expect(readFileSync(path.join(top, '.gitignore'), 'utf8')).toBe('dist\n');
  expect(git('status', '--short', '--untracked-files=all')).not.toContain('.promptops/');
  // The starter of a clone in which somebody ran the demo has runs in it: they are no templates.
  expect(init.stdout).not.toContain('.promptops/runs');
  const twice = await promptops(['init'], { cwd });
  expect(twice.stdout).toContain('Nothing to do: every file is there.');
});

it('takes a copy of the starter as it takes the starter', async () => {
  const cwd = path.join(emptyFolder(), 'a folder with spaces');
  cpSync(path.join(repositoryFolder, 'templates/project'), cwd, { recursive: true });
  const { code } = await promptops(['test', '--replay', 'strict'], { cwd });
  expect(code).toBe(0);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createRepository, gitEnvironment, type TestRepository } from '../helpers/repository.ts';

const require = createRequire(import.meta.url);
const templates = path.join(repositoryFolder, 'templates/hooks');

const good = (text: string): string =>
  `promptops: 1\ndescription: Greets.\nmodel: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 20 } }\nmessages:\n  - { role: user, content: "${text}" }\n`;
const test = 'promptops: 1\ntests:\n  - { id: one, assert: [{ type: contains, value: hello }] }\n';
const broken = good('Hello {{nobody}}');

const project = (folder = '') => ({
  [`${folder}promptops.yaml`]: 'promptops: 1\n',
  [`${folder}prompts/hello.prompt.yaml`]: good('Say hello.'),
  [`${folder}prompts/hello.test.yaml`]: test,
  [`${folder}prompts/polite.prompt.yaml`]: good('{{> tone}} Say hello.'),
  [`${folder}prompts/polite.test.yaml`]: test,
  [`${folder}partials/tone.hbs`]: 'Be kind.',
  '.gitignore': 'node_modules\n',
});

/** A repository in which `npx promptops` is the built command line, as if it were installed. */
function installed(files: Parameters<typeof createRepository>[0][number]): TestRepository {
  const repository = createRepository([]);
  mkdirSync(path.join(repository.path, 'node_modules/.bin'), { recursive: true });
  link(path.join(repositoryFolder, 'bin/promptops.js'), 'promptops');
  link(require.resolve('lint-staged/bin'), 'lint-staged');
  repository.write(files);
  return repository;
  function link(target: string, name: string): void {
    symlinkSync(target, path.join(repository.path, 'node_modules/.bin', name));
  }
}

type Committed = { readonly code: number | null; readonly said: string };

/** `git commit` with its hooks, as a person types it. */
function commit(repository: TestRepository, ...args: readonly string[]): Committed {
  const { status, stdout, stderr } = spawnSync('git', ['commit', '--message', 'Change', ...args], {
    cwd: repository.path,
    env: { ...gitEnvironment(), CI: '' },
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

function plainHook(repository: TestRepository, line?: string): void {
  const hook = path.join(repository.path, '.git/hooks/pre-commit');
  mkdirSync(path.dirname(hook), { recursive: true });
  if (line === undefined) copyFileSync(path.join(templates, 'pre-commit'), hook);
  else writeFileSync(hook, `#!/bin/sh\n${line}\n`);
  chmodSync(hook, 0o755);
}

describe('a pre-commit hook', () => {
  it('checks the very first commit', () => {
    const repository = installed({ ...project(), 'prompts/bad.prompt.yaml': broken });
    plainHook(repository);
    repository.git('add', '--all');
    const refused = commit(repository);
    expect(refused.said).toContain('template/undefined-variable');
    expect(refused.code).not.toBe(0);
    repository.git('rm', '--quiet', '--force', 'prompts/bad.prompt.yaml');
    const accepted = commit(repository);
    expect(accepted.said).toContain('0 errors');
    expect(accepted.code).toBe(0);
  });

  it('checks what is staged, not what the worktree says', () => {
    const repository = installed(project());
    repository.commit({});
    plainHook(repository);
    // Staged broken, mended since: what would be committed is broken.
    repository.write({ 'prompts/hello.prompt.yaml': broken });
    repository.git('add', '--all');
    repository.write({ 'prompts/hello.prompt.yaml': good('Say hello twice.') });
    expect(commit(repository)).toMatchObject({ said: expect.stringContaining('undefined-variable') });
    // The other way round: what is broken in the worktree is not committed.
    repository.git('add', '--all');
    repository.write({ 'prompts/hello.prompt.yaml': broken });
    const accepted = commit(repository);
    expect(accepted.said).toContain('1 of 2 prompts');
    expect(accepted.code).toBe(0);
    // `commit -a` and `commit <file>` take the worktree into an index of their own.
    expect(commit(repository, '--all').code).not.toBe(0);
    expect(commit(repository, 'prompts/hello.prompt.yaml').code).not.toBe(0);
    repository.write({ 'prompts/hello.prompt.yaml': good('Say hello at last.') });
    expect(commit(repository, '--all')).toMatchObject({ code: 0 });
  });

  it('checks the prompts that a partial belongs to, and nothing for other files', () => {
    const repository = installed(project());
    repository.commit({});
    plainHook(repository);
    repository.write({ 'partials/tone.hbs': 'Be {{kind}}.' });
    repository.git('add', '--all');
    const refused = commit(repository);
    expect(refused.said).toContain('partials/tone.hbs:1:6');
    expect(refused.code).not.toBe(0);
    repository.git('checkout', '--quiet', 'HEAD', '--', 'partials/tone.hbs');
    repository.write({ 'README.md': 'Read me.' });
    repository.git('add', '--all');
    const accepted = commit(repository);
    expect(accepted.said).toContain('Nothing to check: no prompt depends on what is staged.');
    expect(accepted.code).toBe(0);
  });

  it.each([
    ['told by -C', 'exec npx --no-install promptops -C apps/bot lint --staged'],
    ['gone into', 'cd apps/bot && exec npx --no-install promptops lint --staged'],
  ])('works for a project in a subfolder, %s', (_how, line) => {
    const repository = installed(project('apps/bot/'));
    repository.commit({});
    plainHook(repository, line);
    repository.write({ 'apps/bot/prompts/hello.prompt.yaml': broken });
    expect(commit(repository, '--all').said).toContain('template/undefined-variable');
    repository.write({ 'apps/bot/prompts/hello.prompt.yaml': good('Say hello to all.') });
    expect(commit(repository, '--all')).toMatchObject({ code: 0, said: expect.stringContaining('1 of 2') });
  });

  it('works in a linked worktree', () => {
    const repository = installed(project());
    repository.commit({});
    plainHook(repository);
    const linked = path.join(repository.path, 'linked');
    repository.git('worktree', 'add', '--quiet', '-b', 'topic', linked);
    symlinkSync(path.join(repository.path, 'node_modules'), path.join(linked, 'node_modules'));
    const there = { ...repository, path: linked };
    writeFileSync(path.join(linked, 'prompts/hello.prompt.yaml'), broken);
    expect(commit(there, '--all').said).toContain('template/undefined-variable');
    writeFileSync(path.join(linked, 'prompts/hello.prompt.yaml'), good('Say hello here.'));
    expect(commit(there, '--all').code).toBe(0);
  });

  it('works with husky', () => {
    const repository = installed({ ...project(), 'package.json': '{"name":"bot","private":true}\n' });
    repository.commit({});
    const husky = path.join(path.dirname(require.resolve('husky')), 'bin.js');
    execFileSync(process.execPath, [husky], { cwd: repository.path, env: gitEnvironment() });
    copyFileSync(path.join(templates, 'husky-pre-commit'), path.join(repository.path, '.husky/pre-commit'));
    repository.write({ 'prompts/hello.prompt.yaml': broken });
    expect(commit(repository, '--all').said).toContain('template/undefined-variable');
    repository.write({ 'prompts/hello.prompt.yaml': good('Say hello to the dogs.') });
    expect(commit(repository, '--all')).toMatchObject({ code: 0, said: expect.stringContaining('1 of 2') });
  });

  it('works with lint-staged, half-staged files too', () => {
    const repository = installed({ ...project(), 'package.json': '{"name":"bot","private":true}\n' });
    copyFileSync(
      path.join(templates, 'lint-staged.config.mjs'),
      path.join(repository.path, 'lint-staged.config.mjs'),
    );
    repository.commit({});
    plainHook(repository, 'exec npx --no-install lint-staged');
    repository.write({ 'prompts/hello.prompt.yaml': broken });
    repository.git('add', '--all');
    repository.write({ 'prompts/hello.prompt.yaml': good('Say hello later.') });
    expect(commit(repository)).toMatchObject({
      code: 1,
      said: expect.stringContaining('template/undefined-variable'),
    });
    repository.git('add', '--all');
    expect(commit(repository).code).toBe(0);
  });
});

describe('lint --since', () => {
  it('checks what a branch changed, uncommitted and new files included, and says what it compared', async () => {
    const repository = createRepository([project()]);
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'prompts/hello.prompt.yaml': good('Say hello again.') });
    repository.write({ 'prompts/new.prompt.yaml': good('Say hi.'), 'prompts/new.test.yaml': test });
    const { stdout, code } = await promptops(['lint', '--since', 'main', '--format', 'json'], {
      cwd: repository.path,
    });
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.checked.prompts).toBe(2);
    expect(report.source.base).toBe(repository.commits[0]);
    expect(report.notes[0]).toMatch(/^Checked: 2 of 3 prompts, .* changed since "main" \([0-9a-f]{10}\)\.$/);
  });

  it('passes when nothing changed, and says so', async () => {
    const repository = createRepository([project()]);
    const { stdout, code } = await promptops(['lint', '--since', 'HEAD'], { cwd: repository.path });
    expect(stdout).toContain('Nothing to check: no prompt depends on what changed since "HEAD"');
    expect(code).toBe(0);
  });

  it('names the nearest ref', async () => {
    const repository = createRepository([project()]);
    const { stderr, code } = await promptops(['lint', '--since', 'mian'], { cwd: repository.path });
    expect(stderr).toContain('Did you mean "main"?');
    expect(code).toBe(2);
    const both = await promptops(['lint', '--staged', '--ref', 'main'], { cwd: repository.path });
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('reads the index') });
  });
});

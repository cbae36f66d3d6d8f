import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, promptops } from '../helpers/promptops.ts';

it('scaffolds a project that lints clean and tests green offline, in an empty folder', async () => {
  const cwd = emptyFolder();
  const init = await promptops(['init'], { cwd });
  expect(init).toMatchObject({ code: 0, stderr: '' });
  expect(init.stdout).toContain('+ prompts/support/reply.prompt.yaml');

  const lint = await promptops(['lint', '--max-warnings', '0'], { cwd });
  expect(lint.stdout).toContain('0 errors, 0 warnings');
  expect(lint.code).toBe(0);

  const test = await promptops(['test'], { cwd });
  expect(test.stdout).toMatch(/✔ passed {2}17 cases: 17 passed {2}replayed \(sample\)/);
  expect(test.code).toBe(0);
});

it('keeps every file that is there, twice, and says so', async () => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'promptops.yaml'), 'promptops: 1\n');
  writeFileSync(path.join(cwd, '.gitignore'), 'node_modules');
  const first = await promptops(['init', '--format', 'json'], { cwd });
  const report = JSON.parse(first.stdout);
  expect(report.kept).toEqual(['promptops.yaml']);
  expect(report.extended).toEqual([{ path: '.gitignore', lines: ['.promptops/', 'dist/bundles/', '.env'] }]);
  expect(readFileSync(path.join(cwd, 'promptops.yaml'), 'utf8')).toBe('promptops: 1\n');
  expect(readFileSync(path.join(cwd, '.gitignore'), 'utf8')).toBe(
    'node_modules\n.promptops/\ndist/bundles/\n.env\n',
  );

  const second = await promptops(['init'], { cwd });
  expect(second.code).toBe(0);
  expect(second.stdout).toContain('Nothing to do');
});

it('writes nothing on a dry run', async () => {
  const cwd = emptyFolder();
  const { stdout, code } = await promptops(['init', '--dry-run'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Would create');
  expect(existsSync(path.join(cwd, 'promptops.yaml'))).toBe(false);
});

it('scaffolds one prompt that lints without errors and renders', async () => {
  const cwd = emptyFolder();
  await promptops(['init'], { cwd });
  expect((await promptops(['new', 'support/refund'], { cwd })).code).toBe(0);
  expect((await promptops(['lint', 'support/refund'], { cwd })).stdout).toContain('0 errors');
  expect((await promptops(['show', 'support/refund', '--case', 'first'], { cwd })).stdout).toContain(
    'reset my password',
  );
  const again = await promptops(['new', 'support/refund'], { cwd });
  expect(again).toMatchObject({ code: 2 });
  const odd = await promptops(['new', '../Refund'], { cwd });
  expect(odd).toMatchObject({ code: 2 });
  expect(odd.stderr).toContain('is no prompt name');
});

it.each(['lint', 'test', 'api', 'cost', 'cost sync', 'codegen'])(
  '%s does not pass where the config names a folder without prompts, and names "init" where nothing is yet',
  async (command) => {
    const cwd = emptyFolder();
    const none = await promptops(command.split(' '), { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain(
      'There is no prompt below "prompts".\n  Make a first project: promptops init',
    );
    writeFileSync(path.join(cwd, 'promptops.yaml'), 'promptops: 1\nprompts: promts\n');
    const { code, stderr } = await promptops(command.split(' '), { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('There is no prompt below "promts".\n  Correct "prompts" in promptops.yaml');
  },
);

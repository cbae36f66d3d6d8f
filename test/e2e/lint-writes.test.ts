import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { promptops, starterFolder } from '../helpers/promptops.ts';

const broken =
  'messages:\n- role: user   # who\n  content: \'{"n": {{n}}}\'\ninputs: {n: {type: integer}}\npromptops: 1\n';
const test =
  'promptops: 1\ntests:\n  - { id: first, vars: { n: 1 }, assert: [{ type: contains, value: n }] }\n';

function projectWithFault(): { cwd: string; file: string } {
  const cwd = starterFolder();
  const file = path.join(cwd, 'prompts/a.prompt.yaml');
  writeFileSync(file, broken);
  writeFileSync(path.join(cwd, 'prompts/a.test.yaml'), test);
  return { cwd, file };
}

it('shows repairs as a patch, then does them, then has none left', async () => {
  const { cwd, file } = projectWithFault();
  const shown = await promptops(['lint', '--fix', '--dry-run'], { cwd });
  expect(shown.code).toBe(1);
  expect(shown.stdout).toContain('Would mend 1 finding in 1 file');
  expect(shown.stdout).toContain(`\n-  content: '{"n": {{n}}}'\n+  content: '{"n": {{n}} }'\n`);
  expect(readFileSync(file, 'utf8')).toBe(broken);

  const done = await promptops(['lint', '--fix'], { cwd });
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('Mended 1 finding in 1 file');
  expect(readFileSync(file, 'utf8')).toBe(broken.replace('}}}', '}} }'));
  expect((await promptops(['lint', '--fix'], { cwd })).stdout).toContain('Nothing to mend');
});

it('lays files out once, and checks that they are', async () => {
  const { cwd, file } = projectWithFault();
  const check = await promptops(['fmt', '--check'], { cwd });
  expect(check.code).toBe(1);
  expect(check.stdout).toContain('! prompts/a.prompt.yaml');
  expect((await promptops(['fmt'], { cwd })).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(
    'promptops: 1\ninputs: { n: { type: integer } }\nmessages:\n  - role: user # who\n    content: \'{"n": {{n}}}\'\n',
  );
  expect(await promptops(['fmt', '--check'], { cwd })).toMatchObject({ code: 0 });
});

it('accepts what is there, and prints how a file is linted', async () => {
  const { cwd } = projectWithFault();
  expect((await promptops(['lint', '--write-baseline'], { cwd })).code).toBe(0);
  const after = await promptops(['lint'], { cwd });
  expect(after).toMatchObject({ code: 0 });
  expect(after.stdout).toContain('1 accepted by promptops.baseline.json');
  expect((await promptops(['lint', '--no-baseline'], { cwd })).code).toBe(1);

  const printed = await promptops(['lint', '--print-config', 'prompts/a.prompt.yaml'], { cwd });
  expect(JSON.parse(printed.stdout).rules['id/format'].level).toBe('warning');
  const listed = await promptops(['explain'], { cwd });
  expect(listed.stdout).toContain('template/undefined-variable');
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lintFiles } from '../../src/commands/lint.ts';
import { contextAt } from '../commands/command-context.ts';
import { emptyFolder, promptops } from '../helpers/promptops.ts';

/** Enough prompts for threads, with faults of every few, a partial and a dataset that many share. */
function manyPrompts(): string {
  const cwd = emptyFolder();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  };
  write('promptops.yaml', 'promptops: 1\nmodel: openai/gpt-4.1-mini-2025-04-14\n');
  write('partials/tone.hbs', 'Be kind. {{missing}}\n');
  write('data/rows.jsonl', '{"id":"a","vars":{"name":"Ada"}}\n');
  for (let at = 0; at < 700; at += 1) {
    const tone = at % 7 === 0 ? '{{> tone}}' : 'Be brief.';
    const name = at % 11 === 0 ? 'nmae' : 'name';
    write(
      `prompts/p${at}.prompt.yaml`,
      `promptops: 1\ninputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "${tone} Hello {{${name}}}, ${at}." }\n${at % 13 === 0 ? 'extra: [1\n' : ''}`,
    );
    if (at % 5 > 0)
      write(
        `prompts/p${at}.test.yaml`,
        `promptops: 1\ntests:\n  - id: first\n    vars: { name: Ada }\n    assert: [{ type: ${at % 17 === 0 ? 'contians' : 'contains'}, value: Hello }]\n`,
      );
  }
  return cwd;
}

it('finds in threads what one thread finds, and keeps it', async () => {
  const cwd = manyPrompts();
  const { findings, checked } = await lintFiles({ cache: false }, contextAt(cwd));
  expect(findings.length).toBeGreaterThan(300);
  const lint = async (...more: string[]) => {
    const { code, stdout } = await promptops(['lint', '--format', 'json', ...more], { cwd });
    expect(code).toBe(1);
    return JSON.parse(stdout);
  };
  const cold = await lint();
  expect(cold.findings).toEqual(JSON.parse(JSON.stringify(findings)));
  expect(cold.checked).toEqual(checked);
  const [, kept = ''] = readFileSync(path.join(cwd, '.promptops/cache/lint.json'), 'utf8').split('\n');
  expect(JSON.parse(kept).entries).toHaveLength(700);
  expect(await lint()).toEqual({ ...cold, source: expect.anything() });
  expect((await lint('--no-cache')).findings).toEqual(cold.findings);
});

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  cleanEnvironment,
  emptyFolder,
  promptops,
  repositoryFolder,
  starterFolder,
} from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

const bin = path.join(repositoryFolder, 'bin/promptops.js');

/** A line as a shell runs it. */
const shell = (line: string, cwd: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync(
    'bash',
    ['-c', `set -o pipefail; promptops() { '${process.execPath}' '${bin}' "$@"; }; ${line}`],
    {
      cwd,
      env: cleanEnvironment(env),
      encoding: 'utf8',
    },
  );

it('helps who types nothing, and names what was meant by who mistypes', async () => {
  const cwd = emptyFolder();
  const bare = await promptops([], { cwd });
  expect(bare).toMatchObject({ code: 0, stderr: '' });
  expect(bare.stdout).toContain('Usage: promptops');
  const help = await promptops(['help', 'tset'], { cwd });
  expect(help).toMatchObject({ code: 2, stdout: '' });
  expect(help.stderr).toContain('Did you mean "test"?');
  const nowhere = await promptops(['-C', 'nowhere', 'list'], { cwd });
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr).toContain('There is no folder');
});

it('cuts no table in a pipe or a file, and every one where COLUMNS says how wide', async () => {
  const cwd = starterFolder();
  const long = "Drafts a grounded reply to a customer's question as JSON, or escalates to a person.";
  const whole = await promptops(['list', '--output', 'terminal=o/list.txt'], { cwd });
  expect(whole.stdout).toContain(long);
  expect(readFileSync(path.join(cwd, 'o/list.txt'), 'utf8')).toBe(whole.stdout);
  const narrow = await promptops(['list'], { cwd, env: { COLUMNS: '60' } });
  expect(narrow.stdout).toContain('…');
  expect(narrow.stdout.split('\n').filter((line) => line.length > 60)).toEqual([]);
});

it('writes several reports of one run, and says why one cannot be written after the answer is shown', async () => {
  const cwd = starterFolder();
  const outputs = [
    'json=o/a/report.json',
    'junit=o/report.xml',
    'markdown=o/report.md',
    'github=o/notes.txt',
  ];
  const { code, stdout } = await promptops(['test', ...outputs.flatMap((each) => ['--output', each])], {
    cwd,
  });
  expect(code).toBe(0);
  expect(stdout).toContain('✔ passed  17 cases');
  const file = (name: string): string => readFileSync(path.join(cwd, 'o', name), 'utf8');
  expect(JSON.parse(file('a/report.json'))).toMatchObject({ kind: 'test', totals: { passed: 17 } });
  expect(file('report.xml')).toContain('<testsuites');
  expect(file('report.md')).toContain('## promptops test: passed');

  const refused = await promptops(['test', '--output', 'json=prompts'], { cwd });
  expect(refused.code).toBe(3);
  expect(refused.stdout).toContain('✔ passed  17 cases');
  expect(refused.stderr).toContain('Cannot write "prompts": it is a folder.');
  const blocked = await promptops(['list', '--output', 'json=promptops.yaml/x'], { cwd });
  expect(blocked).toMatchObject({ code: 3 });
  if (existsSync('/proc/self')) {
    const never = await promptops(['list', '--output', 'json=/proc/none/x/y'], { cwd });
    expect(never).toMatchObject({ code: 3 });
  }
});

it('writes the report to stdout and nothing else, whoever reads it', async () => {
  const cwd = starterFolder();
  const json = await promptops(['test', '--format', 'json'], { cwd });
  expect(JSON.parse(json.stdout).verdict).toBe('passed');
  expect(json.stderr).toMatch(/^Run \w+: 17 cases, replay auto\.\n$/);

  for (const line of ['promptops show support/reply | head -1', 'promptops test --format json | head -c 1']) {
    const { status, stdout, stderr } = shell(line, cwd);
    expect({
      line,
      status,
      lines: stdout.split('\n').length,
      stack: stderr.includes('    at '),
    }).toMatchObject({
      status: 0,
      stack: false,
    });
  }
  const unread = shell('promptops lint nope 2> >(head -0); echo $?', cwd);
  expect(unread.stdout).toBe('2\n');
  if (existsSync('/dev/full')) {
    const full = shell('promptops list > /dev/full', cwd);
    expect(full.status).toBe(3);
    expect(full.stderr).toContain('no space left on device');
    expect(full.stderr).not.toContain('    at ');
  }
});

it('colours where it is asked to', async () => {
  const cwd = starterFolder();
  const colored = async (
    env: Readonly<Record<string, string>>,
    ...flags: readonly string[]
  ): Promise<boolean> => (await promptops(['list', ...flags], { cwd, env })).stdout.includes('\u001b[');
  expect(await colored({})).toBe(false);
  expect(await colored({ FORCE_COLOR: '1' })).toBe(true);
  expect(await colored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  expect(await colored({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
});

const broken = {
  'prompts/good.prompt.yaml':
    'promptops: 1\nmodel: { id: echo/x }\nmessages: [{ role: user, content: "Hi" }]\n',
  'prompts/good.test.yaml': 'promptops: 1\ntests: [{ id: one, assert: [{ type: equals, value: Hi }] }]\n',
  'prompts/a.prompt.yaml': `promptops: 1
descripton: a key
model: { id: echo/x }
inputs: { name: { type: string, trsut: trusted } }
messages:
  - { role: user, content: "Hi {{nme}}" }
`,
  'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: one, vars: { nam: x }, asert: [] }
  - { id: two, vars: { name: x }, assert: [{ type: contians, value: Hi }] }
  - { id: three, vars: { name: x } }
  - { id: four, vars: { name: x }, assert: [{ type: regex, value: "(" }, { type: contains, value: x, wieght: 2 }] }
  - { id: five, vars: { name: x }, locale: fr, variant: v, model: openai/gpt-4.1-minii, assert: [{ type: is-json, value: { type: objekt } }] }
`,
  'prompts/b.prompt.yaml':
    'promptops: 1\nmodel: { id: opneai/x }\nmessages:\n  - role: user\n    content: |\n      Hello\n        there {{name\n',
  'prompts/c.prompt.yaml': 'promptops: 1\nmessages: [\n',
  'prompts/d.prompt.yaml':
    'promptops: 1\nmodel: { id: echo/x }\ninputs: { a: { type: objekt } }\nmessages: [{ role: usr, content: "{{> tne}}{{a}}" }]\n',
};

/** Every mistake of `broken`: where, what and what was meant. */
const mistakes: readonly (readonly [place: string, said: string, rule: string])[] = [
  ['a.prompt.yaml:2:1', 'Unknown key "descripton". Did you mean "description"?', 'schema/unknown-key'],
  ['a.prompt.yaml:4:33', 'Unknown key "trsut". Did you mean "trust"?', 'schema/unknown-key'],
  ['a.prompt.yaml:6:34', 'nme', 'template/undefined-variable'],
  ['a.test.yaml:3:24', 'no input "nam". Did you mean "name"?', 'tests/variable-missing'],
  ['a.test.yaml:3:34', 'Unknown key "asert". Did you mean "assert"?', 'schema/unknown-key'],
  ['a.test.yaml:4:52', 'no assertion type "contians". Did you mean "contains"?', 'tests/unknown-assertion'],
  ['a.test.yaml:5:5', 'The case "three" has no assertion', 'tests/no-assertion'],
  ['a.test.yaml:6:68', 'regular expression cannot be read', 'tests/assertion-invalid'],
  ['a.test.yaml:6:102', 'Unknown key "wieght". Did you mean "weight"?', 'schema/unknown-key'],
  ['a.test.yaml:7:44', 'no locale "fr"', 'schema/invalid'],
  ['a.test.yaml:7:57', 'no variant "v"', 'schema/invalid'],
  ['a.test.yaml:7:5', 'Did you mean "openai/gpt-4.1-mini"?', 'model/unknown'],
  [
    'a.test.yaml:7:130',
    '"objekt" is not a type of JSON Schema. Did you mean "object"?',
    'tests/assertion-invalid',
  ],
  ['b.prompt.yaml:2:14', 'There is no provider "opneai"', 'model/unknown'],
  ['b.prompt.yaml:7:15', 'This "{{" is never closed', 'template/syntax'],
  ['c.prompt.yaml:2:11', 'never closed', 'schema/invalid'],
  ['d.prompt.yaml:3:22', 'Did you mean "object"?', 'schema/invalid'],
  ['d.prompt.yaml:4:20', '"usr" is not allowed as "role". Did you mean "user"?', 'schema/invalid'],
];

it('lists every mistake of every file at once, with its place, before a call', async () => {
  const cwd = createFolder(broken);
  const test = await promptops(['test'], { cwd });
  expect(test).toMatchObject({ code: 2, stdout: '' });
  const lint = await promptops(['lint', '--format', 'json'], { cwd });
  expect(lint.code).toBe(1);
  const findings = (JSON.parse(lint.stdout).findings as Found[]).map(lineOf);
  for (const lines of [test.stderr.split('\n').map((line) => line.trim()), findings]) {
    for (const [place, said, rule] of mistakes) {
      const found = lines.filter((line) => line.startsWith(`prompts/${place}  `) && line.endsWith(rule));
      expect(found, `${place} ${said}\n${lines.join('\n')}`).toHaveLength(1);
      expect(found[0]).toContain(said);
    }
  }
  const good = await promptops(['test', 'good'], { cwd });
  expect(good).toMatchObject({ code: 0 });
  const list = await promptops(['list'], { cwd });
  expect(list.stdout).toMatch(/good .*active[\s\S]*5 prompts/);
  const doctor = await promptops(['doctor'], { cwd });
  expect(doctor.stdout).not.toContain('provider opneai');
});

type Found = {
  id: string;
  path: string;
  message: string;
  hint?: string;
  range: { line: number; column: number };
};

const lineOf = ({ id, path: file, message, hint, range }: Found): string =>
  `${file}:${range.line}:${range.column}  ${message}${hint ? ` ${hint}` : ''}  ${id}`;

it('refuses a broken config everywhere, with all else still shown by lint and doctor', async () => {
  const cwd = createFolder({
    'prompts/good.prompt.yaml': broken['prompts/good.prompt.yaml'],
    'prompts/good.test.yaml': broken['prompts/good.test.yaml'],
  });
  const at = async (config: string, ...args: readonly string[]) => {
    writeFiles(cwd, { 'promptops.yaml': `promptops: 1\n${config}\n` });
    const { code, stdout, stderr } = await promptops(args, { cwd });
    return { code, said: stdout + stderr };
  };
  const misspelt = 'promptops.yaml:2:1  ';
  for (const command of ['test', 'show good']) {
    const { code, said } = await at('tset: {}', ...command.split(' '));
    expect(code).toBe(2);
    expect(said).toContain(`${misspelt}Unknown key "tset". Did you mean "test"?`);
  }
  const lint = await at('tset: {}', 'lint');
  expect(lint.code).toBe(2);
  expect(lint.said).toMatch(/promptops.yaml:2:1 +error +Unknown key "tset"[\s\S]*1 prompt, 1 test file/);
  const rule = await at('lint: { rules: { template/undefned-variable: error } }', 'lint');
  expect(rule.code).toBe(2);
  expect(rule.said).toContain('(promptops.yaml:2:18)');
  expect(rule.said).toContain('Did you mean "template/undefined-variable"?');
  for (const config of ['tset: {}', 'lint: { rules: { template/undefned-variable: error } }']) {
    const doctor = await at(config, 'doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.said).toMatch(/✖ config +.*promptops.yaml:2:/);
  }
  const explain = await promptops(['explain', 'template/undefned-variable'], { cwd });
  expect(explain.code).toBe(2);
  expect(explain.stderr).toContain('Did you mean "template/undefined-variable"?');
});

it('counts warnings that --quiet does not show', async () => {
  const cwd = createFolder({
    'prompts/a.prompt.yaml':
      'promptops: 1\nmodel: { id: echo/x }\ninputs: { spare: { type: string } }\nmessages: [{ role: user, content: Hi }]\n',
    'prompts/a.test.yaml':
      'promptops: 1\ntests: [{ id: one, vars: { spare: x }, assert: [{ type: equals, value: Hi }] }]\n',
  });
  const quiet = await promptops(['lint', '--quiet'], { cwd });
  expect(quiet).toMatchObject({ code: 0 });
  expect(quiet.stdout).not.toContain('never used');
  expect(quiet.stdout).toContain('0 errors, 1 warning');
  expect((await promptops(['lint', '--quiet', '--max-warnings', '0'], { cwd })).code).toBe(1);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createRepository } from '../helpers/repository.ts';
import { sarifErrors } from '../helpers/sarif-schema.ts';

const prompt = (temperature: number, text: string) => `promptops: 1
model: { id: echo/x, params: { temperature: ${temperature} } }
messages:
  - { id: rules, role: system, content: "${text}" }
  - { id: ask, role: user, content: Hello }
`;

const changed = () =>
  createRepository([
    { 'prompts/a.prompt.yaml': prompt(0, 'Be brief.'), 'prompts/b.prompt.yaml': prompt(0, 'Be kind.') },
    { 'prompts/a.prompt.yaml': prompt(0.5, 'Be brief. Be kind.') },
  ]);

it('says what changed between two commits, and prints JSON that its schema describes', async () => {
  const { path: cwd } = changed();
  const { code, stdout } = await promptops(['diff', 'HEAD~1', 'HEAD'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^⚠ dangerous {2}bump patch/);
  expect(stdout).toContain('Parameter "temperature": 0 → 0.5.');
  expect(stdout).not.toContain('prompts/b');
  const json = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'json'], { cwd });
  const schema = readFileSync(path.join(repositoryFolder, 'schemas/report-diff.schema.json'), 'utf8');
  const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(schema));
  const report = JSON.parse(json.stdout);
  expect(validate(report) ? [] : validate.errors).toEqual([]);
  expect(report).toMatchObject({ kind: 'diff', exitCode: 0, level: 'dangerous', bump: 'patch' });
});

it.each([
  ['gates: [{ diff: dangerous }]\n', 1],
  ['gates: [{ diff: dangerous, level: warn }]\n', 0],
  ['gates: [{ diff: dangerous, scope: "b/**" }]\n', 0],
  ['gates: [{ diff: breaking }]\n', 0],
])('is held to %j of the config', async (gates, expected) => {
  const repository = changed();
  repository.commit({ 'promptops.yaml': `promptops: 1\n${gates}` });
  const { code, stdout } = await promptops(['diff', 'HEAD~2', 'HEAD'], { cwd: repository.path });
  expect(code, stdout).toBe(expected);
  expect(stdout).toContain('Gates');
});

it('counts no change that promptops.approvals.yaml accepts, and says who accepted it', async () => {
  const repository = changed();
  const { path: cwd } = repository;
  const line = ['diff', 'HEAD~1', '--fail-on', 'dangerous', '--format', 'json'];
  const { code, stdout } = await promptops(line, { cwd });
  expect(code).toBe(1);
  const fingerprints: readonly string[] = JSON.parse(stdout).prompts[0].changes;
  const approvals = fingerprints.map((id) => `  - { fingerprint: "${id}", reason: Tested., by: Ann }\n`);
  const file = 'promptops.approvals.yaml';
  repository.write({ [file]: `promptops: 1\napprovals:\n${approvals.join('')}` });
  const approved = await promptops(['diff', 'HEAD~1', '--fail-on', 'dangerous'], { cwd });
  expect(approved).toMatchObject({ code: 0 });
  expect(approved.stdout).toContain('approved by Ann: Tested.');
  expect(approved.stdout).toMatch(/^✔ nothing that counts {2}bump patch/);
  repository.write({ [file]: 'promptops: 1\napprovals: [{ fingerprint: nonsense, reason: x }]\n' });
  expect(await promptops(['diff', 'HEAD~1'], { cwd })).toMatchObject({ code: 2 });
});

it('writes SARIF that its schema describes, and annotations of what is not safe', async () => {
  const { path: cwd } = changed();
  const sarif = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'sarif'], { cwd });
  expect(sarifErrors(JSON.parse(sarif.stdout))).toBe(null);
  const github = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'github'], { cwd });
  expect(github.stdout).toMatch(/^::warning file=prompts\/a\.prompt\.yaml,line=2,.*title=param-changed::/m);
});

it.each([
  ['head', 'promptops: 1\nmessages: [\n', prompt(0, 'Be brief.'), 2],
  ['base', prompt(0, 'Be brief.'), 'promptops: 1\nmessages: [\n', 0],
  ['head, of bytes that are no text', new Uint8Array([0, 255, 1]), prompt(0, 'Be brief.'), 2],
])('reports a prompt that is broken at %s and compares the rest', async (_side, head, base, expected) => {
  const { path: cwd } = createRepository([
    { 'prompts/a.prompt.yaml': base, 'prompts/b.prompt.yaml': prompt(0, 'Be kind.') },
    { 'prompts/a.prompt.yaml': head, 'prompts/b.prompt.yaml': prompt(1, 'Be kind.') },
  ]);
  const { code, stdout } = await promptops(['diff', 'HEAD~1', 'HEAD'], { cwd });
  expect(code).toBe(expected);
  expect(stdout).toContain('Parameter "temperature": 0 → 1.');
  expect(stdout).toMatch(/Broken .*\n {2}prompts\/a\.prompt\.yaml:/);
  for (const format of ['github', 'gitlab', 'sarif']) {
    const shown = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', format], { cwd });
    expect(shown.stdout, format).toMatch(/schema\/(invalid|encoding)/);
    if (format === 'sarif') expect(sarifErrors(JSON.parse(shown.stdout))).toBe(null);
  }
  const gated = await promptops(['diff', 'HEAD~1', 'HEAD', '--fail-on', 'breaking'], { cwd });
  expect(gated.code).toBe(expected === 0 ? 3 : expected);
});

it.each([
  ['HEAD~1', 0],
  ['HEAD~1 --exit-code', 1],
  ['HEAD --exit-code', 0],
  ['HEAD~1 --fail-on dangerous', 1],
  ['HEAD~1 --fail-on breaking', 0],
  ['HEAD --fail-on any', 0],
  ['HEAD~1 --fail-on all', 2],
  ['nowhere', 2],
])('diff %s exits with %i', async (line, expected) => {
  const { code, stderr } = await promptops(['diff', ...line.split(' ')], { cwd: changed().path });
  expect(code, stderr).toBe(expected);
});

it('renders golden cases by both versions, counts their tokens, and shows no sensitive value', async () => {
  const asks = (text: string, more = '') => `promptops: 1
model: { id: openai/gpt-4.1-mini }
inputs:
  name: { type: string, sensitive: true }
${more}messages: [{ id: ask, role: user, content: "${text}" }]
`;
  const { path: cwd } = createRepository([
    {
      'prompts/a.prompt.yaml': asks('Hello {{name}}.'),
      'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: ann, vars: { name: Annabel }, assert: [{ type: contains, value: A }] }
`,
    },
    {
      'prompts/a.prompt.yaml': asks(
        'Dear {{name}}, hello from {{city}}.',
        '  city: { type: string }\n',
      ).replace(', sensitive: true', ''),
      'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: ann, vars: { name: Annabel, city: Rome }, assert: [{ type: contains, value: A }] }
  - { id: bob, vars: { name: Bobby, city: Oslo }, assert: [{ type: contains, value: B }] }
`,
    },
  ]);
  const { code, stdout } = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'json'], { cwd });
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/Annabel|Bobby/);
  const { renders, prompts } = JSON.parse(stdout);
  expect(renders).toMatchObject([
    { case: 'ann', problem: null },
    { case: 'bob', problem: expect.stringContaining('At base: ') },
  ]);
  expect(renders[0].texts.after).toMatch(/^\[user\]\nDear .*, hello from Rome\.$/);
  expect(prompts[0].size).toMatchObject({ cases: 1, changed: 1, confidence: 'bpe' });
  expect(prompts[0].size.tokens.after).toBeGreaterThan(prompts[0].size.tokens.before);
  const terminal = await promptops(['diff', 'HEAD~1', 'HEAD'], { cwd });
  expect(terminal.stdout).toContain('a · ann');
  expect(terminal.stdout).toMatch(/Input of 1,000 calls\n {2}a .*\$0\.\d+ → \$0\.\d+ \(\+\$0\.\d+\)/);
});

it('says once what reaches several prompts through an overlay, a tool, a schema and a partial', async () => {
  const uses = `promptops: 1
model: { id: echo/x }
output: { format: json, schema: ../schemas/answer.json }
tools: [../tools/find.tool.yaml]
messages: [{ id: ask, role: user, content: "{{> tone}}" }]
locales: { fr: ../locales/fr.yaml }
`;
  const shared = (text: string, type: string) => ({
    'partials/tone.hbs': `${text}\n`,
    'schemas/answer.json': `{ "type": "object", "properties": { "a": { "type": "${type}" } } }\n`,
    'tools/find.tool.yaml': `promptops: 1\nname: find\ndescription: ${text}\n`,
    'locales/fr.yaml': `promptops: 1\nmessages: { ask: "Bonjour ${text}" }\n`,
  });
  const { path: cwd } = createRepository([
    { 'prompts/a.prompt.yaml': uses, 'prompts/b.prompt.yaml': uses, ...shared('Be kind.', 'string') },
    shared('Be formal.', 'integer'),
  ]);
  const { stdout } = await promptops(['diff', 'HEAD~1', 'HEAD', '--format', 'json'], { cwd });
  const { changes, prompts } = JSON.parse(stdout);
  expect(changes.map(({ path: file, prompts: reached, prompt: own }: never) => [file, reached, own])).toEqual(
    ['schemas/answer.json', 'locales/fr.yaml', 'partials/tone.hbs', 'tools/find.tool.yaml'].map((file) => [
      file,
      ['a', 'b'],
      null,
    ]),
  );
  for (const prompt of prompts) expect(prompt.changes).toHaveLength(4);
});

it('calls no case gone whose file is broken', async () => {
  const { path: cwd } = createRepository([
    {
      'prompts/a.prompt.yaml': prompt(0, 'Be brief.'),
      'prompts/a.test.yaml': 'promptops: 1\ntests: [{ id: one, assert: [{ type: contains, value: a }] }]\n',
    },
    { 'prompts/a.test.yaml': 'promptops: 1\ntests: [\n' },
  ]);
  const { code, stdout } = await promptops(['diff', 'HEAD~1', 'HEAD'], { cwd });
  expect(code).toBe(2);
  expect(stdout).toMatch(/Broken .*\n {2}prompts\/a\.test\.yaml:/);
  expect(stdout).not.toContain('test-removed');
});

it.each([
  ['bundle:support@1.4.0', 'There is no release "support@1.4.0"'],
  ['bundle:nowhere', 'There is no bundle at "nowhere"'],
  ['--help=x', 'help'],
])('refuses %s', async (word, said) => {
  const { code, stderr } = await promptops(['diff', word], { cwd: changed().path });
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

it('decides patterns by automata and formats by their samples, as built', async () => {
  const takes = (schema: string) => ({
    'prompts/a.prompt.yaml': `promptops: 1\nmodel: echo/x\ninputs: { q: { ${schema} } }\nmessages: [{ role: user, content: "{{q}}" }]\n`,
  });
  const repository = createRepository([
    takes('type: string, pattern: "^[a-z]+$"'),
    takes('type: string, pattern: "^[a-zA-Z]+$"'),
    takes('type: string, format: date'),
    takes('type: string, pattern: "^[0-9-]{10}$"'),
  ]);
  const levelOf = async (...refs: readonly string[]) => {
    const { stdout } = await promptops(['diff', ...refs, '--format', 'json'], { cwd: repository.path });
    return JSON.parse(stdout).level;
  };
  expect(await levelOf('HEAD~3', 'HEAD~2')).toBe('safe');
  expect(await levelOf('HEAD~2', 'HEAD~1')).toBe('breaking');
  expect(await levelOf('HEAD~1', 'HEAD')).toBe('dangerous');
});

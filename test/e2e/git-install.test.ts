import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, createRepository, type TestRepository } from '../helpers/repository.ts';

const prompt = (text: string, more = '') => `promptops: 1
model: { id: openai/gpt-4.1-mini, params: { temperature: 0, maxOutputTokens: 10 } }
inputs: { ticket: { type: string } }
messages:
  - id: rules
    role: system
    content: |
      ${text}
      Answer in one word.
      Never guess.
      Be brief.
      Be kind.
  - id: user
    role: user
    content: "{{ticket}}"
${more}`;

const file = 'prompts/triage.prompt.yaml';
/** The same prompt in another order, other quotes and flow instead of blocks. */
const rearranged = `promptops: 1
messages:
  - role: system
    id: rules
    content: "Sort the ticket.\\nAnswer in one word.\\nNever guess.\\nBe brief.\\nBe kind.\\n"
  - { role: user, content: '{{ticket}}', id: user }
inputs:
  ticket:
    type: "string"
model:
  params:
    maxOutputTokens: 10
    temperature: 0.0
  id: openai/gpt-4.1-mini
`;

async function installed(): Promise<TestRepository> {
  const repository = createRepository([{ [file]: prompt('Sort the ticket.') }]);
  expect(await promptops(['git', 'install'], { cwd: repository.path })).toMatchObject({
    code: 0,
    stderr: '',
  });
  return repository;
}

/** What changed, without the lines that name files and blobs. */
const changed = (patch: string): readonly string[] =>
  patch.split('\n').filter((line) => /^[-+](?![-+]{2} )|^@@/.test(line));

describe('git shows the canonical form', () => {
  it('in git diff, with the message as the head of a hunk', async () => {
    const repository = await installed();
    repository.write({ [file]: prompt('Sort the ticket well.').replace('Be kind.', 'Be very kind.') });
    const [header, ...lines] = changed(repository.git('diff', '--unified=0'));
    expect(header).toMatch(/@@ messages:$|@@ {3}- id: rules$/);
    expect(lines).toEqual([
      '-      Sort the ticket.',
      '+      Sort the ticket well.',
      expect.stringMatching(/^@@ .* @@ {3}- id: rules$/),
      '-      Be kind.',
      '+      Be very kind.',
    ]);
  });

  it('so that another order, other quotes and other indentation are no difference', async () => {
    const repository = await installed();
    repository.write({ [file]: rearranged });
    expect(changed(repository.git('diff'))).toEqual([]);
    expect(changed(repository.git('diff', '--no-textconv'))).not.toEqual([]);
  });

  it('in git diff --word-diff, variable by variable', async () => {
    const repository = await installed();
    repository.write({ [file]: prompt('Sort the {{ticket}}.') });
    expect(repository.git('diff', '--word-diff')).toContain('Sort the [-ticket-]{+{{ticket}}+}.');
  });

  it('in git log -p, from its cache the second time', async () => {
    const repository = await installed();
    repository.commit({ [file]: rearranged }, 'Rearrange');
    repository.commit({ [file]: rearranged.replace('0.0', '0.7') }, 'Warm up');
    const log = () => repository.git('log', '-p', '--format=%s', '-2', '--', file);
    const first = log();
    expect(changed(first).slice(1)).toEqual(['-    temperature: 0', '+    temperature: 0.7']);
    expect(log()).toBe(first);
    expect(repository.git('for-each-ref', 'refs/notes/textconv/promptops')).not.toBe('');
  });

  it('of test files, and comments, which may silence a rule', async () => {
    const tests = 'prompts/triage.test.yaml';
    const cases = `promptops: 1\ntests:\n  - id: one\n    vars: { ticket: a }\n    assert: [{ type: equals, value: b }]\n`;
    const repository = await installed();
    repository.commit({ [tests]: cases });
    repository.write({
      [tests]: `# promptops-disable tests/weak-assertion\n${cases.replace('value: b', 'value: c')}`,
    });
    expect(changed(repository.git('diff')).filter((line) => !line.startsWith('@@'))).toEqual([
      '-        value: b',
      '+        value: c',
      '+# promptops-disable tests/weak-assertion',
    ]);
  });
});

describe('git never fails for it', () => {
  it.each([
    ['broken YAML', 'messages: [\n'],
    ['an alias', 'messages: &a [*a]\n'],
    ['text that is none', Buffer.from([0x70, 0x3a, 0x20, 0xff, 0xfe, 0x0a])],
    ['an empty file', ''],
  ])('%s comes through as it is', async (_, content) => {
    const repository = await installed();
    repository.write({ [file]: content });
    const added = Buffer.from(content).toString('latin1').split('\n').filter(Boolean);
    const shown = changed(repository.git('diff'));
    expect(shown.filter((line) => line.startsWith('+'))).toHaveLength(added.length);
  });

  it('when promptops is no longer there', async () => {
    const repository = await installed();
    const line = repository.git('config', 'diff.promptops.textconv');
    repository.git('config', 'diff.promptops.textconv', line.replaceAll('promptops.js', 'gone.js'));
    repository.write({ [file]: rearranged });
    expect(changed(repository.git('diff'))).not.toEqual([]);
  });
});

describe('promptops git install', () => {
  const configOf = (repository: TestRepository) =>
    readFileSync(path.join(repository.path, '.git/config'), 'utf8');

  it('changes nothing the second time, and uninstall takes back exactly what it wrote', async () => {
    const repository = createRepository([{ [file]: prompt('Sort.'), '.gitattributes': '*.png binary\n' }]);
    const before = configOf(repository);
    const first = await promptops(['git', 'install'], { cwd: repository.path });
    expect(first.stdout).toContain('*.prompt.yaml diff=promptops');
    const after = configOf(repository);
    const second = await promptops(['git', 'install', '--format', 'json'], { cwd: repository.path });
    expect(JSON.parse(second.stdout)).toMatchObject({
      verdict: 'unchanged',
      settings: [],
      attributes: { lines: [] },
    });
    expect(configOf(repository)).toBe(after);
    repository.git('diff', 'HEAD');
    await promptops(['git', 'uninstall'], { cwd: repository.path });
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(configOf(repository).replace(/\[diff "promptops"\]\n/, '')).toBe(before);
    expect(repository.git('for-each-ref', 'refs/notes')).toBe('');
    const again = await promptops(['git', 'uninstall'], { cwd: repository.path });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do') });
  });

  it('removes the file it made, keeps lines of others and their line ends', async () => {
    const repository = await installed();
    await promptops(['git', 'uninstall'], { cwd: repository.path });
    expect(existsSync(path.join(repository.path, '.gitattributes'))).toBe(false);
    repository.write({ '.gitattributes': '*.png binary\r\n*.jpg binary' });
    await promptops(['git', 'install'], { cwd: repository.path });
    const attributes = readFileSync(path.join(repository.path, '.gitattributes'), 'utf8');
    expect(attributes.split('\r\n')).toHaveLength(6);
    await promptops(['git', 'uninstall'], { cwd: repository.path });
    expect(readFileSync(path.join(repository.path, '.gitattributes'), 'utf8')).toBe(
      '*.png binary\r\n*.jpg binary\r\n',
    );
  });

  it('with --dry-run writes nothing and says what it would', async () => {
    const repository = createRepository([{ [file]: prompt('Sort.') }]);
    const before = configOf(repository);
    const { stdout } = await promptops(['git', 'install', '--dry-run'], { cwd: repository.path });
    expect(stdout).toContain('diff.promptops.textconv');
    expect(configOf(repository)).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('works from a subfolder and in a linked worktree', async () => {
    const repository = createRepository([{ [file]: prompt('Sort the ticket.') }]);
    const linked = path.join(createFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked);
    const { code } = await promptops(['git', 'install'], { cwd: path.join(linked, 'prompts') });
    expect(code).toBe(0);
    writeFileSync(path.join(linked, file), rearranged);
    expect(changed(repository.git('-C', linked, 'diff'))).toEqual([]);
  });

  it('refuses with exit 2 where there is no worktree', async () => {
    const folder = createFolder();
    const outside = await promptops(['git', 'install'], { cwd: folder });
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('git init') });
    const bare = path.join(folder, 'bare.git');
    mkdirSync(bare);
    createRepository([]).git('init', '--quiet', '--bare', bare);
    expect(await promptops(['git', 'install'], { cwd: bare })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bare'),
    });
    const wrong = await promptops(['git', 'instal'], { cwd: folder });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"instal"') });
  });
});

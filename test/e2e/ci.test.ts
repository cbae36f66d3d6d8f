import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CiReport } from '../../src/commands/ci-report.ts';
import { mentionsIn, parseMarkdown } from '../helpers/parsed-markdown.ts';
import { promptops } from '../helpers/promptops.ts';
import { createRepository, type Files, removeFolder, type TestRepository } from '../helpers/repository.ts';
import { sarifErrors } from '../helpers/sarif-schema.ts';

/** What a model may say and a file may be called, and every reader must survive. */
const evil = [
  '\u001b[31mred\u001b]0;title\u0007 \u009b2J \u202egnirts',
  '::add-mask::x',
  '::error file=a::b',
  '##[group]x',
  '@acme/team #12 GH-7 <script>alert(1)</script> <img src=x onerror=alert(1)>',
  '![x](http://evil.example/p.png) [l](javascript:alert(1)) www.evil.example https://evil.example',
  '```',
  ']]> <!-- & -->',
].join('\n');

/** As YAML takes it: escaped, since no file may hold such characters themselves. */
const quoted = JSON.stringify(evil).replace(
  /[\u007f-\uffff]/g,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
);

const name = 'prompts/@acme,team ![x](y) <b> ::error::.prompt.yaml';
const prompt = (words: string): string => `promptops: 1
model: { id: echo/x }
inputs: { said: { type: string } }
messages: [{ role: user, content: "${words} {{said}}" }]
`;
const tests = `promptops: 1
tests:
  - id: same
    vars: { said: ${quoted} }
    assert: [{ type: equals, value: fine }]
`;
const config = 'promptops: 1\ngates: [{ diff: dangerous, message: "::error::no" }]\n';

const project: Files = {
  '.gitignore': '.promptops\nout\n',
  'promptops.yaml': config,
  [name]: prompt('Say'),
  [name.replace('.prompt.', '.test.')]: tests,
  'prompts/good.prompt.yaml': prompt('Tell'),
  'prompts/good.test.yaml': tests.replace('fine', 'never'),
};

const formats = ['terminal', 'markdown', 'json', 'junit', 'sarif', 'github', 'gitlab'] as const;

describe('what models say and files are called, in the reports of ci', () => {
  let repository: TestRepository;
  const written = new Map<string, string>();
  beforeAll(async () => {
    repository = createRepository([project]);
    repository.git('checkout', '--quiet', '-b', 'work');
    repository.commit({
      [name]: prompt('Say it:'),
      'prompts/good.prompt.yaml': prompt(evil.split('\n').slice(4, 6).join(' ').replace(/"/g, "'")),
      'prompts/good.test.yaml': tests,
    });
    for (const format of formats) {
      const ran = await promptops(['ci', '--format', format], { cwd: repository.path });
      expect(ran.code, ran.stderr).toBe(1);
      written.set(format, ran.stdout);
      expect(ran.stderr).not.toMatch(/^\s*(::|##\[)/m);
    }
  });
  afterAll(() => removeFolder(repository.path));
  const textOf = (format: (typeof formats)[number]): string => written.get(format) ?? '';

  it('no reader is sent anything it would obey', () => {
    for (const [format, text] of written) {
      expect(text.length, format).toBeGreaterThan(100);
      expect(text, format).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      // The old form is found anywhere in a line, the new one at its start.
      expect(text, format).not.toContain('##[');
      if (format !== 'github') expect(text, format).not.toMatch(/^\s*::[a-z]/m);
    }
  });

  it('markdown has no link, image, mention or HTML', () => {
    const { links, images, html, prose } = parseMarkdown(textOf('markdown'));
    expect({ links, images, html, mentions: mentionsIn(prose) }).toEqual({
      links: [],
      images: [],
      html: [],
      mentions: [],
    });
    expect(prose).toContain('promptops ci: failed');
  });

  it('every annotation is one command of ours, at a file that there is', () => {
    const lines = textOf('github').split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning) file=[^:,]+,line=\d+,[^:]*::[^\r\n]+$/);
    const files = lines.map((line) => decodeURIComponent(/file=([^,]+)/.exec(line)?.[1] ?? ''));
    expect(new Set(files)).toContain(name);
  });

  it('the others are whole, and parse', () => {
    const report: CiReport = JSON.parse(textOf('json'));
    expect(report).toMatchObject({ kind: 'ci', verdict: 'failed', exitCode: 1 });
    expect(sarifErrors(JSON.parse(textOf('sarif')))).toBeNull();
    const entries: readonly { fingerprint: string }[] = JSON.parse(textOf('gitlab'));
    expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(textOf('junit'));
    const names = testsuites.testsuite.map((suite: Readonly<Record<string, string>>) => suite['@_name']);
    expect(names).toEqual(expect.arrayContaining(['good echo/x', 'gates']));
  });
});

describe('on the command line', () => {
  let repository: TestRepository;
  beforeAll(() => {
    repository = createRepository([
      { 'promptops.yaml': 'promptops: 1\n', '.gitignore': '.promptops\nout\n' },
      {
        'prompts/a.prompt.yaml': prompt('Say'),
        'prompts/a.test.yaml': tests.replace('equals, value: fine', 'contains, value: Say'),
      },
    ]);
  });
  afterAll(() => removeFolder(repository.path));
  const run = (args: readonly string[], env = {}) =>
    promptops(['ci', ...args], { cwd: repository.path, env });

  it('says the verdict first, and several formats of one run', async () => {
    const ran = await run(['--output', 'markdown=out/ci.md', '--output', 'json=out/ci.json']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^✔ passed {2}1 prompt, bump minor/),
    });
  });

  it.each([
    [['--base', 'nowhere'], 'There is no commit "nowhere"'],
    [['--base', '--upload-pack=x'], '"--upload-pack=x" is not a git ref'],
    [['--base', 'main..HEAD'], 'is a range'],
    [['--fail-on', 'braking'], 'takes no "braking"'],
    [['--max-cost', 'much'], '"--max-cost'],
    [['--format', 'csv'], 'takes no "csv"'],
    [['--lvie'], 'Did you mean "--live"'],
    [['prompts/a'], ''],
  ])('%j is refused', async (args, message) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('refuses pull_request_target with a stranger’s files checked out', async () => {
    const file = path.join(repository.path, '.promptops.json');
    writeFileSync(file, JSON.stringify({ pull_request: {} }));
    const env = {
      GITHUB_EVENT_NAME: 'pull_request_target',
      GITHUB_EVENT_PATH: file,
      GITHUB_SHA: 'a'.repeat(40),
    };
    const ran = await run([], env);
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"pull_request"') });
  });
});

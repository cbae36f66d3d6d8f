import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Diagnostic, type Editor, openEditor, type Position } from '../helpers/language-server.ts';
import { createFolder, removeFolder } from '../helpers/repository.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const starter = path.join(repository, 'templates/project');

/** The starter project with promptops installed, as an editor opens it. */
function workspace(): string {
  const folder = createFolder();
  cpSync(starter, folder, { recursive: true });
  mkdirSync(path.join(folder, 'node_modules/promptops'), { recursive: true });
  symlinkSync(path.join(repository, 'schemas'), path.join(folder, 'node_modules/promptops/schemas'));
  return folder;
}

/** `text` with `|` where the cursor stands: the text without it, and its position. */
function cursorIn(text: string): { readonly text: string; readonly at: Position } {
  const [before = '', after = ''] = text.split('|>');
  const lines = before.split('\n');
  return { text: before + after, at: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}

const textOf = (text: string, { range }: Diagnostic): string =>
  (text.split('\n')[range.start.line] ?? '').slice(range.start.character, range.end.character);

let folder = '';
let editor: Editor;
let count = 0;

/** With the settings that come with the starter project. */
beforeAll(async () => {
  folder = workspace();
  const settings = JSON.parse(readFileSync(path.join(starter, '.vscode/settings.json'), 'utf8'));
  editor = await openEditor(folder, {
    yaml: { validate: true, hover: true, completion: true, schemas: settings['yaml.schemas'] },
  });
});

afterAll(async () => {
  await editor.close();
  removeFolder(folder);
});

/** A new file of the kind, so that each text is the server's first. */
const nameOf = (kind: 'prompt' | 'test'): string => `prompts/new/file-${++count}.${kind}.yaml`;

const yamlOf = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

describe('an editor with yaml-language-server', () => {
  it.each(yamlOf(starter))('says nothing about %s of the starter project', async (name) => {
    expect(await editor.diagnose(name, readFileSync(path.join(starter, name), 'utf8'))).toEqual([]);
  });

  const example = path.join(repository, 'test/fixtures/format/project');
  it.each(yamlOf(example).filter((name) => /(prompt|test)\.yaml$/.test(name)))(
    'says nothing about %s of the example of the format',
    async (name) => {
      const text = readFileSync(path.join(example, name), 'utf8');
      expect(await editor.diagnose(`example/${name}`, text)).toEqual([]);
    },
  );

  it('finds the schema by the first line of a file alone', async () => {
    const plain = await openEditor(folder, { yaml: { validate: true } });
    const name = 'prompts/support/triage.prompt.yaml';
    const text = readFileSync(path.join(starter, name), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    expect(await plain.diagnose(name, text)).toEqual([]);
    const other = 'prompts/support/other.prompt.yaml';
    const broken = text.replace('inputs:', 'inptus:');
    expect(await plain.diagnose(other, broken)).toMatchObject([
      { message: 'Property inptus is not allowed.', severity: 1 },
    ]);
    await plain.close();
  });

  // Each text has one mistake, between ⟦ and ⟧.
  const prompt = (rest: string): string =>
    `promptops: 1\nmodel: { id: a/b }\n${rest}messages: [{ role: user, content: Hi }]\n`;
  const aCase = (rest: string): string => `promptops: 1\ntests:\n  - id: one\n${rest}`;
  it.each([
    ['prompt', prompt('⟦metdata⟧: { owner: me }\n'), /metdata is not allowed/],
    ['prompt', prompt('metadata: { ⟦onwer⟧: me }\n'), /onwer is not allowed/],
    ['prompt', prompt('inputs: { a: { type: string, ⟦trsut⟧: untrusted } }\n'), /trsut is not allowed/],
    ['prompt', prompt('inputs: { a: { type: ⟦strng⟧ } }\n'), /"string", "number"/],
    ['prompt', prompt('inputs: { a: { type: string, trust: ⟦no⟧ } }\n'), /"trusted", "untrusted"/],
    ['prompt', prompt('variants: { terse: { ⟦parms⟧: {} } }\n'), /parms is not allowed/],
    ['prompt', prompt('output: { format: ⟦jsn⟧ }\n'), /"text", "json"/],
    ['prompt', prompt('').replace('user', '⟦usr⟧'), /"system", "user"/],
    ['prompt', prompt('').replace('a/b', 'a/b, params: { temperature: ⟦hot⟧ }'), /Expected "number"/],
    ['prompt', prompt('').replace('a/b', 'a/b, params: { ⟦temprature⟧: 1 }'), /temprature is not allowed/],
    ['prompt', '⟦p⟧romptops: 1\nmodel: { id: a/b }\n', /Missing property "messages"/],
    ['test', aCase('    ⟦asert⟧: []\n'), /asert is not allowed/],
    ['test', aCase('    assert: [{ type: ⟦contain⟧, value: x }]\n'), /"contains"/],
    ['test', aCase('    assert: [{ type: latency, threshold: ⟦fast⟧ }]\n'), /Expected "number"/],
    ['test', aCase('    assert: [{ type: contains, value: x, ⟦wieght⟧: 2 }]\n'), /wieght is not allowed/],
    ['test', aCase('    passRate: ⟦3⟧\n    dataset: x\n'), /above the maximum of 1/],
    ['test', aCase('').replace('one', '⟦Not An Id⟧'), /pattern/],
  ] as const)('marks one mistake once, where it stands: %s %j', async (kind, marked, message) => {
    const text = marked.replace(/[⟦⟧]/g, '');
    const found = await editor.diagnose(nameOf(kind), text);
    expect(found.map((each) => [textOf(text, each), each.message])).toEqual([
      [/⟦(.*)⟧/.exec(marked)?.[1], expect.stringMatching(message)],
    ]);
  });

  it.each([
    ['prompt', prompt('in|>puts: { a: { type: string } }\n'), 'The variables of the templates'],
    ['prompt', prompt('inputs: { a: { type: string, tru|>st: untrusted } }\n'), 'comes from outside'],
    ['prompt', prompt('').replace('content', 'con|>tent'), 'Handlebars template'],
    ['prompt', prompt('').replace('messages', 'mess|>ages'), 'What is sent, in order.'],
    ['test', aCase('    ass|>ert: [{ type: contains, value: x }]\n'), 'What must hold of the answer.'],
    ['test', aCase('    assert: [{ type: contains, va|>lue: x }]\n'), 'The text.'],
    ['test', aCase('    va|>rs: {}\n'), 'Values of the inputs.'],
  ] as const)('explains a key under the pointer: %s %j', async (kind, marked, says) => {
    const { text, at } = cursorIn(marked);
    const name = nameOf(kind);
    await editor.diagnose(name, text);
    expect(await editor.hover(name, at)).toContain(says);
  });

  it.each([
    ['prompt', prompt('').replace(/$/, '|>'), ['inputs', 'output', 'locales', 'datasets'], ['messages']],
    ['prompt', prompt('inputs:\n  a:\n    |>\n'), ['type', 'trust', 'maxLength', 'optional'], []],
    ['prompt', prompt('inputs:\n  a:\n    type: |>\n'), ['string', 'messages', 'image'], []],
    ['prompt', prompt('inputs:\n  a:\n    trust: |>\n'), ['trusted', 'untrusted'], []],
    ['prompt', 'promptops: 1\nmessages:\n  - |>\n', ['role', 'content', 'history', 'examples'], ['tests']],
    ['prompt', 'promptops: 1\nmessages:\n  - role: |>\n', ['system', 'user', 'assistant'], []],
    ['test', aCase('    |>\n'), ['vars', 'assert', 'expected', 'turns'], ['id']],
    ['test', aCase('    assert:\n      - |>\n'), ['type', 'weight', 'metric'], []],
    ['test', aCase('    assert:\n      - type: |>\n'), ['contains', 'is-json', 'cel', 'not-regex'], []],
    [
      'test',
      aCase('    assert:\n      - type: latency\n        |>\n'),
      ['threshold', 'weight'],
      ['value', 'type'],
    ],
  ] as const)('offers what can stand there: %s %j', async (kind, marked, offered, not) => {
    const { text, at } = cursorIn(marked);
    const name = nameOf(kind);
    await editor.diagnose(name, text);
    const labels = await editor.complete(name, at);
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    for (const label of not) expect(labels).not.toContain(label);
    // Keys and values of the format, and at most one snippet that the server makes of a title.
    expect(labels.filter((label) => /\s/.test(label)).length).toBeLessThan(2);
  });
});

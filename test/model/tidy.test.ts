import { readFileSync } from 'node:fs';
import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFileLimits } from '../../src/model/config.ts';
import { keyOrder } from '../../src/model/key-order.ts';
import { tidy } from '../../src/model/tidy.ts';
import { parseYaml, type YamlFile } from '../../src/model/yaml-file.ts';
import { soaked } from '../helpers/soak.ts';
import { wildYaml } from './wild-yaml.ts';

const parse = (text: string): YamlFile =>
  parseYaml('a.yaml', new TextEncoder().encode(text), defaultFileLimits);
const tidied = (text: string) => tidy(parse(text), 'prompt', defaultFileLimits);

describe('tidy over files of every layout', () => {
  it('changes no value and no comment, is stable, and leaves few alone', () => {
    let readable = 0;
    let done = 0;
    assert(
      property(wildYaml, (text) => {
        const before = parse(text);
        if (before.value === undefined) return;
        readable += 1;
        const result = tidied(text);
        if (result.text === null) return;
        done += 1;
        const after = parse(result.text);
        expect(after.value).toEqual(before.value);
        const comments = (file: YamlFile) => file.comments().map((each) => each.text.trim());
        expect([...comments(after)].sort()).toEqual([...comments(before)].sort());
        expect(tidied(result.text)).toEqual({ text: result.text, problem: null });
        expect(result.text.includes('\r\n')).toBe(text.includes('\r\n'));
        if (!text.includes('+')) expect(result.text).not.toMatch(/\n\n\n\w/);
      }),
      { numRuns: soaked(200) },
    );
    expect(readable).toBeGreaterThan(150);
    expect(done / readable).toBeGreaterThan(0.95);
  });
});

describe('tidy', () => {
  it.each([
    [
      'sorts the keys of the format',
      'messages: []\nmodel: a/b\npromptops: 1\n',
      'promptops: 1\nmodel: a/b\nmessages: []\n',
    ],
    [
      'keeps what it does not know behind what it follows',
      'promptops: 1\nmodel: a/b\nx-of-model: 1\ndescription: d\n',
      'promptops: 1\ndescription: d\nmodel: a/b\nx-of-model: 1\n',
    ],
    [
      'keeps the head of the file at the top',
      '# yaml-language-server: $schema=x\n\nmodel: a/b\npromptops: 1\n',
      '# yaml-language-server: $schema=x\n\npromptops: 1\nmodel: a/b\n',
    ],
    [
      'moves a comment with its key',
      'promptops: 1\n# of the messages\nmessages: [] # all\n# of the model\nmodel: a/b\n',
      'promptops: 1\n# of the model\nmodel: a/b\n# of the messages\nmessages: [] # all\n',
    ],
    [
      'indents by two, lists below their key',
      'inputs:\n    a:\n        type: string\nmessages:\n- role: user\n  content: Hi\n-   role: user\n    content: Ho\n',
      'inputs:\n  a:\n    type: string\nmessages:\n  - role: user\n    content: Hi\n  - role: user\n    content: Ho\n',
    ],
    [
      'spaces braces and brackets',
      'inputs: {a: {type:   string},b: { enum: [ x,y ] }}\n',
      'inputs: { a: { type: string }, b: { enum: [x, y] } }\n',
    ],
    [
      'gives each entry a line where one had',
      'tags: [a, # first\n  b]\n',
      'tags:\n  [\n    a, # first\n    b,\n  ]\n',
    ],
    [
      'quotes with as few escapes as can be',
      "a: 'it''s'\nb: \"say \\\"hi\\\"\"\nc: 'x\\y'\nd: Plain\n",
      "a: \"it's\"\nb: 'say \"hi\"'\nc: 'x\\y'\nd: Plain\n",
    ],
    ['leaves one blank line', '\n\npromptops: 1\n\n\n\nmodel: a/b\n\n\n', 'promptops: 1\n\nmodel: a/b\n'],
    [
      'moves blocks and wraps none',
      'messages:\n- content: |\n        One  long line.   \n\n          Indented.\n\n\n',
      'messages:\n  - content: |\n      One  long line.   \n\n        Indented.\n',
    ],
    [
      'keeps line breaks that are text',
      'x-a: |+\n   one\n\n\nmodel: a/b\n',
      'x-a: |+\n  one\n\n\nmodel: a/b\n',
    ],
    [
      'keeps an indentation that is text',
      'x-a: |4\n      two more\n    one\n',
      'x-a: |2\n    two more\n  one\n',
    ],
    [
      'keeps a comment where it belongs',
      'inputs:\n  a: 1\n  # more of a\n# of budgets\nbudgets: {}\n',
      'inputs:\n  a: 1\n  # more of a\n# of budgets\nbudgets: {}\n',
    ],
    ['keeps carriage returns', 'model:   a/b\r\nx-a: |\r\n    t\r\n', 'model: a/b\r\nx-a: |\r\n  t\r\n'],
    ['ends the last line', 'model: a/b', 'model: a/b\n'],
    ['drops the mark of a document', '--- # first\nmodel: a/b\n', '# first\nmodel: a/b\n'],
    ['lets no comment look like text', 'x-a: text    #1\n', 'x-a: text # 1\n'],
    ['hides no text that a comment swallows', 'x-a: Use #1 tag\n', 'x-a: Use #1 tag\n'],
  ])('%s', (_what, text, expected) => {
    expect(tidied(text)).toEqual({ text: expected, problem: null });
    expect(tidied(expected).text).toBe(expected);
  });

  it.each([
    '? model\n: a/b\n',
    'model: !!str a/b\n',
    '- a\n',
    'a:\n  [\n    x\n    # before\n    , y\n  ]\n',
  ])('leaves %j alone', (text) => {
    expect(tidied(text)).toMatchObject({ text: null });
  });

  it('has nothing to lay out in an empty file', () => {
    expect(tidied('# nothing yet\n')).toMatchObject({ text: '# nothing yet\n' });
  });

  it('says of what does not parse that lint knows why', () => {
    expect(tidied('model: [\n').problem).toContain('promptops lint');
  });

  it.each(['prompt', 'test', 'config'] as const)('knows every key of a %s file', (kind) => {
    const schema = JSON.parse(
      readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8'),
    );
    expect([...keyOrder[kind]].sort()).toEqual(Object.keys(schema.properties).sort());
  });
});

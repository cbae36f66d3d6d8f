import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { promptops } from '../helpers/promptops.ts';
import { createRepository, removeFolder } from '../helpers/repository.ts';
import { sarifErrors } from '../helpers/sarif-schema.ts';

const card = '4539 5787 6362 1486';
const token = `ghp_${'aB3dE6'.repeat(6)}`;

/** Every value that is marked as wrong stands once in its file: what a finding points at can be read back. */
const files = {
  'bot/promptops.yaml': 'promptops: 1\n',
  'bot/prompts/ask.prompt.yaml': `promptops: 1
description: Answers.
model: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 100 } }
inputs:
  text: { type: string, maxLength: 100, description: What is asked. }
datasets: { rows: ../data/rows.jsonl, table: ../data/table.csv }
messages:
  - role: system
    content: |
      Answer briefly. 😀 Answer {{blocked}} now.
        Indented {{deeper}} text.
  - role: user
    content: >-
      Folded words go on
      and on until {{folded}} comes.
  - role: user
    content: "Quoted \\"words\\" \\u00e9 and {{quoted}} too. {{text}}"
`,
  'bot/prompts/ask.test.yaml': `promptops: 1
tests:
  - dataset: rows
    vars: { text: "{{row.text}}" }
    assert: [{ type: contains, value: hello }]
  - dataset: table
    vars: { text: "{{row.text}}" }
    assert: [{ type: contains, value: hello }]
  - id: one
    vars:
      text: |
        First line.
        The card is ${card}, she says.
    assert: [{ type: contains, value: hello }]
`,
  'bot/data/rows.jsonl': `{"id":"a","text":"fine"}\n{"id":"b","text":7}\n{"id":"c","text":"my token ${token} is lost"}\n`,
  'bot/data/table.csv': `id,text\nx,"over two\nlines"\ny,pay with ${card} please\n`,
};

let root = '';
const run = (...args: string[]) => promptops(['-C', 'bot', 'lint', ...args], { cwd: root });

beforeAll(() => {
  const repository = createRepository([files]);
  root = repository.path;
  return () => removeFolder(root);
});

const expected: readonly (readonly [string, string, string])[] = [
  ['template/undefined-variable', 'bot/prompts/ask.prompt.yaml', 'blocked'],
  ['template/undefined-variable', 'bot/prompts/ask.prompt.yaml', 'deeper'],
  ['template/undefined-variable', 'bot/prompts/ask.prompt.yaml', 'folded'],
  ['template/undefined-variable', 'bot/prompts/ask.prompt.yaml', 'quoted'],
  ['security/pii', 'bot/prompts/ask.test.yaml', card],
  ['security/pii', 'bot/data/table.csv', card],
  ['security/secret', 'bot/data/rows.jsonl', token],
  ['tests/variable-type', 'bot/data/rows.jsonl', '{"id":"b","text":7}'],
];

function textAt(file: string, line: number, column: number, endColumn: number): string {
  return (readFileSync(path.join(root, file), 'utf8').split('\n')[line - 1] ?? '').slice(
    column - 1,
    endColumn - 1,
  );
}

describe('findings of a project in a subfolder', () => {
  it('are annotations on exactly what is wrong, in block scalars and rows of datasets', async () => {
    const { stdout, code } = await run('--format', 'github');
    const found = stdout
      .split('\n')
      .flatMap((line) =>
        [
          ...line.matchAll(
            /^::(?:error|warning) file=(.*),line=(\d+),endLine=\d+,col=(\d+),endColumn=(\d+),title=(.*)::/g,
          ),
        ].map(([, file = '', at, column, end, title = '']) => [
          decodeURIComponent(title),
          file,
          textAt(file, Number(at), Number(column), Number(end)),
        ]),
      );
    for (const each of expected) expect(found).toContainEqual(each);
    expect(code).toBe(1);
  });

  it('are valid SARIF with the same regions, and hold no secret', async () => {
    const { stdout } = await run('--format', 'sarif');
    const log = JSON.parse(stdout);
    expect(sarifErrors(log)).toBeNull();
    const found = log.runs[0].results.map((result: SarifResult) => {
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      const text = textAt(artifactLocation.uri, region.startLine, region.startColumn, region.endColumn ?? 0);
      return [result.ruleId, artifactLocation.uri, text];
    });
    for (const each of expected) expect(found).toContainEqual(each);
    for (const format of ['sarif', 'json', 'terminal', 'markdown', 'github']) {
      expect((await run('--format', format)).stdout).not.toContain(token.slice(4));
    }
  });
});

type SarifResult = {
  readonly ruleId: string;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: {
          readonly startLine: number;
          readonly startColumn: number;
          readonly endColumn?: number;
        };
      };
    },
  ];
};

import { expect, it } from 'vitest';
import { diffProjects } from '../../src/diff/diff-projects.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const facts = {
  today: '2026-01-01',
  datasets: { before: new Map(), after: new Map() },
  recordings: { before: new Map(), after: new Map() },
};

const prompt = `promptops: 1
model: openai/gpt-4.1
inputs: { plan: { type: string } }
output: { format: json, schema: ./answer.schema.json }
tools: [./find.tool.yaml]
messages:
  - id: rules
    role: system
    content: |
      Be brief.
      {{> tone}}
  - { id: ask, role: user, content: "Plan {{plan}}" }
locales:
  fr: ./a.fr.yaml
`;
const files: Readonly<Record<string, string>> = {
  'promptops.yaml': 'promptops: 1\n',
  'prompts/a.prompt.yaml': prompt,
  'prompts/answer.schema.json': `{
  "type": "object",
  "properties": {
    "reply": { "type": "string", "maxLength": 9 },
    "kind": { "enum": ["a", "b"] },
    "address": { "$ref": "address.json" }
  }
}
`,
  'prompts/address.json': '{ "type": "object",\n  "properties": { "city":\n    { "type": "string" } } }\n',
  'prompts/find.tool.yaml':
    'promptops: 1\nname: find\nparameters:\n  type: object\n  properties:\n    id: { type: string }\n',
  'prompts/a.fr.yaml': 'promptops: 1\nmessages:\n  rules: |\n    Sois bref.\n    Et clair.\n',
  'partials/tone.hbs': 'Be kind.\nBe clear.\nBe sure.\n',
};

/** `kind path:line:column-endLine:endColumn` of every change that replacing some texts of one file makes. */
async function placesOf(path: string, ...edits: readonly (readonly [string, string])[]) {
  const text = edits.reduce((held, [from, to]) => held.replace(from, to), files[path] ?? '');
  const [before, after] = [files, { ...files, [path]: text }].map(snapshotOf);
  if (!before || !after) throw new TypeError('Two sides.');
  const { prompts } = await diffProjects(await loadProject(before), await loadProject(after), facts);
  return prompts
    .flatMap(({ changes }) => changes)
    .map(({ id, path: file, range: { line, column, endLine, endColumn } }) => {
      const end = endLine === line ? endColumn : `${endLine}:${endColumn}`;
      return `${id} ${file}:${line}:${column}-${end}`;
    });
}

it('places what changed in the file that says it, to the letter', async () => {
  expect(await placesOf('prompts/a.prompt.yaml', ['Be brief', 'Be very brief'])).toEqual([
    'text-changed prompts/a.prompt.yaml:10:10-15',
  ]);
  expect(await placesOf('partials/tone.hbs', ['clear', 'honest'])).toEqual([
    'text-changed partials/tone.hbs:2:4-10',
  ]);
  expect(await placesOf('prompts/a.fr.yaml', ['clair', 'gai'])).toEqual([
    'text-changed prompts/a.fr.yaml:5:8-11',
  ]);
  expect(await placesOf('prompts/answer.schema.json', ['9', '10'])).toEqual([
    'output-bounds-loosened prompts/answer.schema.json:4:47-49',
  ]);
  expect(await placesOf('prompts/answer.schema.json', ['"b"]', '"b", "c"]'])).toEqual([
    'output-enum-value-added prompts/answer.schema.json:5:23-38',
  ]);
  expect(await placesOf('prompts/find.tool.yaml', ['string', 'integer'])).toEqual([
    'tool-parameter-type-changed prompts/find.tool.yaml:6:17-24',
  ]);
});

it('follows a schema into a file that it names', async () => {
  expect(await placesOf('prompts/address.json', ['"string"', '"integer"'])).toEqual([
    'output-field-type-changed prompts/address.json:3:15-24',
  ]);
});

it('places what is gone where it would be', async () => {
  expect(await placesOf('prompts/answer.schema.json', ['"kind": { "enum": ["a", "b"] },', ''])).toEqual([
    'output-field-removed prompts/answer.schema.json:3:17-7:4',
  ]);
});

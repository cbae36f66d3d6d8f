import { expect, it } from 'vitest';
import { headingOf, readApiPage, sectionOf } from '../../src/model/api-page.ts';
import { loadProject } from '../../src/model/project.ts';
import { signatureOf } from '../../src/model/signature.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const fileOf = async (text: string) => {
  const project = await loadProject(
    snapshotOf({ 'prompts/a.prompt.yaml': `promptops: 1\nmodel: openai/gpt-4.1-mini\n${text}` }),
  );
  const [file] = project.prompts;
  if (!file) throw new Error('No prompt.');
  expect(file.faults).toEqual([]);
  return file;
};
const say = 'messages: [{ role: user, content: Hi }]\n';
const linesOf = async (text: string) => signatureOf(await fileOf(say + text)).slice(0, -2);

it.each([
  [
    'inputs: { b: { type: string, maxLength: 9, trust: untrusted }, a: { type: integer, optional: true } }',
    ['input a?: integer', 'input b: string, maxLength 9, untrusted', 'output: text'],
  ],
  [
    'inputs: { a: { enum: [y, x], default: x }, c: { type: image }, d: { type: string, sensitive: true, maxTokens: 5 } }',
    [
      'input a?: "x" | "y" = "x"',
      'input c: image',
      'input d: string, sensitive, maxTokens 5',
      'output: text',
    ],
  ],
  [
    'inputs: { a: { type: array, optional: true, minItems: 1, items: { type: object, required: [k], properties: { l: { type: [string, "null"] }, k: { const: 1 } } } } }',
    [
      'input a?: array, minItems 1',
      'input a[]: object',
      'input a[].k: 1',
      'input a[].l?: null | string',
      'output: text',
    ],
  ],
  ['output: { format: json }', ['output: json']],
  [
    'output: { strict: true, schema: { type: object, additionalProperties: false, required: [r], properties: { r: { anyOf: [{ type: string, description: No. }, { type: object, properties: { "x y": {} } }] } } } }',
    [
      'output: object, closed, strict',
      'output.r: one of 2 forms',
      'output.r<1>: string',
      'output.r<2>: object',
      'output.r<2>."x y"?: anything',
    ],
  ],
  [
    'output: { schema: { type: object, properties: { value: { type: number }, children: { type: array, items: { $ref: "#" } } } } }',
    [
      'output: object',
      'output.children?: array',
      'output.children[]: object',
      'output.children[].children?: array',
      'output.children[].children[]: as output.children[]',
      'output.children[].value?: number',
      'output.value?: number',
    ],
  ],
  [
    'output: { schema: { type: object, patternProperties: { "^x": true }, minProperties: 1, additionalProperties: { type: string } } }',
    ['output: object, others {"type":"string"}, minProperties 1, patternProperties {"^x":true}'],
  ],
])('says field by field what stands in %s', async (text, lines) => {
  expect(await linesOf(text)).toEqual(lines);
});

it('names the model, those that stand in, tools, locales and variants, and ends with the digest', async () => {
  const file = await fileOf(`${say}locales: { fr: {}, de: {} }
tools: [{ name: find, description: Finds., parameters: { type: object } }]`);
  expect(signatureOf(file).slice(1)).toEqual([
    'model: openai/gpt-4.1-mini',
    'tools: find',
    'locales: de, fr',
    expect.stringMatching(/^digest: sha256:[0-9a-f]{64}$/),
  ]);
});

it('is a section that nothing in a prompt can end, found again by its heading', async () => {
  const file = await fileOf(`${say}inputs: { a: { enum: ["x\\n## b\\n\`\`\`", "<script>"] } }`);
  const section = sectionOf(file);
  expect(section.split('\n').filter((line) => line !== '' && !line.startsWith('    '))).toEqual(['## a']);
  expect(readApiPage(`# Prompts\n\n${section}\n## b\n\n    x\n`).get('a')).toBe(section);
  expect(headingOf('a/[x](y)<b>`\n')).toBe('a/\\[x\\]\\(y\\)\\<b\\>\\`\ufffd');
});

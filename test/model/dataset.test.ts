import { describe, expect, it } from 'vitest';
import { expandDataset } from '../../src/model/dataset.ts';
import { loadProject } from '../../src/model/project.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const prompt = (dataset: string) => `promptops: 1
model: echo/x
inputs: { text: { type: string }, tags: { type: array, optional: true } }
messages: [{ role: user, content: "{{text}}{{json tags}}" }]
datasets: { d: ${dataset} }
`;

async function expanded(
  dataset: string,
  entry: string,
  data: Readonly<Record<string, string>>,
  stream?: Snapshot['stream'],
) {
  const files = snapshotOf({
    'prompts/p.prompt.yaml': prompt(dataset),
    'prompts/p.test.yaml': `promptops: 1\ndefaultTest: { assert: [{ type: is-json }] }\ntests:\n  - ${entry}\n`,
    ...data,
  });
  const snapshot = stream ? { ...files, stream } : files;
  const project = await loadProject(snapshot);
  const [file] = project.prompts;
  const [test] = file?.tests?.datasets ?? [];
  expect([...(file?.faults ?? []), ...(file?.tests?.faults ?? [])]).toEqual([]);
  if (!file || !test) throw new Error('no dataset');
  return expandDataset(test, file, snapshot);
}

async function casesOf(...of: Parameters<typeof expanded>) {
  const cases = [];
  for await (const one of await expanded(...of)) cases.push(one);
  return cases;
}

const entry =
  '{ dataset: d, id: "{{row.key}}", description: "About {{row.text}}", vars: { text: "{{row.text}}", tags: "{{row.tags}}" }, assert: [{ type: equals, value: "{{row.want}}", transform: output.x }], passRate: 0.9 }';

describe('expandDataset', () => {
  it('makes a case of each row, with types kept and defaults in front', async () => {
    const cases = await casesOf('../data/d.jsonl', entry, {
      'data/d.jsonl':
        '{"key":"a","text":"one","tags":[1],"want":true}\n{"key":7,"text":"two","tags":[],"want":{"x":1}}\n',
    });
    expect(cases).toMatchObject([
      {
        id: 'd:a',
        description: 'About one',
        dataset: 'd',
        vars: { text: 'one', tags: [1] },
        assert: [
          { type: 'is-json', yamlPath: ['defaultTest', 'assert', 0] },
          {
            type: 'equals',
            value: true,
            transform: 'output.x',
            yamlPath: ['tests', 0, 'assert', 0],
            at: { line: 4 },
          },
        ],
        at: { path: 'prompts/p.test.yaml', line: 4 },
      },
      { id: 'd:7', vars: { text: 'two', tags: [] }, assert: [{}, { value: { x: 1 } }] },
    ]);
  });

  it('takes the id of the row, else its digest, which the order of columns does not change', async () => {
    const entry = '{ dataset: d, vars: { text: "{{row.text}}" } }';
    const withId = await casesOf('./d.csv', entry, { 'prompts/d.csv': 'id,text\nT-1,x\n' });
    expect(withId.map(({ id }) => id)).toEqual(['d:T-1']);
    const [one] = await casesOf('./d.csv', entry, { 'prompts/d.csv': 'text,n\nx,1\n' });
    const [two] = await casesOf('./d.csv', entry, { 'prompts/d.csv': 'n,text\n1,x\n' });
    expect(one?.id).toMatch(/^d:[0-9a-f]{12}$/);
    expect(two?.id).toBe(one?.id);
  });

  it('samples the same rows for the same seed', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `{"id":"r${index}","text":"t"}`).join('\n');
    const entry = '{ dataset: d, vars: { text: "{{row.text}}" } }';
    const ids = async (seed: number) =>
      (
        await casesOf(`{ path: ./d.jsonl, sample: 20, seed: ${seed} }`, entry, { 'prompts/d.jsonl': rows })
      ).map(({ id }) => id);
    const seven = await ids(7);
    expect(seven).toHaveLength(20);
    expect(await ids(7)).toEqual(seven);
    expect(await ids(8)).not.toEqual(seven);
  });

  it.each<[string, string, string]>([
    [
      'a repeated id',
      '{"key":"a","text":"x","tags":[],"want":1}\n{"key":"a","text":"y","tags":[],"want":1}',
      'prompts/d.jsonl:2',
    ],
    [
      'a missing column',
      '{"key":"a","text":"x","tags":[],"want":1}\n{"key":"b","txt":"y","tags":[],"want":1}',
      'prompts/d.jsonl:2',
    ],
    ['an empty id', '{"key":"","text":"x","tags":[],"want":1}', 'prompts/d.jsonl:1'],
    ['an id with a line break', '{"key":"a\\nb","text":"x","tags":[],"want":1}', 'prompts/d.jsonl:1'],
    ['a line that is no JSON', '{"key":"a","text":"x","tags":[],"want":1}\nnonsense', 'prompts/d.jsonl:2'],
  ])('refuses %s, with its line', async (_, rows, where) => {
    const failure = await casesOf('./d.jsonl', entry, { 'prompts/d.jsonl': rows }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'invalid-project', details: [where] });
  });

  it('streams: a hundred thousand rows need not be there at once', async () => {
    let produced = 0;
    async function* stream() {
      for (let block = 0; block < 1000; block += 1) {
        const rows = Array.from(
          { length: 100 },
          (_, index) => `{"id":"${block}-${index}","text":"${'t'.repeat(40)}"}\n`,
        );
        produced += rows.length;
        yield new TextEncoder().encode(rows.join(''));
      }
    }
    let count = 0;
    let lead = 0;
    const entry = '{ dataset: d, vars: { text: "{{row.text}}" } }';
    for await (const _ of await expanded('./d.jsonl', entry, { 'prompts/d.jsonl': '' }, stream)) {
      count += 1;
      lead = Math.max(lead, produced - count);
    }
    expect(count).toBe(100_000);
    expect(lead).toBeLessThanOrEqual(100);
  });
});

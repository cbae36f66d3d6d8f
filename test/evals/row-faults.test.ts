import { expect, it } from 'vitest';
import { faultsOfRows } from '../../src/evals/row-faults.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const prompt =
  'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\ninputs:\n  text: { type: string }\n  tone: { type: string }\ndatasets: { rows: ../data/rows.jsonl }\nlocales:\n  fr: { inputs: { tone: { default: gentil } } }\nmessages: [{ role: user, content: "{{tone}} {{text}}" }]\n';

async function faultsOf(rows: string, entry = 'vars: { text: "{{row.text}}", tone: "{{row.tone}}" }') {
  const snapshot = snapshotOf({
    'prompts/a.prompt.yaml': prompt,
    'prompts/a.test.yaml': `promptops: 1\ntests:\n  - dataset: rows\n    ${entry}\n`,
    'data/rows.jsonl': rows,
  });
  return faultsOfRows(await loadProject(snapshot), snapshot);
}

it('says nothing about rows that fit', async () => {
  expect(await faultsOf('{"text":"a","tone":"kind"}\n')).toEqual([]);
});

it('places what does not fit at its row', async () => {
  const faults = await faultsOf(
    '{"id":"ok","text":"a","tone":"kind"}\n\n  {"id":"bad","text":5,"tone":"kind"}\n',
  );
  expect(faults).toMatchObject([
    {
      rule: 'tests/variable-type',
      message: expect.stringMatching(/^Row "rows:bad": .*text/),
      at: { path: 'data/rows.jsonl', line: 3, column: 3 },
    },
  ]);
});

it('takes the defaults of the locale the row runs in', async () => {
  const entry = 'vars: { text: "{{row.text}}" }\n    locale: fr';
  expect(await faultsOf('{"text":"a"}\n', entry)).toEqual([]);
});

it('places a row that cannot be read, and stops at twenty faults', async () => {
  expect(await faultsOf('{"text":"a","tone":"b"}\n{"text":\n')).toMatchObject([
    { rule: 'schema/invalid', at: { path: 'data/rows.jsonl', line: 2 } },
  ]);
  const many = Array.from({ length: 100 }, (_, id) => JSON.stringify({ id, text: 5, tone: 'b' })).join('\n');
  expect(await faultsOf(many)).toHaveLength(20);
});

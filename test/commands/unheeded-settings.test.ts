import { expect, it } from 'vitest';
import { unheededSettings } from '../../src/commands/unheeded-settings.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const prompt = `promptops: 1
model: { id: echo/x }
messages: [{ role: user, content: Hello }]
`;
const tests = 'promptops: 1\ntests:\n  - { id: a, assert: [{ type: contains, value: Hello }] }\n';

async function notesOf(config: string, more = '', testFile = tests): Promise<readonly string[]> {
  const project = await loadProject(
    snapshotOf({
      'promptops.yaml': `promptops: 1\n${config}`,
      'prompts/a.prompt.yaml': prompt + more,
      'prompts/a.test.yaml': testFile,
    }),
  );
  expect(project.faults.concat(project.prompts.flatMap(({ faults }) => faults))).toEqual([]);
  return unheededSettings(project);
}

it('says nothing of a project that asks for nothing this version leaves out', async () => {
  const config =
    'gates: [{ passRate: 0.9 }, { cost: { monthlyUsd: 8 } }]\nlimits: { echo: { rpm: 5 }, "echo/x": { tpm: 9 } }\n';
  expect(await notesOf(config, 'budgets: { inputTokens: 900, costUsd: 0.1 }\n')).toEqual([]);
});

it.each([
  ['bundles: { all: ["**"] }\n', '"bundles"'],
  [
    'providers: { p: { kind: openai-compatible, baseURL: "https://h.example/v1", api: responses } }\n',
    '"providers.p.api"',
  ],
  ['limits: { opnai: { rpm: 5 } }\n', '"limits.opnai" names no provider and limits nothing.'],
  ['gates: [{ scope: "biling/**", passRate: 1 }]\n', 'The gate of scope "biling/**" is about no prompt.'],
])('%s', async (config, note) => {
  const notes = await notesOf(config);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(note);
});

it.each([
  ['variants: { terse: { budgets: { maxIncreasePct: 3 } } }\n', '"budgets" of an overlay in a'],
  ['metadata: { status: draft }\n', '"status: draft" (its cases count as any other) in a'],
])('%s', async (more, note) => {
  expect(await notesOf('', more)).toEqual([`Not acted on by this version: ${note}.`]);
});

import { describe, expect, it } from 'vitest';
import { lintProject } from '../../src/commands/lint-project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { contextAt } from './command-context.ts';

const prompt = (more: string): string => `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n${more}`;

const plain = prompt('messages: [{ role: user, content: Hello }]\n');

const files = {
  'promptops.yaml': 'promptops: 1\n',
  'partials/tone.hbs': 'Be {{> deep/word}}.',
  'partials/deep/word.hbs': 'brief',
  'tools/look.tool.yaml':
    'promptops: 1\nname: look\ndescription: Looks.\nparameters: { type: object, properties: {} }\n',
  'data/rows.jsonl': '{"id":"a","text":"b"}\n',
  'data/note.txt': 'note',
  'schemas/out.json': '{"type":"object"}',
  'overlays/terse.yaml': 'promptops: 1\nparams: { temperature: 0 }\n',
  'prompts/partial.prompt.yaml': prompt('messages: [{ role: user, content: "{{> tone}}" }]\n'),
  'prompts/tool.prompt.yaml': prompt(
    'tools: [../tools/look.tool.yaml]\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/schema.prompt.yaml': prompt(
    'output: { format: json, schema: ../schemas/out.json }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/overlay.prompt.yaml': prompt(
    'variants: { terse: ../overlays/terse.yaml }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/dataset.prompt.yaml': prompt(
    'datasets: { rows: ../data/rows.jsonl }\nmessages: [{ role: user, content: Hello }]\n',
  ),
  'prompts/vars.prompt.yaml': prompt(
    'inputs: { text: { type: string } }\nmessages: [{ role: user, content: "{{text}}" }]\n',
  ),
  'prompts/vars.test.yaml':
    'promptops: 1\ntests: [{ id: one, vars: { text: { file: ../data/note.txt } } }]\n',
  'prompts/plain.prompt.yaml': plain,
  'prompts/missing.prompt.yaml': prompt('messages: [{ role: user, content: "{{> gone}}" }]\n'),
};

async function affected(changed: readonly string[], select: readonly string[] = []) {
  const changes = { base: null, paths: new Set(changed) };
  const { prompts } = await lintProject(snapshotOf(files), { select, changes }, contextAt('/'), null);
  return prompts.map(({ id }) => id);
}

describe('lintProject since a change', () => {
  it.each([
    ['partials/tone.hbs', ['partial']],
    ['partials/deep/word.hbs', ['partial']],
    ['partials/gone.hbs', ['missing']],
    ['tools/look.tool.yaml', ['tool']],
    ['schemas/out.json', ['schema']],
    ['overlays/terse.yaml', ['overlay']],
    ['data/rows.jsonl', ['dataset']],
    ['data/note.txt', ['vars']],
    ['prompts/plain.prompt.yaml', ['plain']],
    ['prompts/vars.test.yaml', ['vars']],
    ['prompts/plain.test.yaml', ['plain']],
    ['prompts/__recordings__/plain/one.json', ['plain']],
    ['prompts/__recordings__/vars/@rows/0a.jsonl', ['vars']],
    ['README.md', []],
    ['prompts/removed.prompt.yaml', []],
  ])('%s reaches %j', async (path, ids) => {
    expect(await affected([path])).toEqual(ids);
  });

  it('reaches everything with the config, and of the selected ones only what changed', async () => {
    expect(await affected(['promptops.yaml'])).toHaveLength(8);
    expect(await affected(['promptops.yaml'], ['plain'])).toEqual(['plain']);
    expect(await affected(['partials/tone.hbs', 'prompts/tool.prompt.yaml'], ['tool', 'plain'])).toEqual([
      'tool',
    ]);
  });

  it('reaches everything when a test file apart from its prompt changed or went away', async () => {
    expect(await affected(['prompts/elsewhere.test.yaml'])).toHaveLength(8);
    expect(await affected(['prompts/old.prompt.yaml', 'prompts/old.test.yaml'])).toEqual([]);
  });

  it('reads nothing but the changed prompts when nothing shared changed', async () => {
    const snapshot = snapshotOf(files);
    const changes = { base: null, paths: new Set(['prompts/plain.prompt.yaml']) };
    await lintProject(snapshot, { select: [], changes }, contextAt('/'), null);
    expect(snapshot.reads.flat()).toEqual([
      'promptops.yaml',
      'promptops.prices.yaml',
      'prompts/plain.prompt.yaml',
    ]);
  });
});

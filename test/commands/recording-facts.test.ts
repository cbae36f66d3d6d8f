import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { factsOfRecordings, orphansOf } from '../../src/commands/recording-facts.ts';
import { converse } from '../../src/evals/conversation.ts';
import { slotOf } from '../../src/evals/job.ts';
import { loadProject, openLayout } from '../../src/model/project.ts';
import { withRecording } from '../../src/providers/with-recording.ts';
import { formatRecording } from '../../src/recordings/format.ts';
import { renderPrompt } from '../../src/render/render-prompt.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { memoryStore } from '../providers/memory-store.ts';
import { completion } from '../recordings/examples.ts';

type Files = Record<string, string>;

const folder = new URL('../../templates/project/', import.meta.url);

/** The starter project, whose recordings all fit. */
function starter(): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.(ya?ml|jsonl?|hbs|csv)$/.test(path) && !path.startsWith('.'),
  );
  return Object.fromEntries(
    paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(new URL(path, folder), 'utf8')]),
  );
}

async function factsOf(files: Files, select: readonly string[] = []) {
  const snapshot = snapshotOf(files);
  const layout = await openLayout(snapshot, select);
  const prompts = await layout.read(layout.places);
  const own = await Promise.all(prompts.map((prompt) => factsOfRecordings(prompt, layout, snapshot)));
  return [...own.flat(), ...(select.length === 0 ? await orphansOf(layout, snapshot) : [])];
}

const edit = (files: Files, path: string, from: string | RegExp, to: string): Files => {
  const before = files[path] ?? '';
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  return { ...files, [path]: after };
};

const triage = 'prompts/support/triage.prompt.yaml';
const rows = 'prompts/support/__recordings__/triage/@tickets/';

it('finds nothing wrong with recordings that fit', async () => {
  expect(await factsOf(starter())).toEqual([]);
});

it('says of every case what changed in the request', async () => {
  const files = edit(starter(), triage, 'temperature: 0', 'temperature: 0.7');
  const facts = await factsOf(files);
  expect(facts).toHaveLength(11);
  expect(facts.map(({ case: name }) => name)).toContain('tickets:crash');
  expect(facts).toContainEqual({
    kind: 'stale',
    prompt: 'support/triage',
    case: 'injection',
    path: 'prompts/support/__recordings__/triage/injection.json',
    detail: 'temperature 0 → 0.7',
  });
});

it('sees a partial, a case and a model that changed', async () => {
  expect(await factsOf(edit(starter(), 'partials/policies/tone.hbs', /^/, 'Always. '))).toHaveLength(4);
  const vars = edit(starter(), 'prompts/support/triage.test.yaml', 'My parcel is lost', 'My cat is lost');
  expect(await factsOf(vars)).toMatchObject([{ kind: 'stale', case: 'injection' }]);
  const model = edit(starter(), triage, 'gpt-4.1-mini', 'gpt-4.1');
  expect((await factsOf(model, ['support/triage']))[0]?.detail).toBe(
    'no recording for model openai/gpt-4.1 (recorded: openai/gpt-4.1-mini)',
  );
});

it('finds recordings of cases, rows and prompts that are gone', async () => {
  const files = starter();
  const injection = edit(files, 'prompts/support/triage.test.yaml', 'id: injection', 'id: other');
  expect(await factsOf(injection)).toMatchObject([
    {
      kind: 'orphan',
      prompt: 'support/triage',
      path: 'prompts/support/__recordings__/triage/injection.json',
    },
  ]);
  const row = edit(files, 'data/tickets.jsonl', /^.*"crash".*\n/m, '');
  const orphan = { kind: 'orphan', case: 'tickets:crash', path: expect.stringContaining(rows) };
  expect(await factsOf(row)).toMatchObject([orphan]);
  const { [triage]: _prompt, ...without } = files;
  const gone = await factsOf(without);
  expect(gone.length).toBeGreaterThan(3);
  expect(new Set(gone.map(({ prompt }) => prompt))).toEqual(new Set([null]));
  expect(await factsOf(without, ['support/reply'])).toEqual([]);
});

it('says nothing where faults keep the cases from being known', async () => {
  const broken = edit(starter(), 'prompts/support/triage.test.yaml', 'tests:', 'test:');
  expect(await factsOf(broken)).toEqual([]);
  const unreadable = edit(starter(), 'data/tickets.jsonl', /^/, 'no json\n');
  expect(await factsOf(unreadable)).toEqual([]);
});

it('says that a recording cannot be read', async () => {
  const path = 'prompts/support/__recordings__/triage/injection.json';
  const facts = await factsOf({ ...starter(), [path]: '<<<<<<< ours\n' });
  expect(facts).toMatchObject([{ kind: 'stale', path, detail: expect.stringContaining('merge conflict') }]);
});

/** A conversation of two turns in which the model repeats a sensitive value, recorded as `test` records it. */
async function conversation(): Promise<Files> {
  const files = {
    'prompts/chat.prompt.yaml':
      'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\ninputs: { name: { type: string, sensitive: true } }\nmessages:\n  - { role: user, content: "I am {{name}}." }\n',
    'prompts/chat.test.yaml':
      'promptops: 1\ntests:\n  - id: talk\n    vars: { name: Ada Lovelace }\n    turns:\n      - user: And now?\n        assert: [{ type: contains, value: hello }]\n',
  };
  const project = await loadProject(snapshotOf(files));
  const [file] = project.prompts;
  const [one] = file?.tests?.cases ?? [];
  if (!file?.prompt || !one) throw new Error('The example does not load.');
  const store = memoryStore();
  const provider = withRecording(
    'openai',
    async () => ({
      id: 'openai',
      complete: async () => ({ ...completion, toolCalls: [], text: 'Hello, Ada Lovelace.' }),
    }),
    {
      mode: 'record',
      store,
      cache: { get: async () => null, put: async () => {} },
      redact: (text) => text,
      now: () => new Date(0),
    },
  );
  const place = { model: 'openai/gpt-4.1-mini', locale: null, variant: null, repeat: 0 };
  const answers = converse(
    {
      prompt: file.id,
      case: one,
      request: renderPrompt(file.prompt, one.vars, place),
      slot: slotOf(place),
      provider,
      sensitive: { name: 'Ada Lovelace' },
      stream: false,
      onRetry() {},
      onAnswer() {},
    },
    new AbortController().signal,
  );
  for await (const _answer of answers);
  const recording = await store.read('chat', 'talk');
  if (!recording) throw new Error('Nothing was recorded.');
  const text = formatRecording(recording);
  expect(text).toContain('[sensitive:name]');
  expect(recording.interactions).toHaveLength(2);
  return { ...files, 'prompts/__recordings__/chat/talk.json': text };
}

it('goes on with the recorded answers of a conversation, placeholders of sensitive values filled in', async () => {
  const files = await conversation();
  expect(await factsOf(files)).toEqual([]);
  const changed = edit(files, 'prompts/chat.test.yaml', 'user: And now?', 'user: And then?');
  expect(await factsOf(changed)).toMatchObject([{ kind: 'stale', case: 'talk' }]);
});

it('finds a secret in a recording, at its place', async () => {
  const key = `ghp_${'aB3dE6'.repeat(6)}`;
  const path = 'prompts/support/__recordings__/triage/injection.json';
  const files = edit(starter(), path, '"text": "shipping"', `"text": "${key}"`);
  const [fact] = await factsOf(files);
  const lines = (files[path] ?? '').split('\n');
  const line = lines.findIndex((text) => text.includes(key));
  const at = { path, line: line + 1, column: (lines[line] ?? '').indexOf(key) + 1 };
  expect(fact).toMatchObject({ kind: 'secret', detail: 'a GitHub token', at });
  expect(JSON.stringify(fact)).not.toContain(key);
});

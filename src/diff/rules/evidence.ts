import { canonicalJson } from '../../model/digest.ts';
import { byCodePoint } from '../../model/order.ts';
import { fileStart } from '../../model/place.ts';
import type { PromptFile } from '../../model/prompt-file.ts';
import type { ChangeKind, Difference, Files } from '../change.ts';
import type { FileComparison } from '../comparison.ts';
import type { Blobs, Facts } from '../facts.ts';
import { placeAtHead } from '../places.ts';

const shown = { audience: 'meta', level: 'dangerous', bump: 'none' } as const;
const prompt =
  'inputs: { q: { type: string } }\ndatasets: { rows: ../data/rows.jsonl }\nmessages: [{ role: user, content: "{{q}}" }]';
const test =
  'tests:\n  - { dataset: rows, vars: { q: "{{row.q}}" }, assert: [{ type: contains, value: a }] }';
const project = (files: Readonly<Record<string, string>>) => ({
  prompt,
  test,
  files: { 'data/rows.jsonl': '{ "id": "a", "q": "a" }\n', ...files },
});
const sampled = (rows: number) => ({
  ...project({}),
  prompt: prompt.replace('../data/rows.jsonl', `{ path: ../data/rows.jsonl, sample: ${rows} }`),
});
const answer = (text: string) => ({
  'prompts/__recordings__/example/@rows/0d.jsonl': `${text}\n`,
});

const rowsChanged: ChangeKind = {
  id: 'dataset-rows-changed',
  ...shown,
  summary: 'A dataset has other rows, or other rows of it are tested.',
  why: 'A pass rate over other rows cannot be compared with the one before: easy rows make any prompt look good.',
  advice: 'Change the prompt and its dataset in two steps.',
  examples: [
    { before: project({}), after: project({ 'data/rows.jsonl': '{ "id": "b", "q": "a" }\n' }) },
    { before: sampled(50), after: sampled(5) },
  ],
};

const recordingChanged: ChangeKind = {
  id: 'recording-changed',
  ...shown,
  summary: 'Recorded answers came, went or changed.',
  why: 'Recordings are the evidence that the golden cases pass. Nobody should write them by hand.',
  advice: 'Read the new answers: promptops test <prompt>.',
  examples: [{ before: project(answer('{}')), after: project(answer('{ }')) }],
};

/** What the tests rest on beside their own file. */
export const evidenceComparison: FileComparison = {
  kinds: [rowsChanged, recordingChanged],
  *compare({ before, after, facts }) {
    const [old, now] = [pathsOf(before), pathsOf(after)];
    for (const path of [...old].filter((each) => now.has(each)).sort(byCodePoint)) yield* rows(path, facts);
    yield* sources({ before, after, facts });
    yield* recordings({ before, after, facts });
  },
};

/** Shared by every prompt that is tested with the file. */
function* rows(path: string, { datasets }: Facts): Iterable<Difference> {
  const [was, is] = [datasets.before.get(path) ?? null, datasets.after.get(path) ?? null];
  // A dataset that is new is no other one.
  if (was === is || was === null) return;
  const message = is === null ? `The dataset "${path}" is gone.` : `The dataset "${path}" has other rows.`;
  yield { kind: rowsChanged, at: fileStart(path), message, about: path, before: was, after: is };
}

const pathsOf = ({ datasets }: PromptFile): ReadonlySet<string> =>
  new Set(Object.values(datasets).map(({ path }) => path));

/** Which rows a prompt is tested with, where it names another file or another sample. */
function* sources({ before, after, facts }: Files): Iterable<Difference> {
  for (const [name, is] of Object.entries(after.datasets)) {
    const was = Object.hasOwn(before.datasets, name) ? before.datasets[name] : undefined;
    if (!was || canonicalJson(was) === canonicalJson(is)) continue;
    const [old, now] = [facts.datasets.before.get(was.path), facts.datasets.after.get(is.path)];
    const differing = (['path', 'sample', 'seed', 'record'] as const).filter((key) => was[key] !== is[key]);
    const hasSameRows = differing.every((key) => key === 'record' || (key === 'path' && old && old === now));
    const told = differing.map((key) => `${key} ${was[key] ?? 'not set'} → ${is[key] ?? 'not set'}`);
    yield {
      kind: rowsChanged,
      at: placeAtHead(before, after, ['datasets', name]),
      message: `The dataset "${name}" has ${hasSameRows ? 'the same' : 'other'} rows: ${told.join(', ')}.`,
      about: `source ${name}`,
      before: { ...was },
      after: { ...is },
      ...(hasSameRows ? { level: 'safe' } : {}),
    };
  }
}

const mostNamed = 3;

function* recordings({ before, after, facts }: Files): Iterable<Difference> {
  const was = byName(before.path, facts.recordings.before.get(before.path));
  const is = byName(after.path, facts.recordings.after.get(after.path));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort(byCodePoint);
  const changed = names.filter((name) => was.get(name) !== is.get(name));
  if (changed.length === 0) return;
  const named = changed.slice(0, mostNamed).map((name) => name.replace(/\.jsonl?$/, ''));
  const more = changed.length > mostNamed ? ` and ${changed.length - mostNamed} more` : '';
  const first = changed.find((name) => is.has(name));
  const idsOf = (blobs: Blobs) => Object.fromEntries([...blobs].filter(([name]) => changed.includes(name)));
  yield {
    kind: recordingChanged,
    at: fileStart(first === undefined ? after.path : folderOf(after.path) + first),
    message: `Recorded answers changed: ${named.join(', ')}${more}.`,
    about: 'recordings',
    before: idsOf(was),
    after: idsOf(is),
  };
}

/** Names below the folder of recordings, so that a prompt may move with them. */
const byName = (prompt: string, blobs: Blobs = new Map()): Blobs =>
  new Map([...blobs].map(([path, id]) => [path.slice(folderOf(prompt).length), id]));

/** `prompts/a/b.prompt.yaml` → `prompts/a/__recordings__/b/`. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return `${path.slice(0, slash)}__recordings__/${path.slice(slash).replace(/\.prompt\.yaml$/, '')}/`;
}

import { canonicalJson, sha256 } from '../../model/digest.ts';
import { byCodePoint } from '../../model/order.ts';
import { fileStart, type Place } from '../../model/place.ts';
import type { AssertionSpec, TestFile } from '../../model/test-file.ts';
import type { Json } from '../../render/prompt.ts';
import type { ChangeKind, Difference } from '../change.ts';
import { type CaseChange, compareAssertions } from '../compare-assertions.ts';
import type { FileComparison } from '../comparison.ts';
import { type TestEntry, testEntries } from '../test-entries.ts';

const shown = { audience: 'meta', level: 'dangerous', bump: 'none' } as const;
const quiet = { audience: 'meta', level: 'safe', bump: 'none' } as const;
const prompt = 'messages: [{ role: user, content: Hello }]';
const tested = (...cases: readonly string[]) => ({
  prompt,
  test: `tests:\n${cases.map((item) => `  - ${item}\n`).join('')}`,
});
const one = '{ id: one, assert: [{ type: contains, value: a }] }';
const two = '{ id: two, assert: [{ type: contains, value: b }] }';
const scored = (threshold: number) =>
  `{ id: one, assert: [{ type: f1, value: a, threshold: ${threshold} }] }`;
const overRows = (asserts: string) => ({
  prompt: `datasets: { rows: ../data/rows.jsonl }\n${prompt}`,
  test: `tests:\n  - { dataset: rows, turns: [{ user: More., assert: [${asserts}] }] }`,
  files: { 'data/rows.jsonl': '{ "id": "a" }\n' },
});

const testRemoved: ChangeKind = {
  id: 'test-removed',
  ...shown,
  summary: 'A golden case is gone or skipped.',
  why: 'What it held the prompt to, nobody holds it to any more.',
  advice: 'Restore it, or say in the change why it was wrong.',
  examples: [
    { before: tested(one, two), after: tested(one) },
    { before: { prompt, test: tested(one).test }, after: prompt },
    { before: tested(one), after: tested(one.replace('{', '{ skip: true,')) },
  ],
};

const assertionWeakened: ChangeKind = {
  id: 'assertion-weakened',
  ...shown,
  summary: 'A case asks less of the answer.',
  why: 'A test that is made to pass shows nothing.',
  advice: 'Mend the prompt, or say in the change why the assertion was wrong.',
  examples: [
    {
      before: tested(
        '{ id: one, assert: [{ type: contains, value: a }, { type: word-count, value: { max: 9 } }] }',
      ),
      after: tested(one),
    },
    { before: tested(one.replace('{', '{ critical: true,')), after: tested(one) },
    { before: tested('{ id: one, assert: [{ type: contains, value: a, weight: 2 }] }'), after: tested(one) },
    {
      before: overRows('{ type: contains, value: a }, { type: is-json }'),
      after: overRows('{ type: contains, value: a }'),
    },
  ],
};

const thresholdLowered: ChangeKind = {
  id: 'threshold-lowered',
  ...shown,
  summary: 'A case passes with a lower score, more time or a higher cost.',
  why: 'Answers that failed pass now.',
  advice: 'Say in the change why the old threshold was wrong.',
  examples: [
    { before: tested(scored(0.9)), after: tested(scored(0.5)) },
    {
      before: tested('{ id: one, assert: [{ type: latency, threshold: 100 }] }'),
      after: tested('{ id: one, assert: [{ type: latency, threshold: 900 }] }'),
    },
  ],
};

const assertionChanged: ChangeKind = {
  id: 'assertion-changed',
  ...shown,
  summary: 'A case asks something else of the answer.',
  why: 'Whether it asks more or less only a reader can tell.',
  advice: 'Read it.',
  examples: [
    { before: tested(one), after: tested('{ id: one, assert: [{ type: contains, value: b }] }') },
    {
      before: tested('{ id: one, expected: a, assert: [{ type: equals }] }'),
      after: tested('{ id: one, expected: b, assert: [{ type: equals }] }'),
    },
  ],
};

const testAdded: ChangeKind = {
  id: 'test-added',
  ...quiet,
  summary: 'There is a new golden case, or an old one asks more.',
  why: 'The prompt is held to more.',
  advice: 'Nothing.',
  examples: [
    { before: tested(one), after: tested(one, two) },
    { before: tested(scored(0.5)), after: tested(scored(0.9)) },
  ],
};

const testChanged: ChangeKind = {
  id: 'test-changed',
  ...quiet,
  summary: 'A golden case has other variables, another name or another description.',
  why: 'Its recordings no longer fit, and its score cannot be compared with the one before.',
  advice: 'Record it again.',
  examples: [
    { before: tested(one), after: tested(one.replace('{', '{ description: First.,')) },
    { before: tested(one), after: tested(one.replace('one', 'first')) },
  ],
};

const kinds: Readonly<Record<CaseChange['what'], ChangeKind>> = {
  removed: testRemoved,
  weakened: assertionWeakened,
  lowered: thresholdLowered,
  asserts: assertionChanged,
  added: testAdded,
  changed: testChanged,
};

/** Golden cases, by id; what happens to many of them alike is said once. */
export const testsComparison: FileComparison = {
  kinds: Object.values(kinds),
  *compare({ before, after }) {
    // A file that cannot be read is named as broken; its cases are not gone.
    if (isUnreadable(before.tests) || isUnreadable(after.tests)) return;
    if (before.tests?.file.text === after.tests?.file.text) return;
    const fallback = fileStart(after.tests?.path ?? before.tests?.path ?? after.path);
    yield* grouped([...compareEntries(testEntries(before.tests), testEntries(after.tests))], fallback);
  },
};

const isUnreadable = (tests: TestFile | null): boolean => tests !== null && tests.file.value === undefined;

type Told = CaseChange & { readonly entry: TestEntry; readonly at: Place | null };

function* compareEntries(
  before: ReadonlyMap<string, TestEntry>,
  after: ReadonlyMap<string, TestEntry>,
): Iterable<Told> {
  const renamed = findRenamed(before, after);
  for (const [id, entry] of before) {
    const now = after.get(renamed.get(id) ?? id);
    if (!now) yield { what: 'removed', text: 'is gone', entry, at: null };
    else yield* compareEntry(entry, now);
  }
  const known = new Set([...before.keys()].map((id) => renamed.get(id) ?? id));
  for (const [id, entry] of after)
    if (!known.has(id)) yield { what: 'added', text: 'is new', entry, at: entry.at };
}

/** Cases that ask the same under another id. */
function findRenamed(
  before: ReadonlyMap<string, TestEntry>,
  after: ReadonlyMap<string, TestEntry>,
): ReadonlyMap<string, string> {
  const asked = ({ assert, rest, turns, expected }: TestEntry) =>
    canonicalJson([assert.map(plain), rest, turns.map((turn) => turn.map(plain)), expected]);
  const fresh = new Map(
    [...after].filter(([id]) => !before.has(id)).map(([id, entry]) => [asked(entry), id]),
  );
  return new Map(
    [...before].flatMap(([id, entry]): [string, string][] => {
      const other = after.has(id) ? undefined : fresh.get(asked(entry));
      return other === undefined ? [] : [[id, other]];
    }),
  );
}

const plain = ({ at: _at, yamlPath: _path, ...spec }: AssertionSpec): Json => spec;

function* compareEntry(was: TestEntry, is: TestEntry): Iterable<Told> {
  const say = (
    what: CaseChange['what'],
    text: string,
    values: Pick<CaseChange, 'before' | 'after'> = {},
  ): Told => ({
    what,
    text,
    ...values,
    entry: is,
    at: is.at,
  });
  if (was.id !== is.id) yield say('changed', `was called "${was.id}"`);
  if (was.skip !== is.skip)
    yield is.skip ? say('removed', 'is skipped') : say('added', 'is no longer skipped');
  if (was.only !== is.only)
    yield is.only ? say('weakened', 'runs alone ("only")') : say('added', 'no longer runs alone');
  if (was.critical !== is.critical) {
    yield is.critical ? say('added', 'is critical') : say('weakened', 'is no longer critical');
  }
  for (const name of ['threshold', 'passRate', 'repeat'] as const) {
    const [old, now] = [was[name], is[name]];
    if (old === now) continue;
    // No pass rate means that every row must pass, no threshold that every assertion must.
    const [least, most] = name === 'repeat' ? [old ?? 1, now ?? 1] : [old ?? 1, now ?? 1];
    const text = `${name} ${old ?? 'not set'} → ${now ?? 'not set'}`;
    yield say(most < least ? (name === 'repeat' ? 'weakened' : 'lowered') : 'added', text, {
      before: old,
      after: now,
    });
  }
  const told = (change: CaseChange & { readonly at: Place | null }): Told => ({
    ...change,
    entry: is,
    at: change.at ?? is.at,
  });
  for (const change of compareAssertions(was.assert, is.assert)) yield told(change);
  if (is.turns.length < was.turns.length)
    yield say('weakened', `has ${is.turns.length} of ${was.turns.length} turns`);
  for (const [index, turn] of is.turns.entries())
    for (const change of compareAssertions(was.turns[index] ?? [], turn)) yield told(change);
  if (canonicalJson(was.expected) !== canonicalJson(is.expected))
    yield say('asserts', 'expects another answer', digests(was.expected, is.expected));
  if (canonicalJson(was.rest) !== canonicalJson(is.rest)) {
    const keys = differing(was.rest, is.rest);
    const text = `has another ${keys.map((key) => `"${key}"`).join(', ')}`;
    yield say('changed', text, digests(was.rest, is.rest));
  }
}

/** Variables and answers may be sensitive: their digests tell one change from another. */
const digests = (was: Json, is: Json) => ({
  before: sha256(canonicalJson(was)),
  after: sha256(canonicalJson(is)),
});

const differing = (a: TestEntry['rest'], b: TestEntry['rest']): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((key) => canonicalJson(a[key] ?? null) !== canonicalJson(b[key] ?? null))
    .sort(byCodePoint);

const mostNamed = 5;

/** What `defaultTest` brings into every case is one change. */
function* grouped(told: readonly Told[], fallback: Place): Iterable<Difference> {
  const groups = new Map<string, Told[]>();
  for (const each of told) {
    const values = each.what === 'changed' ? each.entry.id : [each.before ?? null, each.after ?? null];
    const key = canonicalJson([each.what, each.text, values]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const ids = group.map(({ entry }) => entry.id);
    const names = ids.slice(0, mostNamed).map((id) => `"${id}"`);
    const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
    yield {
      kind: kinds[first.what],
      at: first.at ?? fallback,
      message: `${ids.length === 1 ? 'Case' : 'Cases'} ${names.join(', ')}${more}: ${first.text}.`,
      about: `${first.text} ${ids.join(' ')}`,
      ...(first.before === undefined ? {} : { before: first.before }),
      ...(first.after === undefined ? {} : { after: first.after }),
    };
  }
}

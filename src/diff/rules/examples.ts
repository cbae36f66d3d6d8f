import { canonicalJson } from '../../model/digest.ts';
import type { Example } from '../../render/prompt.ts';
import type { ChangeKind, Difference } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { allUnpaired, pairByKey } from '../pair-by-key.ts';

const behavior = { audience: 'behavior', level: 'dangerous', bump: 'patch' } as const;
const why = 'Models imitate examples more than they follow instructions.';
const advice = 'Record the golden cases again and compare.';
const shows = (...list: readonly string[]) =>
  [
    'inputs: { q: { type: string } }',
    'examples:',
    ...list.map((item) => `  - ${item}`),
    'messages:\n  - examples: true\n  - { role: user, content: "{{q}}" }',
  ].join('\n');
const one = '{ id: one, input: { q: "1 + 1" }, output: "2" }';
const two = '{ id: two, input: { q: "2 + 2" }, output: "4" }';

const exampleAdded: ChangeKind = {
  id: 'example-added',
  ...behavior,
  summary: 'The model is shown another example.',
  why,
  advice,
  examples: [{ before: shows(one), after: shows(one, two) }],
};

const exampleRemoved: ChangeKind = {
  id: 'example-removed',
  ...behavior,
  summary: 'An example is no longer shown.',
  why,
  advice,
  examples: [{ before: shows(one, two), after: shows(one) }],
};

const exampleChanged: ChangeKind = {
  id: 'example-changed',
  ...behavior,
  summary: 'An example asks or answers otherwise, or stands at another place.',
  why,
  advice,
  examples: [
    { before: shows(one), after: shows('{ id: one, input: { q: "1 + 1" }, output: two }') },
    { before: shows(one, two), after: shows(two, one) },
  ],
};

/** Few-shot examples, by id, else by what they show. */
export const examplesComparison: BehaviorComparison = {
  kinds: [exampleAdded, exampleRemoved, exampleChanged],
  *compare({ before, after, at }) {
    const pairs = pairUp(before.examples, after.examples);
    const paired = new Set(pairs.flatMap(([old]) => old));
    for (const [index, example] of before.examples.entries()) {
      if (paired.has(index)) continue;
      const name = labelOf(example, index);
      const message = `Example "${name}" is no longer shown.`;
      yield { kind: exampleRemoved, at: at(['examples']), message, about: name, before: shown(example) };
    }
    for (const [from, index] of pairs) {
      const [old, example] = [from === null ? undefined : before.examples[from], after.examples[index]];
      if (!example) continue;
      const place = at(['examples', index]);
      const about = labelOf(example, index);
      const is = shown(example);
      if (!old) {
        const message = `Example "${about}" is shown as well.`;
        yield { kind: exampleAdded, at: place, message, about, after: is };
      } else if (canonicalJson(shown(old)) !== canonicalJson(is)) {
        const message = `Example "${about}" shows something else.`;
        yield { kind: exampleChanged, at: place, message, about, before: shown(old), after: is };
      }
    }
    yield* reordered(pairs, at(['examples']));
  },
};

/** Index before, or null, and index after of each example that is there after. */
type Pairs = readonly (readonly [number | null, number])[];

function pairUp(before: readonly Example[], after: readonly Example[]): Pairs {
  const rest = allUnpaired(before, after);
  // Those without an id are known by what they show, else by their question.
  const keys = [
    ({ id }: Example) => id,
    (example: Example) => canonicalJson(shown(example)),
    ({ id, input }: Example) => (id === null ? canonicalJson(input) : null),
  ];
  const pairs = keys.flatMap((key) => pairByKey(rest, before, after, key));
  const known = new Map(pairs.map((pair) => [pair.after, pair.before]));
  return after.map((_, index) => [known.get(index) ?? null, index]);
}

function* reordered(pairs: Pairs, at: Difference['at']): Iterable<Difference> {
  const order = pairs.flatMap(([old]) => (old === null ? [] : [old]));
  const sorted = [...order].sort((a, b) => a - b);
  if (canonicalJson(order) === canonicalJson(sorted)) return;
  const message = 'The examples are shown in another order.';
  const values = { before: sorted.map((place) => place + 1), after: order.map((place) => place + 1) };
  yield { kind: exampleChanged, at, message, about: 'order', ...values };
}

const labelOf = ({ id }: Example, index: number): string => id ?? String(index + 1);

const shown = ({ input, output }: Example) => ({ input, output });

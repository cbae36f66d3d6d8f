import { canonicalJson } from '../model/digest.ts';
import type { Place } from '../model/place.ts';
import type { AssertionSpec } from '../model/test-file.ts';
import type { Json } from '../render/prompt.ts';
import { allUnpaired, pairByKey } from './pair-by-key.ts';

/** What happened to a case or one of its assertions; without the case's name. */
export type CaseChange = {
  readonly what: 'removed' | 'weakened' | 'lowered' | 'asserts' | 'added' | 'changed';
  readonly text: string;
  readonly before?: Json;
  readonly after?: Json;
};

/** Types whose threshold is the most that passes; of all others it is the least. */
const upper: ReadonlySet<string> = new Set([
  'latency',
  'first-token-latency',
  'cost',
  'tokens',
  'levenshtein',
]);

type Told = CaseChange & { readonly at: Place | null };

/** What differs between the assertions of one case: equal ones first, then those of one type in their order. */
export function* compareAssertions(
  before: readonly AssertionSpec[],
  after: readonly AssertionSpec[],
): Iterable<Told> {
  const rest = allUnpaired(before, after);
  pairByKey(rest, before, after, (spec) => canonicalJson(written(spec)));
  const keys = [
    (spec: AssertionSpec) => `${typeOf(spec)} ${canonicalJson(spec.value ?? null)}`,
    (spec: AssertionSpec) => `${typeOf(spec)} ${spec.metric ?? ''}`,
  ];
  for (const { before: from, after: to } of keys.flatMap((key) => pairByKey(rest, before, after, key))) {
    const [was, is] = [before[from], after[to]];
    if (was && is) yield* compareOne(was, is);
  }
  for (const spec of before.filter((_, index) => rest.before.has(index))) {
    yield { what: 'weakened', text: `no longer asks for ${nameOf(spec)}`, before: written(spec), at: null };
  }
  for (const spec of after.filter((_, index) => rest.after.has(index))) {
    yield { what: 'added', text: `asks for ${nameOf(spec)}`, after: written(spec), at: spec.at };
  }
}

const typeOf = ({ type, negated }: AssertionSpec): string => (negated ? `not-${type}` : type);

function* compareOne(was: AssertionSpec, is: AssertionSpec): Iterable<Told> {
  const name = nameOf(is);
  const say = (what: CaseChange['what'], text: string, before: Json, after: Json): Told => ({
    what,
    text: `${name} ${text}`,
    before,
    after,
    at: is.at,
  });
  if (was.threshold !== is.threshold) {
    const text = `has threshold ${is.threshold ?? 'of its type'}, before ${was.threshold ?? 'of its type'}`;
    yield say(isLooser(was, is) ? 'lowered' : 'added', text, was.threshold, is.threshold);
  }
  if (was.weight !== is.weight) {
    const text = `weighs ${is.weight}, before ${was.weight}`;
    yield say(is.weight < was.weight ? 'weakened' : 'added', text, was.weight, is.weight);
  }
  if (was.critical !== is.critical) {
    yield say(
      is.critical ? 'added' : 'weakened',
      is.critical ? 'is critical' : 'is no longer critical',
      was.critical,
      is.critical,
    );
  }
  const [old, now] = [asked(was), asked(is)];
  if (canonicalJson(old) !== canonicalJson(now)) yield say('asserts', 'asks something else', old, now);
}

/** The threshold of its type may be anything: leaving it, or leaving one's own for it, may be looser. */
function isLooser(was: AssertionSpec, is: AssertionSpec): boolean {
  if (was.threshold === null || is.threshold === null) return true;
  return upper.has(is.type) !== is.negated ? is.threshold > was.threshold : is.threshold < was.threshold;
}

const asked = ({ value, transform, metric, options }: AssertionSpec): Json => ({
  value: value ?? null,
  transform,
  metric,
  options,
});

const written = ({ at: _at, yamlPath: _path, ...spec }: AssertionSpec): Json => spec;

const nameOf = ({ type, negated, metric }: AssertionSpec): string =>
  `"${negated ? 'not-' : ''}${type}"${metric === null ? '' : ` (${metric})`}`;

import { canonicalJson } from '../../model/digest.ts';
import { withoutAnnotations } from '../../model/json-schema.ts';
import { byCodePoint } from '../../model/order.ts';
import type { Input, Json } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { describeSchemaChanges } from '../describe-schema.ts';
import { schemaChanges } from '../schema-changes.ts';
import { compareSchemas } from '../schema-compatibility.ts';

const breaking = { audience: 'caller', level: 'breaking', bump: 'major' } as const;
const safe = { audience: 'caller', level: 'safe', bump: 'minor' } as const;
const asks = (inputs: string) => `inputs: { ${inputs} }\nmessages: [{ role: user, content: Hello }]`;
const pair = (before: string, after: string) => ({ before: asks(before), after: asks(after) });

const requiredAdded: ChangeKind = {
  id: 'input-required-added',
  ...breaking,
  summary: 'There is a new input that every caller must give.',
  why: 'Code that does not know it yet is refused before a model is asked.',
  advice: 'Give it a default, or make it optional.',
  examples: [pair('a: { type: string }', 'a: { type: string }, b: { type: string }')],
};

const optionalAdded: ChangeKind = {
  id: 'input-optional-added',
  ...safe,
  summary: 'There is a new input that callers may leave out.',
  why: 'Callers go on as before.',
  advice: 'Tell them what it is good for.',
  examples: [
    pair('a: { type: string }', 'a: { type: string }, b: { type: string, optional: true }'),
    pair('a: { type: string }', 'a: { type: string }, b: { type: string, default: x }'),
  ],
};

const inputRemoved: ChangeKind = {
  id: 'input-removed',
  ...breaking,
  summary: 'An input is gone.',
  why: 'Code that still gives it is refused: values nobody declared are errors.',
  advice: 'Keep it, optional and unused, until no caller gives it.',
  examples: [pair('a: { type: string }, b: { type: string }', 'a: { type: string }')],
};

const optionalToRequired: ChangeKind = {
  id: 'input-optional-to-required',
  ...breaking,
  summary: 'An input that could be left out must be given.',
  why: 'Code that leaves it out is refused.',
  advice: 'Give it a default.',
  examples: [
    pair('a: { type: string, optional: true }', 'a: { type: string }'),
    pair('a: { type: string, default: x }', 'a: { type: string }'),
  ],
};

const requiredToOptional: ChangeKind = {
  id: 'input-required-to-optional',
  ...safe,
  summary: 'An input that had to be given may be left out.',
  why: 'Callers go on as before.',
  advice: 'Add a case without it.',
  examples: [pair('a: { type: string }', 'a: { type: string, optional: true }')],
};

const typeNarrowed: ChangeKind = {
  id: 'input-type-narrowed',
  ...breaking,
  summary: 'Values that were accepted are refused.',
  why: 'Code that gives them fails. Where it cannot be decided whether there are such values, the level is dangerous.',
  advice: 'Accept the old values as well, or add another input.',
  examples: [
    pair('a: { type: [string, integer] }', 'a: { type: string }'),
    pair('a: { enum: [free, pro, team] }', 'a: { enum: [free, pro] }'),
    pair(
      'a: { type: object, properties: { b: { type: string } } }',
      'a: { type: object, required: [b], properties: { b: { type: string } } }',
    ),
    pair('a: { type: string }', 'a: { type: image }'),
  ],
};

const typeWidened: ChangeKind = {
  id: 'input-type-widened',
  ...safe,
  summary: 'Values are accepted that were refused.',
  why: 'Callers go on as before.',
  advice: 'Add a case with a new value.',
  examples: [
    pair('a: { type: string }', 'a: { type: [string, integer] }'),
    pair('a: { enum: [free] }', 'a: { enum: [free, pro] }'),
  ],
};

const schemaReworded: ChangeKind = {
  id: 'input-schema-reworded',
  ...safe,
  bump: 'patch',
  summary: 'The schema of an input is written otherwise and accepts the same values.',
  why: 'The digest covers how it is written. No caller sees a difference.',
  advice: 'Nothing.',
  examples: [pair('a: { enum: [free, pro] }', 'a: { enum: [pro, free] }')],
};

const constraintChanged: ChangeKind = {
  id: 'input-constraint-changed',
  ...breaking,
  summary: 'What limits an input changed: bounds, `maxTokens`, `trust`, `sensitive`.',
  why: 'A tighter bound refuses values that were accepted (breaking), a wider one accepts more (safe). A value that is trusted now, or is no longer kept out of recordings, is dangerous.',
  advice: 'Widen a bound rather than tighten it; never drop `untrusted` or `sensitive` to silence a finding.',
  examples: [
    pair('a: { type: string, maxLength: 80 }', 'a: { type: string, maxLength: 40 }'),
    { ...pair('a: { type: string, maxLength: 80 }', 'a: { type: string, maxLength: 90 }'), level: 'safe' },
    { ...pair('a: { type: string, trust: untrusted }', 'a: { type: string }'), level: 'dangerous' },
    { ...pair('a: { type: string }', 'a: { type: string, sensitive: true }'), level: 'safe' },
    { ...pair('a: { type: string }', 'a: { type: string, maxTokens: 9 }'), level: 'dangerous' },
  ],
};

const defaultChanged: ChangeKind = {
  id: 'input-default-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'minor',
  summary: 'Who leaves an input out gets another value.',
  why: 'No caller notices, and the model reads something else.',
  advice: 'Add a case that leaves it out.',
  examples: [pair('a: { type: string, default: x }', 'a: { type: string, default: y }')],
};

/** What callers must and may give. */
export const inputsComparison: BehaviorComparison = {
  kinds: [
    ...[requiredAdded, optionalAdded, inputRemoved, optionalToRequired, requiredToOptional],
    ...[typeNarrowed, typeWidened, schemaReworded, constraintChanged, defaultChanged],
  ],
  async *compare(sides) {
    const [old, now] = [sides.before.inputs, sides.after.inputs];
    for (const name of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort(byCodePoint)) {
      const [was, is] = [own(old, name), own(now, name)];
      if (was && is) {
        yield* compareNeed(sides, name, was, is);
        yield* await compareValues(sides, name, was, is);
        yield* compareConstraints(sides, name, was, is);
      } else yield presence(sides, name, was, is);
    }
  },
};

const own = (inputs: Readonly<Record<string, Input>>, name: string): Input | undefined =>
  Object.hasOwn(inputs, name) ? inputs[name] : undefined;

const mustBeGiven = (input: Input): boolean => !input.optional && input.default === undefined;

function presence({ at }: Sides, name: string, was: Input | undefined, is: Input | undefined): Difference {
  const place = at(['inputs', name]);
  if (was) return { kind: inputRemoved, at: place, message: `Input "${name}" is gone.`, about: name };
  const kind = is && mustBeGiven(is) ? requiredAdded : optionalAdded;
  const how = kind === requiredAdded ? 'and must be given' : 'and may be left out';
  return { kind, at: place, message: `Input "${name}" is new ${how}.`, about: name };
}

function* compareNeed({ at }: Sides, name: string, was: Input, is: Input): Iterable<Difference> {
  const [needed, needs] = [mustBeGiven(was), mustBeGiven(is)];
  const place = at(['inputs', name]);
  if (needed !== needs) {
    const kind = needs ? optionalToRequired : requiredToOptional;
    const message = needs ? `Input "${name}" must be given now.` : `Input "${name}" may be left out now.`;
    yield { kind, at: place, message, about: name };
  } else if (was.optional !== is.optional || canonicalJson(was.default) !== canonicalJson(is.default)) {
    yield {
      kind: defaultChanged,
      at: at(['inputs', name, 'default']),
      message: `Left out, input "${name}" is ${shown(is.default)}, before ${shown(was.default)}.`,
      about: name,
      before: was.default ?? null,
      after: is.default ?? null,
    };
  }
}

const shown = (value: Json | undefined): string => (value === undefined ? 'absent' : JSON.stringify(value));

/** Which values are accepted: the schema, or the kind of media. */
async function compareValues(
  sides: Sides,
  name: string,
  was: Input,
  is: Input,
): Promise<readonly Difference[]> {
  if (was.kind !== is.kind) {
    const [before, after] = [kindText(was), kindText(is)];
    const message = `Input "${name}" is ${after}, before ${before}.`;
    return [
      { kind: typeNarrowed, at: sides.at(['inputs', name, 'type']), message, about: name, before, after },
    ];
  }
  const [old, now] = [withoutAnnotations(was.schema), withoutAnnotations(is.schema)];
  if (canonicalJson(old) === canonicalJson(now)) return [];
  const changes = schemaChanges(old, now).filter(({ what }) => what !== 'reworded');
  const { acceptsOld, acceptsNew } = await compareSchemas(old, now);
  const at = sides.at(['inputs', name, ...(changes[0]?.keys ?? [])]);
  const values = { at, about: name, before: old, after: now };
  const told = changes.length === 0 ? 'is written otherwise' : describeSchemaChanges(changes);
  const isBound = changes.length > 0 && changes.every(({ what }) => what === 'bounds-changed');
  if (acceptsOld.answer === 'yes') {
    const kind = acceptsNew.answer === 'yes' ? schemaReworded : isBound ? constraintChanged : typeWidened;
    const message =
      kind === schemaReworded
        ? `Input "${name}" accepts the same values, written otherwise.`
        : `Input "${name}" accepts more: ${told}.`;
    return [{ kind, ...values, message, ...(kind === constraintChanged ? ranked('safe') : {}) }];
  }
  const kind = isBound ? constraintChanged : typeNarrowed;
  if (acceptsOld.answer === 'no') {
    const hint = `Refused now: ${excerpt(acceptsOld.example)}.`;
    return [{ kind, ...values, message: `Input "${name}" accepts less: ${told}.`, hint }];
  }
  const message = `Input "${name}" may accept less, which cannot be decided: ${told}.`;
  return [{ kind, ...values, message, ...ranked('dangerous') }];
}

const kindText = ({ kind }: Input): string => (kind === 'json' ? 'a JSON value' : kind);

const ranked = (level: 'dangerous' | 'safe') => ({ level, bump: 'minor' }) as const;

function excerpt(value: Json): string {
  if (typeof value === 'string' && value.length > 60) return `a text of ${[...value].length} characters`;
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

function* compareConstraints({ at }: Sides, name: string, was: Input, is: Input): Iterable<Difference> {
  const say = (key: 'trust' | 'sensitive' | 'maxTokens', isSafe: boolean): Difference => ({
    kind: constraintChanged,
    at: at(['inputs', name, key]),
    message: `Input "${name}": ${key} ${was[key] ?? 'none'} → ${is[key] ?? 'none'}.`,
    about: `${name} ${key}`,
    before: was[key],
    after: is[key],
    ...ranked(isSafe ? 'safe' : 'dangerous'),
  });
  if (was.trust !== is.trust) yield say('trust', is.trust === 'untrusted');
  if (was.sensitive !== is.sensitive) yield say('sensitive', is.sensitive);
  const [old, now] = [was.maxTokens ?? Number.POSITIVE_INFINITY, is.maxTokens ?? Number.POSITIVE_INFINITY];
  if (old !== now) yield say('maxTokens', now > old);
}

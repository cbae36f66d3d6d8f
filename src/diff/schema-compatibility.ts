import { patternsOf } from '../model/json-schema.ts';
import type { Json, JsonSchema } from '../render/prompt.ts';
import { contains } from './schema/contains.ts';
import { counterexample } from './schema/counterexample.ts';
import { type Language, loadLanguage } from './schema/language.ts';
import type { Proof } from './schema/pieces.ts';
import { prepareSchema } from './schema/prepare.ts';

/** Whether one schema accepts all that another one accepts. `example`: what it does not. */
export type Acceptance =
  | { readonly answer: 'yes' | 'undecided' }
  | { readonly answer: 'no'; readonly example: Json };

export type Compatibility = {
  /** Does the new schema accept all that the old one accepts? */
  readonly acceptsOld: Acceptance;
  /** Does the old schema accept all that the new one accepts? */
  readonly acceptsNew: Acceptance;
};

/** Steps of one proof; a schema written to take forever is undecided. */
const maxSteps = 20_000;

const undecided: Compatibility = {
  acceptsOld: { answer: 'undecided' },
  acceptsNew: { answer: 'undecided' },
};

/** Whether its patterns are such as every engine takes time linear in the text for; of others there is a fault. */
function isReadable(schema: JsonSchema, { matches }: Language): boolean {
  try {
    for (const { pattern } of patternsOf(schema)) matches(pattern, '');
    return true;
  } catch {
    return false;
  }
}

/**
 * Compares two schemas by the values they accept, proven one way or shown by an example the other: `undecided` is what
 * neither could be done for. Annotations, order and spelling make no difference. Patterns and formats count as demands.
 */
export async function compareSchemas(before: JsonSchema, after: JsonSchema): Promise<Compatibility> {
  const [old, now] = [prepareSchema(before), prepareSchema(after)];
  const language = await loadLanguage(old.schema, now.schema);
  if (![before, after].every((schema) => isReadable(schema, language))) return undecided;
  const ask = (a: JsonSchema, b: JsonSchema): Acceptance => {
    const proof = (): Proof => ({
      language,
      judged: !old.isBeyond && !now.isBeyond,
      fractions: [...old.fractions, ...now.fractions],
      open: new Set(),
      left: { steps: maxSteps },
    });
    const [own, other] = [[{ schema: a, root: a }], [{ schema: b, root: b }]];
    if (contains(proof(), own, other)) return { answer: 'yes' };
    const example = counterexample(proof(), own, other);
    return example === undefined ? { answer: 'undecided' } : { answer: 'no', example };
  };
  return { acceptsOld: ask(old.schema, now.schema), acceptsNew: ask(now.schema, old.schema) };
}

import type { Matches } from '../../model/pattern.ts';
import { listOf, recordOf, textsOf } from '../../model/shape.ts';
import type { Json } from '../../render/prompt.ts';
import { type Conjunction, type Form, type Node, numbersOf, schemasOf, valuesOf } from './forms.ts';

/** Names that a form speaks of one by one. */
export function namesOf(form: Form): readonly string[] {
  const named = form.leaves.flatMap(({ node }) => schemasOf(node, 'properties').map(([name]) => name));
  return [...new Set([...named, ...requiredOf(form)])];
}

export const requiredOf = (form: Form): readonly string[] => [
  ...new Set(valuesOf(form, 'required').flatMap(textsOf)),
];

export const namePatternsOf = (form: Form): readonly string[] =>
  form.leaves.flatMap(({ node }) => schemasOf(node, 'patternProperties').map(([pattern]) => pattern));

/** What the value of a property must fit. */
export const propertyAt = (form: Form, name: string, matches: Matches): Conjunction =>
  property(form, (node) => {
    const own = recordOf(node['properties']);
    return [
      ...(own && Object.hasOwn(own, name) ? [own[name] as Json] : []),
      ...schemasOf(node, 'patternProperties')
        .filter(([pattern]) => matches(pattern, name))
        .map(([, schema]) => schema),
    ];
  });

/** What the value of a property must fit that is not named, and whose name matches these patterns and no others. */
export const otherProperty = (form: Form, patterns: ReadonlySet<string>): Conjunction =>
  property(form, (node) =>
    schemasOf(node, 'patternProperties')
      .filter(([pattern]) => patterns.has(pattern))
      .map(([, schema]) => schema),
  );

function property({ leaves }: Form, schemasIn: (node: Node) => readonly Json[]): Conjunction {
  return leaves.flatMap(({ node, root }) => {
    const schemas = schemasIn(node);
    const rest = node['additionalProperties'];
    const all = schemas.length > 0 || rest === undefined ? schemas : [rest];
    return all.map((schema) => ({ schema, root }));
  });
}

/** What names must fit, as text. */
export const nameRulesOf = ({ leaves }: Form): Conjunction =>
  leaves.flatMap(({ node, root }) =>
    node['propertyNames'] === undefined ? [] : [{ schema: node['propertyNames'], root }],
  );

/** Names that come only together with others. */
export const companionsOf = (form: Form): readonly (readonly [string, string])[] =>
  form.leaves.flatMap(({ node }) =>
    schemasOf(node, 'dependentRequired').flatMap(([name, needed]) =>
      listOf(needed).map((other) => [name, String(other)] as const),
    ),
  );

/** How many properties there may be, by the words that say so. */
export const countsOf = (form: Form) => ({
  min: Math.max(requiredOf(form).length, ...numbersOf(form, 'minProperties')),
  max: Math.min(Number.POSITIVE_INFINITY, ...numbersOf(form, 'maxProperties')),
});

/** Every choice of some of these patterns: a name matches exactly one of the choices. null: too many. */
export function choicesOf(patterns: readonly string[]): readonly ReadonlySet<string>[] | null {
  const different = [...new Set(patterns)];
  if (different.length > 4) return null;
  return Array.from({ length: 2 ** different.length }, (_, choice) => {
    return new Set(different.filter((_, at) => (choice >> at) % 2 === 1));
  });
}

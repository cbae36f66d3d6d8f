import { listOf } from '../../model/shape.ts';
import type { Json } from '../../render/prompt.ts';
import { type Conjunction, type Form, type Leaf, numbersOf, type Part, valuesOf } from './forms.ts';

/** How many items have a schema of their own; all further ones have the last. */
export const tupleLength = ({ leaves }: Form): number =>
  Math.max(0, ...leaves.map((leaf) => tupleOf(leaf).length));

/** What the item at an index must fit. */
export const itemAt = ({ leaves }: Form, index: number): Conjunction =>
  leaves.flatMap((leaf) => {
    const { node, root } = leaf;
    const tuple = tupleOf(leaf);
    const own = tuple[index];
    const rest = Array.isArray(node['items']) ? node['additionalItems'] : node['items'];
    const schema = own ?? (index < tuple.length ? undefined : rest);
    return schema === undefined ? [] : [{ schema, root }];
  });

/** `prefixItems`, or in draft-07 a list under `items`. */
const tupleOf = ({ node }: Leaf): readonly Json[] =>
  Array.isArray(node['items']) ? listOf(node['items']) : listOf(node['prefixItems']);

export const lengthsOf = (form: Form) => ({
  min: Math.max(0, ...numbersOf(form, 'minItems')),
  max: Math.min(Number.POSITIVE_INFINITY, ...numbersOf(form, 'maxItems')),
});

export const isUnique = (form: Form): boolean => valuesOf(form, 'uniqueItems').includes(true);

/** What at least one item must fit, each. */
export const containedIn = ({ leaves }: Form): readonly Part[] =>
  leaves.flatMap(({ node, root }) =>
    node['contains'] === undefined ? [] : [{ schema: node['contains'], root }],
  );

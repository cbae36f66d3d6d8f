import type { ASTNode } from '@marcbachmann/cel-js';

/** Steps one evaluation may take; a step is one node, 64 characters or 8 elements of what a node looks through. */
const maxSteps = 2_000_000;

/** How much work an expression has done: the same for the same answer on every machine. */
export type Budget = {
  reset(): void;
  /** True: the work was stopped, and whatever came out means nothing. */
  exceeded(): boolean;
};

type Evaluate = (evaluator: unknown, node: unknown, context: unknown) => unknown;

/** Makes every node count its work, so that loops inside loops over a long answer end soon instead of after minutes. */
export function limitWork(nodes: readonly ASTNode[]): Budget {
  let left = maxSteps;
  const spend = (steps: number): void => {
    left -= steps;
    if (left < 0) throw new Error('The expression does more work than is allowed.');
  };
  for (const node of nodes) count(node, spend);
  return {
    reset: () => {
      left = maxSteps;
    },
    exceeded: () => left < 0,
  };
}

function count(node: ASTNode, spend: (steps: number) => void): void {
  const target = node as unknown as { evaluate: Evaluate };
  const first = target.evaluate;
  let evaluate = first;
  const looksThrough = lookers.has(node.op);
  const counted: Evaluate = function (this: unknown, evaluator, self, context) {
    // The library's first call only picks the real evaluator, sets it and calls it through the setter below.
    if (evaluate === first) return first.call(this, evaluator, self, context);
    spend(1);
    const result = evaluate.call(this, evaluator, self, context);
    if (looksThrough) spend(weightOf(result));
    return result;
  };
  Object.defineProperty(node, 'evaluate', {
    get: () => counted,
    set: (chosen: Evaluate) => {
      evaluate = chosen;
    },
  });
}

/** What hands whole values to operators and methods. */
const lookers: ReadonlySet<string> = new Set([
  'id',
  '.',
  '[]',
  'call',
  'rcall',
  '+',
  'list',
  'comprehension',
]);

function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 6;
  if (Array.isArray(value)) return value.length >> 3;
  return value instanceof Map ? value.size >> 3 : 0;
}

/** Every node of an expression once, those that `all`, `exists`, `map` and `filter` expand to included. */
export function nodesOf(root: ASTNode): readonly ASTNode[] {
  const seen = new Set<unknown>();
  const nodes: ASTNode[] = [];
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) pending.push(...value);
    else if ('op' in value && 'args' in value) {
      nodes.push(value as ASTNode);
      pending.push(value.args, 'meta' in value ? value.meta : null);
    } else if (Object.getPrototypeOf(value) === Object.prototype) pending.push(...Object.values(value));
  }
  return nodes;
}

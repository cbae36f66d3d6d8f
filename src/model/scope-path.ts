import type { Expression } from '../render/template.ts';
import { type ScopeShape, scalarShape, unknownShape } from './scope-shape.ts';
import { refuse, type ScopeFrame, type ScopeWalk, undefinedRule, written } from './scope-walk.ts';
import { didYouMean } from './suggest.ts';

type Path = Expression & { readonly type: 'path' };
const dataNames = ['@index', '@key', '@first', '@last', '@root'];

/** What a path leads to; a problem where it leads nowhere. */
export function readPath(path: Path, frame: ScopeFrame, walk: ScopeWalk): ScopeShape {
  const [first] = path.segments;
  const isPlain = path.depth === 0 && !path.scoped && first !== undefined;
  const param = isPlain ? frame.params.findLast(([name]) => name === first) : undefined;
  if (param) return follow(path, param[1], 1, frame, walk);
  if (path.data) return readData(path, frame, walk);
  let scope: ScopeFrame | null = frame;
  for (let up = path.depth; up > 0; up -= 1) scope = scope?.outer ?? null;
  if (scope) return follow(path, scope.current, 0, frame, walk);
  const hint =
    first !== undefined && walk.root.kind === 'object' && walk.root.property(first)
      ? `Write @root.${first}.`
      : null;
  refuse(walk, undefinedRule, path, `"${written(path, walk)}" leads out of all blocks.`, hint);
  return unknownShape(null);
}

function readData(path: Path, frame: ScopeFrame, walk: ScopeWalk): ScopeShape {
  const name = `@${path.segments[0]}`;
  if (!dataNames.includes(name)) {
    refuse(walk, undefinedRule, path, `"${name}" is not defined.`, didYouMean(name, dataNames));
    return unknownShape(null);
  }
  if (name === '@root') return follow(path, walk.root, 1, frame, walk);
  if (frame.loops <= path.depth) {
    const message = `"${written(path, walk)}" is only defined inside ${path.depth + 1 === 1 ? '' : 'more '}{{#each}}.`;
    refuse(walk, undefinedRule, path, message);
  }
  return scalarShape(name === '@key');
}

function follow(path: Path, start: ScopeShape, from: number, frame: ScopeFrame, walk: ScopeWalk): ScopeShape {
  let shape = start;
  for (let index = from; index < path.segments.length; index += 1) {
    const name = path.segments[index] ?? '';
    const next = propertyOf(shape, name);
    if (!next) {
      refuseMissing(path, index, shape, frame, walk);
      // What is asked of an input still uses it.
      return unknownShape(shape.input);
    }
    shape = next;
  }
  return shape;
}

/** The value of a key; null: there is surely none. */
export function propertyOf(shape: ScopeShape, name: string): ScopeShape | null {
  const isIndex = /^\d+$/.test(name);
  switch (shape.kind) {
    case 'unknown':
      return shape;
    case 'scalar':
      return shape.text && (isIndex || name === 'length') ? scalarShape(isIndex, shape.input) : null;
    case 'list':
      return isIndex ? shape.item() : name === 'length' ? scalarShape(false, shape.input) : null;
    case 'object':
      return shape.property(name);
    case 'media':
      return null;
  }
}

function refuseMissing(
  path: Path,
  index: number,
  shape: ScopeShape,
  frame: ScopeFrame,
  walk: ScopeWalk,
): void {
  const name = path.segments[index] ?? '';
  const near = didYouMean(name, shape.kind === 'object' ? (shape.names ?? []) : []);
  const [message, hint] = ((): [string, string | null] => {
    if (shape === walk.root) {
      const message = `"${name}" is not an input of the prompt.`;
      return [message, near ?? `Declare it: "${name}: { type: string }".`];
    }
    if (index > 0) return [`"${path.segments.slice(0, index).join('.')}" has no "${name}".`, near];
    const about = shape.input === null ? '' : `: the block is about "${shape.input}"`;
    const outside = path.depth === 0 ? outsideName(name, frame, walk) : null;
    return [`"${name}" is not defined here${about}.`, outside ? `Write ${outside}.` : near];
  })();
  refuse(walk, undefinedRule, path, message, hint);
}

/** How a name that stands further out is reached from here. */
function outsideName(name: string, frame: ScopeFrame, walk: ScopeWalk): string | null {
  let steps = '../';
  for (let scope = frame.outer; scope !== null; scope = scope.outer) {
    if (scope.current.kind !== 'unknown' && propertyOf(scope.current, name)) return `${steps}${name}`;
    steps += '../';
  }
  return propertyOf(walk.root, name) ? `@root.${name}` : null;
}

import type { SchemaError } from './validators.generated.js';

/** The value of a file of a bundle; undefined: it is no JSON in UTF-8, or nested deeper than any of ours. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

const maxDepth = 1000;

/** Level by level, so that depth itself cannot hurt. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((held) => (typeof held === 'object' && held !== null ? Object.values(held) : []));
  }
  return false;
}

/** What a validator found first, to follow "it is not a prompt: ". */
export function firstProblem(errors: readonly SchemaError[] | null | undefined): string {
  const [{ instancePath, keyword, params } = { instancePath: '', keyword: '', params: {} }] = errors ?? [];
  const at = instancePath === '' ? 'its top' : `"${instancePath.slice(1)}"`;
  if (keyword === 'required') return `${at} has no "${String(params['missingProperty'])}"`;
  if (keyword === 'closed') return `${at} has an unknown key "${String(params['key'])}"`;
  return `${at} does not fit`;
}

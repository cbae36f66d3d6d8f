import type { Json } from './prompt.ts';

/** The part of a schema that a JSON pointer (`#/$defs/name`) names. */
export function resolvePointer(ref: string, root: Json): Json | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let target: Json | undefined = root;
  for (const token of ref.slice(2).split('/')) {
    const name = decode(token).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, name)) return undefined;
    target = (target as { readonly [key: string]: Json })[name];
  }
  return target;
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

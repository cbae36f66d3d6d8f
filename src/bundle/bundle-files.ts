import { byCodePoint } from '../model/order.ts';

/** A bundle in memory: the bytes of its files by relative path with `/`, sorted by code point. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** The files in the one order a bundle has. */
export const sortFiles = (files: Iterable<readonly [string, Uint8Array]>): BundleFiles =>
  new Map([...files].sort(([a], [b]) => byCodePoint(a, b)));

/** Why a path may not be in a bundle, to follow its name in quotes; null when it may. */
export function pathProblem(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute';
  if (path.includes('\\')) return 'has a backslash';
  if (/[\p{Cc}\p{Surrogate}]/u.test(path)) return 'has a control character';
  const segments = path.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'leaves its folder, or has an empty part';
  }
  return null;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Root } from './root.ts';

/**
 * A package that stands in the project's `node_modules`, or in those of a folder above; null: it is not installed. Its
 * code runs, so the name must be one of ours, never a word from a file.
 */
export function loadProjectPackage(root: Root, name: string): unknown {
  const require = createRequire(path.join(root.root, 'package.json'));
  const file = find(require, name);
  return file === null ? null : require(file);
}

/** The version of a package of the project, without running it; null: it is not installed. */
export function projectPackageVersion(root: Root, name: string): string | null {
  const file = find(createRequire(path.join(root.root, 'package.json')), `${name}/package.json`);
  if (file === null) return null;
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const version = manifest instanceof Object && 'version' in manifest ? manifest.version : null;
  return typeof version === 'string' ? version : null;
}

function find(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

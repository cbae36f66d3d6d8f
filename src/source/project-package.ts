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

function find(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Root } from './root.ts';

/**
 * Selectors as typed in a folder, as the project knows them: `./x`, `../x` and absolute paths are seen from its root,
 * and so is a plain word that names a file beside the user. Ids, globs and paths from the root stay as they are.
 */
export function projectSelectors(root: Root, cwd: string, words: readonly string[]): readonly string[] {
  const here = realpathSync.native(cwd);
  return words.map((word) => {
    const isPath = path.isAbsolute(word) || /^\.{1,2}($|[/\\])/.test(word);
    if (!isPath && (here === root.root || word === '' || !existsSync(path.join(here, word)))) return word;
    const target = path.resolve(here, word);
    const seen = path.relative(root.root, existsSync(target) ? realpathSync.native(target) : target);
    return seen.startsWith('..') || path.isAbsolute(seen) ? word : seen.split(path.sep).join('/') || '.';
  });
}

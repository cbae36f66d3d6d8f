import { distance } from 'fastest-levenshtein';
import { PromptopsError } from '../errors.ts';
import { globMatcher, isGlob } from './glob.ts';
import { byCodePoint } from './order.ts';
import type { PromptPlace } from './prompt-file.ts';
import { folderOf } from './reference.ts';
import { didYouMean } from './suggest.ts';

/** What a selector can name: prompts by id and files, and test files that stand elsewhere. */
export type Selectable = {
  readonly prompts: readonly PromptPlace[];
  readonly aliasOf: (alias: string) => string | null;
};

/** The prompts that the selectors name, each once, sorted by id. Throws `not-found` for a selector that names none. */
export function selectPrompts(selectable: Selectable, selectors: readonly string[]): readonly PromptPlace[] {
  const chosen = new Set<PromptPlace>();
  for (const selector of selectors) {
    const found = matching(selectable, selector);
    if (found.length === 0) throw notFound(selectable, selector);
    for (const place of found) chosen.add(place);
  }
  return selectable.prompts.filter((place) => chosen.has(place));
}

/** Selectors that name no prompt by id, glob or file: they may be aliases. */
export function unmatched(prompts: readonly PromptPlace[], selectors: readonly string[]): readonly string[] {
  return selectors.filter((selector) => matching({ prompts, aliasOf: () => null }, selector).length === 0);
}

/**
 * An id; a path of a prompt or test file; a folder of ids or files; a glob over ids or paths; an alias. The first reading
 * that finds something holds, so that a prompt is never shadowed by a folder.
 */
function matching({ prompts, aliasOf }: Selectable, selector: string): readonly PromptPlace[] {
  const byId = prompts.filter(({ id }) => id === selector);
  if (byId.length > 0) return byId;
  const path = folderOf(selector);
  const byFile = prompts.filter((place) => place.path === path || place.testPath === path);
  if (byFile.length > 0) return byFile;
  const folder = path === '' ? '' : `${path}/`;
  const inFolder = prompts.filter(({ id, path: file }) => id.startsWith(folder) || file.startsWith(folder));
  if (inFolder.length > 0) return inFolder;
  if (isGlob(selector)) {
    const matches = globMatcher(selector);
    const pathMatches = globMatcher(path);
    return prompts.filter((place) => matches(place.id) || filesOf(place).some((file) => pathMatches(file)));
  }
  const id = aliasOf(selector);
  return id === null ? [] : prompts.filter((place) => place.id === id);
}

const filesOf = ({ path, testPath }: PromptPlace) => (testPath === null ? [path] : [path, testPath]);

function notFound({ prompts }: Selectable, selector: string): PromptopsError {
  if (prompts.length === 0) {
    return new PromptopsError('not-found', `There is no prompt "${selector}": the project has none.`, {
      hint: 'Add one with "promptops new <name>".',
    });
  }
  const ids = prompts.map(({ id }) => id);
  const names = selector.includes('.yaml') ? [...ids, ...prompts.flatMap(filesOf)] : ids;
  const what = isGlob(selector) ? `No prompt matches "${selector}".` : `There is no prompt "${selector}".`;
  return new PromptopsError('not-found', what, {
    hint: didYouMean(selector, names) ?? 'See "promptops list".',
    details: nearest(selector, ids).map((id) => `  ${id}`),
  });
}

/** The ids nearest to a word, at most five. */
function nearest(word: string, ids: readonly string[]): readonly string[] {
  const last = word.slice(word.lastIndexOf('/') + 1);
  const far = (id: string) => Math.min(distance(word, id), distance(last, id.slice(id.lastIndexOf('/') + 1)));
  const ranked = ids.map((id) => ({ id, far: far(id) }));
  ranked.sort((a, b) => a.far - b.far || byCodePoint(a.id, b.id));
  return ranked.slice(0, 5).map(({ id }) => id);
}

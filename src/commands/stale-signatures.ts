import type { Facts } from '../lint/facts.ts';
import type { LintedPrompt } from '../lint/lint.ts';
import { apiPath, headingOf, maxApiBytes, readApiPage } from '../model/api-page.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What the committed page of signatures says that is not so any more; nothing where there is no page. */
export async function staleSignatures(
  snapshot: Snapshot,
  prompts: readonly LintedPrompt[],
  /** All prompts there are; null: only some were asked for. */
  ids: readonly string[] | null,
): Promise<Facts['signatures']> {
  const isThere = (await snapshot.identify([apiPath])).has(apiPath);
  const bytes = isThere && (await snapshot.read([apiPath], maxApiBytes)).get(apiPath);
  if (!bytes) return [];
  const sections = readApiPage(new TextDecoder().decode(bytes));
  // The digest covers all that a signature says; what is broken has none.
  const stale = prompts
    .filter(({ isSound, digest }) => isSound && digest !== null)
    .flatMap(({ id, digest }) => {
      const section = sections.get(headingOf(id));
      if (section?.endsWith(`    digest: ${digest}\n`)) return [];
      return [{ prompt: id, what: section === undefined ? 'missing' : 'older' } as const];
    });
  const headings = ids && new Set(ids.map(headingOf));
  const gone = headings ? [...sections.keys()].filter((heading) => !headings.has(heading)) : [];
  return [...stale, ...gone.map((prompt) => ({ prompt, what: 'gone' as const }))];
}

import { canonicalJson, sha256 } from '../model/digest.ts';
import type { PromptFile } from '../model/prompt-file.ts';

/**
 * Digest of what a locale was translated from: the source of each message it replaces, by id, its parts in order.
 * This is what `basedOn` holds. null: the locale replaces no message.
 */
export function localeSource(prompt: PromptFile, locale: string): { readonly digest: string } | null {
  const replaced = new Set(
    prompt.templates
      .filter(({ overlay }) => overlay?.kind === 'locales' && overlay.key === locale)
      .map(({ message }) => message?.id),
  );
  const texts: Record<string, string[]> = {};
  for (const { overlay, message, source } of prompt.templates) {
    if (overlay !== null || !message?.id || !replaced.has(message.id)) continue;
    texts[message.id] = [...(texts[message.id] ?? []), source];
  }
  return Object.keys(texts).length === 0 ? null : { digest: sha256(canonicalJson(texts)) };
}

import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';

export type TextSpan = { readonly text: string; readonly at: Place };

/** Every match of a pattern (with the `g` flag) in the text templates of a prompt and its partials. */
export function* matchesIn(
  prompt: PromptFile,
  pattern: RegExp,
): Generator<TextSpan & { match: RegExpExecArray }> {
  for (const site of prompt.templates) {
    if (site.kind !== 'text') continue;
    for (const match of site.source.matchAll(pattern)) {
      const end = match.index + match[0].length;
      yield { text: match[0], at: site.place(match.index, end), match };
    }
  }
}

import type { Place } from '../model/place.ts';
import type { PromptFile, TemplateSite } from '../model/prompt-file.ts';

export type TextMatch = {
  readonly text: string;
  readonly match: RegExpExecArray;
  readonly site: TemplateSite;
  /** Asked when a rule has something to say. */
  place(): Place;
};

/** Every match of a pattern (with the `g` flag) in the text templates of a prompt and its partials. */
export function* matchesIn(prompt: PromptFile, pattern: RegExp): Generator<TextMatch> {
  for (const site of prompt.templates) {
    if (site.kind !== 'text') continue;
    for (const match of site.source.matchAll(pattern)) {
      const [text] = match;
      yield { text, match, site, place: () => site.place(match.index, match.index + text.length) };
    }
  }
}

import { PromptopsError } from '../errors.ts';

/** What was typed, and what could have been. */
type Choice = { readonly word: string; readonly known: readonly string[] };

/** A `usage` error for a word that is none of those it may be. */
export const misspelt = (message: string, word: string, known: readonly string[]): PromptopsError =>
  new PromptopsError('usage', message, {
    hint: `One of: ${known.join(', ')}.`,
    cause: { word, known } satisfies Choice,
  });

/** The same error with the nearest word in its hint. What finds it is loaded only now that somebody needs it. */
export async function withSuggestion(error: unknown): Promise<unknown> {
  if (!(error instanceof PromptopsError) || !isChoice(error.cause)) return error;
  const { didYouMean } = await import('../model/suggest.ts');
  const suggestion = didYouMean(error.cause.word, error.cause.known);
  const hint = [suggestion, error.hint].filter((part) => part !== null).join(' ');
  return new PromptopsError(error.code, error.message, { hint });
}

const isChoice = (cause: unknown): cause is Choice =>
  typeof cause === 'object' && cause !== null && 'word' in cause && 'known' in cause;

import { PromptopsError } from '../errors.ts';
import type { Prompt } from '../render/prompt.ts';
import { didYouMean } from './suggest.ts';

/** Throws PromptopsError `invalid-vars` for a variable that is no input, with the input it was meant to be. */
export function refuseStrangeInput(
  { id, inputs }: Pick<Prompt, 'id' | 'inputs'>,
  vars: Readonly<Record<string, unknown>>,
): void {
  const strange = Object.keys(vars).find((name) => !Object.hasOwn(inputs, name));
  if (strange === undefined) return;
  const names = Object.keys(inputs);
  throw new PromptopsError('invalid-vars', `Prompt "${id}" has no input "${strange}".`, {
    hint: didYouMean(strange, names) ?? (names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.'),
  });
}

import { PromptopsError } from '../errors.ts';
import { misspelt } from './misspelt.ts';

/** One of these words. */
export const oneOf =
  (flag: string, known: readonly string[]) =>
  (text: string): string => {
    if (known.includes(text)) return text;
    throw misspelt(`"${flag}" takes no "${text}".`, text, known);
  };

/** `a,b` and repeated flags: a list without empty entries. */
export function list(text: string, previous: unknown): readonly string[] {
  const before = Array.isArray(previous) ? previous : [];
  return [...before, ...text.split(',').map((entry) => entry.trim())].filter((entry) => entry !== '');
}

/** A whole number of at least `min`. */
export const wholeNumber =
  (flag: string, min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    throw new PromptopsError('usage', `"${flag} ${text}" is no whole number of at least ${min}.`);
  };

/** A decimal number of at least `min`. */
export const number =
  (flag: string, min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d*\.?\d+$/.test(text) && Number.isFinite(value) && value >= min) return value;
    throw new PromptopsError('usage', `"${flag} ${text}" is no number of at least ${min}.`);
  };

/** A JSON object, or `@file` is read by the shell: `--vars "$(cat vars.json)"`. */
export const jsonObject =
  (flag: string) =>
  (text: string): unknown => {
    try {
      const value: unknown = JSON.parse(text);
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
    } catch {
      // said below, with an example
    }
    throw new PromptopsError('usage', `"${flag}" is no JSON object.`, {
      hint: `${flag} '{"question":"Where is my parcel?"}'`,
    });
  };

import type { Score } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { positionIn } from '../json-text.ts';
import { foldCase } from './fold-case.ts';
import { verdict } from './verdict.ts';

const same = (text: string): string => text;

/** What `contains` and its relatives share: which of the texts an output holds, with or without regard to case. */
export type Containment = { readonly ignoreCase: boolean; readonly every: boolean };

export function containment(
  values: readonly string[],
  { ignoreCase, every }: Containment,
): (text: string) => Score {
  const fold = ignoreCase ? foldCase : same;
  const folded = values.map(fold);
  return (text) => {
    const haystack = fold(text);
    const missing = values.filter((_, index) => !haystack.includes(folded[index] ?? ''));
    const found = values.filter((value) => !missing.includes(value));
    const pass = every ? missing.length === 0 : found.length > 0;
    if (pass) return verdict(true, `Output contains ${list(found, every)}${place(text, found, ignoreCase)}.`);
    return verdict(false, failure(text, missing, values.length, { ignoreCase, every }));
  };
}

function failure(
  text: string,
  missing: readonly string[],
  of: number,
  { ignoreCase, every }: Containment,
): string {
  const what =
    of === 1
      ? list(missing, true)
      : every
        ? `${list(missing, true)} (${missing.length} of ${of})`
        : `any of ${list(missing, true)}`;
  const folded = ignoreCase ? null : foldCase(text);
  const nearly = folded !== null && missing.some((value) => folded.includes(foldCase(value)));
  const hint = nearly ? ' It does in another case: "icontains" accepts that.' : '';
  const shown = text === '' ? 'It is empty.' : `It is ${quote(text)}.`;
  return `Output does not contain ${what}. ${nearly ? hint.trim() : shown}`;
}

const list = (values: readonly string[], every: boolean): string => {
  const shown = every ? values.slice(0, 5) : values.slice(0, 1);
  const more = every ? values.length - shown.length : 0;
  return `${shown.map((value) => quote(value, 60)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

function place(text: string, found: readonly string[], ignoreCase: boolean): string {
  const at = found.length === 1 || !ignoreCase ? text.indexOf(found[0] ?? '') : -1;
  if (at === -1) return '';
  const { line, column } = positionIn(text, at);
  return ` (line ${line}, column ${column})`;
}

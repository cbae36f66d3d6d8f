import { alternation, mapStrings } from './redact.ts';

/**
 * Values of `sensitive: true` inputs, by input name. In what is stored, `[sensitive:<input>]` stands for them; where the
 * value stood JSON-encoded inside a text (an answer in JSON), `[sensitive:<input>:json]` does.
 */
export type Sensitive = Readonly<Record<string, string>>;

/** Replaces the values by their placeholders in every string of a JSON value. */
export function hideSensitive<Value>(value: Value, sensitive: Sensitive): Value {
  return replaceAll(value, pairsOf(sensitive));
}

/** Puts the values back where their placeholders stand. */
export function restoreSensitive<Value>(value: Value, sensitive: Sensitive): Value {
  return replaceAll(
    value,
    pairsOf(sensitive).map(([text, placeholder]) => [placeholder, text] as const),
  );
}

function replaceAll<Value>(value: Value, pairs: readonly (readonly [string, string])[]): Value {
  if (pairs.length === 0) return value;
  const replacements = new Map(pairs);
  // One pass: what was put in is never looked at again.
  const pattern = alternation(replacements.keys(), 'g');
  return mapStrings(value, (text) =>
    text.replace(pattern, (found) => replacements.get(found) ?? found),
  ) as Value;
}

function pairsOf(sensitive: Sensitive): readonly (readonly [text: string, placeholder: string])[] {
  return Object.entries(sensitive)
    .filter(([, value]) => value !== '')
    .flatMap(([input, value]) => {
      const encoded = JSON.stringify(value).slice(1, -1);
      const plain = [value, `[sensitive:${input}]`] as const;
      return encoded === value ? [plain] : [plain, [encoded, `[sensitive:${input}:json]`] as const];
    });
}

/** Whether a text has a match of a pattern anywhere. Throws for a pattern it does not know. */
export type Matches = (pattern: string, text: string) => boolean;

/**
 * JSON Schema's `pattern` on an engine that takes time linear in the text: the patterns are the user's, and so are the
 * values. Loaded on the first schema that has one.
 */
export async function loadMatches(): Promise<Matches> {
  const { RE2JS } = await import('re2js');
  const compiled = new Map<string, { test(text: string): boolean }>();
  return (pattern, text) => {
    let regex = compiled.get(pattern);
    if (!regex) {
      regex = RE2JS.compile(RE2JS.translateRegExp(pattern));
      compiled.set(pattern, regex);
    }
    return regex.test(text);
  };
}

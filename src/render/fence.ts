/**
 * Wraps untrusted text in a pair of tags that it cannot close: the tag's name gets a number that the text nowhere puts
 * after a bracket or slash, in any letter case, width or with invisible characters in between. Same text, same tags.
 */
export function fence(text: string, name: string): string {
  const tag = freeTag(text, tagName(name));
  return `<${tag}>\n${text}\n</${tag}>`;
}

const tagName = (name: string): string => (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name) ? name : 'text');

function freeTag(text: string, name: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
  const taken = new Set<number>();
  const word = name.toLowerCase();
  for (let at = plain.indexOf(word); at !== -1; at = plain.indexOf(word, at + word.length)) {
    if (!followsBracket(plain, at)) continue;
    const digits = /\p{Pd}(\d{1,9})/uy;
    digits.lastIndex = at + word.length;
    taken.add(1);
    taken.add(Number(digits.exec(plain)?.[1] ?? 1));
  }
  let number = 1;
  while (taken.has(number)) number += 1;
  return number === 1 ? name : `${name}-${number}`;
}

/** Whether the word at this place reads as a tag's name: `<question`, `</ question`, `[/question`. */
function followsBracket(text: string, at: number): boolean {
  let before = at - 1;
  // Bounded, so that a text of white space and names stays linear.
  while (before >= 0 && before > at - 32 && /\s/.test(text[before] ?? '')) before -= 1;
  return before >= 0 && '</\\[{(|'.includes(text[before] ?? ' ');
}

/**
 * Tokens as mteval-v13a cuts them, the tokeniser BLEU scores are published with: punctuation and symbols stand alone,
 * a full stop or comma stays in a number, a dash after a digit is cut off. Case stays.
 */
export function words13a(text: string): readonly string[] {
  const plain = text
    .trimEnd()
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  const spaced = ` ${plain} `
    .replaceAll(/[ -&(-+:-@/[-`{-~]/g, ' $& ')
    .replaceAll(/([^0-9])([.,])/gu, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/gu, ' $1 $2')
    .replaceAll(/([0-9])-/g, '$1 - ');
  return spaced.split(/\s+/).filter((word) => word !== '');
}

/** Words as ROUGE-1.5.5 counts them: runs of a-z and 0-9 in lower case; `stem` takes those of more than three letters. */
export function rougeWords(text: string, stem: ((word: string) => string) | null): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return stem === null ? words : words.map((word) => (word.length > 3 ? stem(word) : word));
}

/** Words as the SQuAD scorer compares them: lower case, ASCII punctuation taken out, no English article. */
export function answerWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .replaceAll(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** What is before the suffix must hold for it to be replaced; the first suffix that fits decides. */
type Rule = readonly [suffix: string, replacement: string, holds: (stem: string) => boolean];

/** Words the rules get wrong, and what they are instead. */
const irregular: ReadonlyMap<string, string> = new Map([
  ['skies', 'sky'],
  ['sky', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ...['news', 'howe', 'proceed', 'exceed', 'succeed'].map((word): [string, string] => [word, word]),
]);

/**
 * Stem of an English word in lower case: Porter's algorithm with the changes ROUGE and METEOR are published with (short
 * words in -ies and -ied, -y after consonants only, a few irregular ones). Sources: Porter 1980, "An algorithm for
 * suffix stripping", Program 14(3), 130-137; the changes as documented for NLTK's `NLTK_EXTENSIONS`.
 */
export function stem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  return [plural, pastOrPresent, finalY, suffixes, lessSuffixes, noSuffix, finalE, doubleL].reduce(
    (held, step) => step(held),
    word,
  );
}

/** A letter for each letter: `c` or `v`. "y" is a vowel after a consonant. */
function shapeOf(word: string): string {
  let before = 'v';
  return word.replaceAll(/[\s\S]/g, (letter) => {
    const isVowel = 'aeiou'.includes(letter) || (letter === 'y' && before === 'c');
    before = isVowel ? 'v' : 'c';
    return before;
  });
}

/** Porter's m: how often a vowel is followed by a consonant. */
const measure = (word: string): number => shapeOf(word).split('vc').length - 1;

const hasVowel = (word: string): boolean => shapeOf(word).includes('v');

const endsInDouble = (word: string): boolean =>
  word.length >= 2 && word.at(-1) === word.at(-2) && shapeOf(word).endsWith('c');

/** Consonant, vowel, consonant but w, x, y; of two letters, vowel and consonant. */
function endsShort(word: string): boolean {
  const shape = shapeOf(word);
  if (word.length === 2) return shape === 'vc';
  return shape.endsWith('cvc') && !/[wxy]$/.test(word);
}

const always = (): boolean => true;
const positive = (word: string): boolean => measure(word) > 0;
const longer = (word: string): boolean => measure(word) > 1;

function apply(word: string, rules: readonly Rule[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (!rule) return word;
  const [suffix, replacement, holds] = rule;
  const before = word.slice(0, word.length - suffix.length);
  return holds(before) ? before + replacement : word;
}

const plural = (word: string): string =>
  word.length === 4 && word.endsWith('ies')
    ? `${word[0]}ie`
    : apply(word, [
        ['sses', 'ss', always],
        ['ies', 'i', always],
        ['ss', 'ss', always],
        ['s', '', always],
      ]);

function pastOrPresent(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? `${word[0]}ie` : word.slice(0, -2);
  if (word.endsWith('eed')) return positive(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((one) => word.endsWith(one) && hasVowel(word.slice(0, -one.length)));
  if (suffix === undefined) return word;
  const before = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/.test(before)) return `${before}e`;
  if (endsInDouble(before)) return /[lsz]$/.test(before) ? before : before.slice(0, -1);
  return measure(before) === 1 && endsShort(before) ? `${before}e` : before;
}

const finalY = (word: string): string =>
  apply(word, [['y', 'i', (before) => before.length > 1 && shapeOf(before).endsWith('c')]]);

function suffixes(word: string): string {
  if (word.endsWith('alli') && positive(word.slice(0, -4))) return suffixes(word.slice(0, -2));
  return apply(word, [
    ['ational', 'ate', positive],
    ['tional', 'tion', positive],
    ['enci', 'ence', positive],
    ['anci', 'ance', positive],
    ['izer', 'ize', positive],
    ['bli', 'ble', positive],
    ['alli', 'al', positive],
    ['entli', 'ent', positive],
    ['eli', 'e', positive],
    ['ousli', 'ous', positive],
    ['ization', 'ize', positive],
    ['ation', 'ate', positive],
    ['ator', 'ate', positive],
    ['alism', 'al', positive],
    ['iveness', 'ive', positive],
    ['fulness', 'ful', positive],
    ['ousness', 'ous', positive],
    ['aliti', 'al', positive],
    ['iviti', 'ive', positive],
    ['biliti', 'ble', positive],
    ['fulli', 'ful', positive],
    // The "l" counts with the stem, so that "geology" and "archaeology" end alike.
    ['logi', 'log', (before) => positive(`${before}l`)],
  ]);
}

const lessSuffixes = (word: string): string =>
  apply(word, [
    ['icate', 'ic', positive],
    ['ative', '', positive],
    ['alize', 'al', positive],
    ['iciti', 'ic', positive],
    ['ical', 'ic', positive],
    ['ful', '', positive],
    ['ness', '', positive],
  ]);

const gone = ['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'] as const;
const alsoGone = ['ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'] as const;

const noSuffix = (word: string): string =>
  apply(word, [
    ...gone.map((suffix): Rule => [suffix, '', longer]),
    ['ion', '', (before) => longer(before) && /[st]$/.test(before)],
    ...alsoGone.map((suffix): Rule => [suffix, '', longer]),
  ]);

function finalE(word: string): string {
  if (!word.endsWith('e')) return word;
  const before = word.slice(0, -1);
  return longer(before) || (measure(before) === 1 && !endsShort(before)) ? before : word;
}

const doubleL = (word: string): string =>
  word.endsWith('ll') && longer(word.slice(0, -1)) ? word.slice(0, -1) : word;

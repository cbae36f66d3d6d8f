import { describe, expect, it } from 'vitest';
import { hiddenIn } from '../../src/lint/hidden-characters.ts';

const namesIn = (text: string) => [...hiddenIn(text)].map(({ name }) => name);

describe('hiddenIn', () => {
  it.each([
    ['an emoji family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'],
    ['a flag with a colour', '\u{1f3f3}\ufe0f\u200d\u{1f308}'],
    ['a skin tone and a profession', '\u{1f469}\u{1f3fd}\u200d\u{1f4bb}'],
    ['the flag of a region', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['keycaps and old symbols', '1\ufe0f\u20e3 \u2764\ufe0f \u260e\ufe0e'],
    ['Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['Persian plural with marks', '\u06a9\u062a\u0627\u0628\u200c\u0647\u0627\u200f!'],
    [
      'Hebrew with English inside',
      '\u05e9\u05dc\u05d5\u05dd \u2068API\u2069 \u05e2\u05d5\u05dc\u05dd\u200f.',
    ],
    ['Arabic with an embedding', '\u0627\u0644\u0633\u0644\u0627\u0645 \u202aGoogle\u202c \u0639'],
    ['Hindi and Bengali', '\u0915\u094d\u200d\u0937 \u09b0\u200d\u09cd\u09af'],
    ['Thai', '\u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22'],
    ['a Japanese name', '\u845b\u{e0100}\u57ce'],
    ['soft hyphens and no-break spaces', 'Donau\u00addampf\u00a0schiff\u202f!'],
  ])('accepts %s', (_what, text) => {
    expect(namesIn(text)).toEqual([]);
  });

  it.each([
    ['a zero-width space in a word', 'pass\u200bword', 'zero-width character U+200B'],
    ['a joiner between letters', 'a\u200db', 'zero-width character U+200D'],
    ['a word joiner', 'a\u2060b', 'zero-width character U+2060'],
    ['a byte order mark in the text', 'a\ufeffb', 'zero-width character U+FEFF'],
    ['invisible operators', 'a\u2062b', 'invisible character U+2062'],
    ['text in tags', 'Hi\u{e0073}\u{e0061}\u{e0079}', 'tag character U+E0073'],
    [
      'tags after a flag that is none',
      '\u{1f3f4}\u{e0073}\u{e0061}\u{e0079}\u{e0020}\u{e0068}\u{e0069}',
      'tag character U+E0073',
    ],
    ['bytes in variation selectors', '\u{1f600}\u{e0130}\u{e0131}', 'variation selector U+E0130'],
    ['two variation selectors', '\u2764\ufe0f\ufe00', 'variation selector U+FE0F'],
    ['an override', 'user\u202enimda\u202c', 'bidirectional control U+202E'],
    ['an override among Hebrew', '\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c', 'bidirectional control U+202E'],
    ['an isolate that is not closed', '\u05e9\u05dc\u05d5\u05dd \u2067abc', 'bidirectional control U+2067'],
    ['isolates without right-to-left text', 'if \u2066admin\u2069', 'bidirectional control U+2066'],
    ['a Hangul filler', 'a\u3164b', 'invisible character U+3164'],
  ])('names %s', (_what, text, name) => {
    expect(namesIn(text)).toContain(name);
  });

  it('reports a run once, where it stands', () => {
    expect([...hiddenIn('ab\u200b\u200b\u200bcd')]).toEqual([
      { at: 2, end: 5, count: 3, name: 'zero-width character U+200B' },
    ]);
  });
});

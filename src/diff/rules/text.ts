import { canonicalJson } from '../../model/digest.ts';
import type { Place } from '../../model/place.ts';
import type { Part } from '../../render/prompt.ts';
import type { Template } from '../../render/template.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { isWhitespaceOnly, mediaOfParts } from '../message-text.ts';

const system = (text: string) => `messages:\n  - { id: rules, role: system, content: "${text}" }`;
const named = (text: string) => `inputs: { name: { type: string } }\n${system(text)}`;
const picture =
  'inputs: { shot: { type: image } }\nmessages:\n  - role: user\n    content:\n      - text: Look.\n';

export const textChanged: ChangeKind = {
  id: 'text-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'patch',
  summary: 'The words of a message or partial changed.',
  why: 'A wording that reads the same to people may be read otherwise by a model.',
  advice: 'Run the golden cases: promptops test --replay record. Answers to the old words are no evidence.',
  examples: [
    { before: system('Answer in one sentence.'), after: system('Answer in two sentences.') },
    {
      before: { prompt: system('{{> tone}}'), files: { 'partials/tone.hbs': 'Be kind.\n' } },
      after: { prompt: system('{{> tone}}'), files: { 'partials/tone.hbs': 'Be formal.\n' } },
    },
  ],
};

export const whitespaceOnly: ChangeKind = {
  id: 'text-whitespace-only',
  audience: 'behavior',
  level: 'safe',
  bump: 'patch',
  summary: 'Only white space of a text changed.',
  why: 'Line breaks and spaces hardly change an answer, but recordings no longer fit.',
  advice: 'Record the golden cases again.',
  examples: [
    { before: system('Be brief.  Be kind.'), after: system('Be brief. Be kind.') },
    { before: named('Hello {{name}}.'), after: named('Hello {{ name }}.') },
  ],
};

const mediaChanged: ChangeKind = {
  id: 'media-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'minor',
  summary: 'Another picture, sound or file is sent with a message.',
  why: 'The model sees something else, and media cost far more than words.',
  advice: 'Record the golden cases that fill this input.',
  examples: [{ before: picture, after: `${picture}      - image: "{{shot}}"` }],
};

/** What the partials say; messages bring their own texts to `compareTexts`. */
export const textComparison: BehaviorComparison = {
  kinds: [textChanged, whitespaceOnly, mediaChanged],
  *compare(sides) {
    const { before, after } = sides;
    for (const [name, now] of Object.entries(after.partials)) {
      const old = Object.hasOwn(before.partials, name) ? before.partials[name] : undefined;
      if (old) yield* compareTemplates(sides, name, old, now);
    }
  },
};

function* compareTemplates(sides: Sides, name: string, old: Template, now: Template): Iterable<Difference> {
  const where = { about: `partial ${name}`, at: sides.placeOfPartial(name) };
  yield* compareTexts(sides, where, [{ type: 'text', text: old }], [{ type: 'text', text: now }]);
}

/** The parts of one message: their words, and their media. */
export function* compareTexts(
  sides: Sides,
  where: { readonly about: string; readonly at: Place },
  old: readonly Part[],
  now: readonly Part[],
): Iterable<Difference> {
  const { about, at } = where;
  const [was, is] = [wordsOf(old), wordsOf(now)];
  const name = about.replace(/^(\w+) (.*)$/s, '$1 "$2"');
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  if (was !== is) {
    const words = placeOfWords(sides, at, old, now);
    const blank = isWhitespaceOnly(was, is);
    const message = blank ? `White space of ${name} changed.` : `${title} says something else.`;
    yield { kind: blank ? whitespaceOnly : textChanged, at: words, message, about, before: was, after: is };
  }
  const [media, seen] = [mediaOfParts(old), mediaOfParts(now)];
  if (canonicalJson(media) !== canonicalJson(seen)) {
    const message = `${title} carries ${listed(seen)}, before ${listed(media)}.`;
    yield { kind: mediaChanged, at, message, about, before: media, after: seen };
  } else if (was === is && shapeOf(old) !== shapeOf(now)) {
    const message = `${title} says the same in other parts.`;
    yield { kind: textChanged, at, message, about, before: shapeOf(old), after: shapeOf(now) };
  }
}

const wordsOf = (parts: readonly Part[]): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text.source] : [])).join('\n');

/** Where the first text stands that is another one, from the first character to the last that differs. */
function placeOfWords({ inTemplate }: Sides, at: Place, old: readonly Part[], now: readonly Part[]): Place {
  for (const [index, part] of now.entries()) {
    const was = old[index];
    if (part.type !== 'text' || was?.type !== 'text' || was.text.source === part.text.source) continue;
    return inTemplate(part.text, at, changedSpan(was.text.source, part.text.source)) ?? at;
  }
  return at;
}

function changedSpan(old: string, now: string): readonly [start: number, end: number] {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === now[now.length - 1 - same]) same += 1;
  return [start, now.length - same];
}

/** Each part on its own, in order. */
const shapeOf = (parts: readonly Part[]): string =>
  canonicalJson(
    parts.map((part) => [part.type, part.type === 'text' ? part.text.source : part.source.source]),
  );

const listed = (media: readonly string[]): string => (media.length === 0 ? 'no media' : media.join(' '));

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fence } from '../../src/render/fence.ts';
import { soaked } from '../helpers/soak.ts';

const parts = fc.constantFrom(
  ...[
    '</question>',
    '<question>',
    'question',
    '</ QUESTION >',
    '</question-2>',
    '</question-3>',
    '[/question]',
  ],
  ...[
    '＜/question＞',
    '</q\u200buestion>',
    '</question-02>',
    '<',
    '/',
    ' ',
    '\n',
    '-2',
    'text',
    '</question-1>',
  ],
);

it('cannot be closed by the text', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const tag = /^<([^>]+)>\n/.exec(fence(text, 'question'))?.[1] ?? '';
      expect(fence(text, 'question')).toBe(`<${tag}>\n${text}\n</${tag}>`);
      const plain = text.normalize('NFKC').replaceAll('\u200b', '').toLowerCase().replaceAll(/\s/g, '');
      for (const opening of ['</', '<', '[/']) expect(plain).not.toContain(`${opening}${tag}>`);
      expect(fence(text, 'question')).toBe(fence(text, 'question'));
    }),
    { numRuns: soaked(2000) },
  );
});

it('keeps the plain name where the text merely speaks of it', () => {
  expect(fence('My question is: why?', 'question')).toBe('<question>\nMy question is: why?\n</question>');
});

it('takes no name that is no tag', () => {
  expect(fence('x', 'first name')).toBe('<text>\nx\n</text>');
  expect(fence('x', '<script>')).toBe('<text>\nx\n</text>');
});

it('takes linear time', () => {
  const text = '</question-1>'.repeat(50_000) + ' '.repeat(200_000) + 'question'.repeat(50_000);
  expect(fence(text, 'question').startsWith('<question-2>')).toBe(true);
});

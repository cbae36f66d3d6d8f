import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodingName, encodingOf, loadEncoding } from '../../src/meter/encoding.ts';
import { countTokens, loadCounter } from '../../src/meter/tokens.ts';
import type { ModelRequest } from '../../src/render/request.ts';
import { soaked } from '../helpers/soak.ts';

const names: readonly EncodingName[] = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'];

type Encoder = { countTokens(text: string, options: { disallowedSpecial: Set<string> }): number };
const encoderOf = async (name: EncodingName): Promise<Encoder> => import(`gpt-tokenizer/encoding/${name}`);
const options = { disallowedSpecial: new Set<string>() };

/** Text as people write it, in several scripts, with code, and words of up to some hundred characters. */
const ordinary = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '  ', '\n', '\r\n', '\n\n', '\t', ', ', '. ', '!?', '...', '://', '{"a": ', '}'),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.stringMatching(/^[A-Za-z']{1,200}$/),
      fc.stringMatching(/^[0-9a-f]{1,80}$/),
      fc.constantFrom(
        '東京都庁の展望室',
        'Überraschung',
        'مرحبا بالعالم',
        '👩‍👩‍👧‍👦',
        'naïve',
        "it's",
        '<|endoftext|>',
        '_____',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe.each(names)('%s', (name) => {
  it('counts ordinary text of any length as the tokenizer does in one piece', async () => {
    const [count, encoder] = [loadEncoding(name), await encoderOf(name)];
    fc.assert(
      fc.property(ordinary, (text) => {
        expect(count(text)).toBe(encoder.countTokens(text, options));
      }),
      { numRuns: soaked(200) },
    );
  });

  it('counts what lies around a long run as the tokenizer does', async () => {
    const [count, encoder] = [loadEncoding(name), await encoderOf(name)];
    fc.assert(
      fc.property(
        ordinary,
        fc.constantFrom('a', 'ab', 'A', '-', ' ', '\n', '東', 'é'),
        ordinary,
        (head, unit, tail) => {
          const text = head + unit.repeat(Math.ceil(1100 / unit.length)) + tail;
          expect(count(text)).toBe(encoder.countTokens(text, options));
        },
      ),
      { numRuns: soaked(30) },
    );
  });

  it('counts any ASCII as the tokenizer does', async () => {
    const [count, encoder] = [loadEncoding(name), await encoderOf(name)];
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 300 });
    const words = fc.stringMatching(/^(?:[A-Za-z0-9' \r\n\t./-]|'(?:ll|VE|s) ){0,200}$/);
    fc.assert(
      fc.property(fc.oneof(ascii, words), (text) => {
        expect(count(text)).toBe(encoder.countTokens(text, options));
      }),
      { numRuns: soaked(300) },
    );
  });

  it('counts long words as the tokenizer does', async () => {
    const [count, encoder] = [loadEncoding(name), await encoderOf(name)];
    const word = fc.oneof(
      fc.stringMatching(/^[a-z]{50,1500}$/),
      fc.stringMatching(/^[ぁ-ん一-三]{50,500}$/),
      fc.string({ unit: 'binary', minLength: 50, maxLength: 500 }),
    );
    fc.assert(
      fc.property(word, (piece) => {
        expect(count(piece)).toBe(encoder.countTokens(piece, options));
      }),
      { numRuns: soaked(60) },
    );
  });
});

describe('countTokens', () => {
  // The vectors of tiktoken's own README and tests.
  it.each([
    ['openai/gpt-4', 'hello world', 2],
    ['openai/gpt-4', 'tiktoken is great!', 6],
    ['openai/gpt-4o', 'hello world', 2],
    ['openai/gpt-4', '<|endoftext|>', 7],
    ['openai/gpt-4', '', 0],
    ['openai/gpt-4', '0'.repeat(17), 6],
    ['openai/text-davinci-003', 'hello world', 2],
  ])('%s counts %j', async (model, text, tokens) => {
    expect(await countTokens(model, text)).toEqual({ tokens, confidence: 'bpe', band: 0 });
  });

  it('a hostile line of a million characters is counted, exactly', async () => {
    const counter = await loadCounter('openai/gpt-4o');
    expect(counter.count('a'.repeat(1_000_000)).tokens).toBe(125_000);
    expect(counter.count(' '.repeat(1_000_000)).tokens).toBeGreaterThan(7000);
    expect(counter.count('é'.repeat(300_000)).tokens).toBeGreaterThan(10_000);
  });

  it('says that it estimates the models of others, and by how much it may be off', async () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    const exact = await countTokens('openai/gpt-4o', text);
    const claude = await countTokens('anthropic/claude-haiku-4-5', text);
    expect(claude.confidence).toBe('estimate');
    expect(claude.band).toBeGreaterThan(0);
    expect(claude.tokens).toBeGreaterThan(exact.tokens);
    expect((await countTokens('local/gpt-oss-20b', text)).confidence).toBe('bpe');
  });
});

describe('encodingOf', () => {
  it('agrees with the tokenizer on every model it names', async () => {
    const mapping: string = 'gpt-tokenizer/mapping';
    const { modelToEncodingMap } = (await import(mapping)) as { modelToEncodingMap: Record<string, string> };
    const same: Record<string, string> = { o200k_harmony: 'o200k_base' };
    for (const [model, encoding] of Object.entries(modelToEncodingMap)) {
      if (encoding === 'gpt2' || encoding === 'p50k_edit') continue;
      expect([model, encodingOf(model)]).toEqual([model, same[encoding] ?? encoding]);
    }
  });

  it.each([
    'gpt-4.1',
    'gpt-4.5-preview',
    'gpt-4o-mini',
    'ft:gpt-4o-mini-2024-07-18:acme::x',
    'o3',
    'gpt-6-sol',
  ])('%s is counted with o200k_base', (model) => expect(encodingOf(model)).toBe('o200k_base'));
});

describe('countRequest', () => {
  const request = (messages: readonly (readonly ['system' | 'user', string])[]): ModelRequest => ({
    model: 'openai/gpt-4o',
    messages: messages.map(([role, text]) => ({ role, content: [{ type: 'text', text }] })),
    params: {},
    tools: [],
    toolChoice: null,
    output: { format: 'text', name: null, strict: false, schema: null },
  });

  // The worked example of OpenAI's cookbook; its names cost their own tokens and one each, added here by hand.
  const example = request([
    [
      'system',
      'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
    ],
    ['system', 'New synergies will help drive top-line growth.'],
    ['system', 'Things working well together will increase revenue.'],
    [
      'system',
      "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ],
    ['system', "Let's talk later when we're less busy about how to do better."],
    ['user', "This late pivot means we don't have time to boil the ocean for the client deliverable."],
  ]);

  it.each([
    ['openai/gpt-4', 129],
    ['openai/gpt-4o', 124],
  ])('%s reports the prompt tokens the API does', async (model, tokens) => {
    const counter = await loadCounter(model);
    const names = ['example_user', 'example_assistant', 'example_user', 'example_assistant'];
    const named = names.reduce((sum, name) => sum + counter.count(name).tokens + 1, 0);
    expect(counter.countRequest(example)).toMatchObject({
      tokens: tokens - named,
      overhead: 3 + 6 * 4,
      confidence: 'bpe',
      uncounted: [],
    });
  });

  it('says what it counts by a rule of thumb, and what it cannot count', async () => {
    const counter = await loadCounter('openai/gpt-4o');
    const count = counter.countRequest({
      ...request([]),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', url: 'https://example.com/a.png' },
            { type: 'audio', url: 'https://example.com/a.mp3' },
          ],
        },
      ],
      tools: [{ name: 'look', description: null, parameters: true }],
    });
    expect(count).toMatchObject({
      assumed: ['image', 'tools'],
      uncounted: ['audio'],
      confidence: 'assumed',
    });
    expect(count.tokens).toBeGreaterThan(counter.countRequest(request([])).tokens + 700);
    expect(count.band).toBeGreaterThan(0.2);
  });
});

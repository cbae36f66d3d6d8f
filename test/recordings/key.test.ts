import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestKey } from '../../src/recordings/key.ts';
import { explainMiss } from '../../src/recordings/miss.ts';
import type { JsonSchema } from '../../src/render/prompt.ts';
import type { ModelRequest } from '../../src/render/request.ts';
import { soaked } from '../helpers/soak.ts';
import { interaction, request } from './examples.ts';

/** Every string and number of a request that a model sees, by its path. */
type Leaf = readonly (string | number)[];

function leavesOf(value: unknown, path: Leaf = []): readonly Leaf[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    leavesOf(held, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function mutated(value: unknown, path: Leaf, change: (leaf: unknown) => unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, index) => (index === head ? mutated(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, held]) => [
      key,
      key === head ? mutated(held, rest, change) : held,
    ]),
  );
}

const flipByte = (seed: number) => (leaf: unknown) => {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  const text = String(leaf);
  const at = seed % (text.length + 1);
  const letter = text[at] === 'q' ? 'z' : 'q';
  return text.slice(0, at) + letter + text.slice(at + 1);
};

/** What an explanation must name when this leaf changed. */
function fieldOf([area, index, part]: Leaf): string {
  if (area === 'messages') return `messages[${index}].${part === 'content' ? 'content' : part}`;
  if (area === 'params') return String(index);
  if (area === 'output') return index === 'format' ? 'output.format' : 'output.schema';
  return String(area);
}

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '\n', ' ', '{', '\u{1F600}', '\u200b'),
  maxLength: 60,
});
const parameters: fc.Arbitrary<JsonSchema> = fc.constantFrom<JsonSchema[]>(
  { type: 'object' } as const,
  {
    type: 'object',
    properties: { id: { type: 'string' } },
  } as const,
);

const requests: fc.Arbitrary<ModelRequest> = fc.record({
  model: fc.constantFrom('openai/a', 'google/b'),
  messages: fc.array(
    fc.record({
      role: fc.constantFrom<'system' | 'user' | 'assistant'>('system', 'user', 'assistant'),
      content: fc.array(fc.record({ type: fc.constant('text' as const), text }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  params: fc.record({
    temperature: fc.integer({ min: 0, max: 2 }),
    stopSequences: fc.array(text, { maxLength: 2 }),
  }),
  tools: fc.array(fc.record({ name: text, description: text, parameters }), { maxLength: 2 }),
  toolChoice: fc.constantFrom('auto', 'none'),
  output: fc.constant(request.output),
});

describe('requestKey', () => {
  it('differs for any byte of a message, parameter, tool or schema, and the miss names the field', () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(), (asked, pick, seed) => {
        const leaves = leavesOf(asked).filter(([area, , key]) => !(area === 'messages' && key === 'cache'));
        const leaf = leaves[pick % leaves.length] ?? ['model'];
        const isPartType = leaf[0] === 'messages' && leaf.at(-1) === 'type';
        fc.pre(!isPartType);
        const other = mutated(asked, leaf, flipByte(seed)) as ModelRequest;
        expect(requestKey(other, 0)).not.toBe(requestKey(asked, 0));
        const reasons = explainMiss(
          interaction({ asked, slot: { role: 'target', model: asked.model, repeat: 0 } }),
          other,
        );
        expect(reasons).toHaveLength(1);
        expect(reasons[0]).toContain(fieldOf(leaf));
      }),
      { numRuns: soaked(500) },
    );
  });

  it('is the same for texts that are equal as NFC and LF', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const rewrite = (value: string) => value.normalize('NFD').replaceAll('\n', '\r\n');
        const messages = asked.messages.map((message) => ({
          ...message,
          content: message.content.map((part) =>
            'text' in part ? { ...part, text: rewrite(part.text) } : part,
          ),
        }));
        expect(requestKey({ ...asked, messages }, 0)).toBe(requestKey(asked, 0));
      }),
    );
  });

  it('differs by repeat and by the bytes of media, not by a cache mark or the order of keys', () => {
    const key = requestKey(request, 0);
    expect(requestKey(request, 1)).not.toBe(key);
    const image = { type: 'image', mediaType: 'image/png', base64: 'iVBORw0KGgp=' } as const;
    expect(requestKey({ ...request, messages: [{ role: 'user', content: [image] }] }, 0)).not.toBe(key);
    const messages = request.messages.map(({ role, content }) => ({ content, role }));
    expect(requestKey({ ...request, messages }, 0)).toBe(key);
  });

  it('takes half a surrogate pair as the replacement character', () => {
    const ask = (text: string) =>
      requestKey({ ...request, messages: [{ role: 'user', content: [{ type: 'text', text }] }] }, 0);
    expect(ask('a\ud800')).toBe(ask('a\ufffd'));
  });
});

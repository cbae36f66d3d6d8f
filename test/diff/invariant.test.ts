import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { behaviorChanged } from '../../src/diff/rules/unnamed.ts';
import { soaked } from '../helpers/soak.ts';
import { changesOf, diffExample, sideOf } from './diff-example.ts';

const word = fc.constantFrom(
  'Be kind.',
  'Be  kind.',
  'Be brief.',
  'Hi {{a}}',
  '{{> tone}}',
  '{{> tone}} {{a}}',
  'x',
);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const params = fc.record(
  {
    temperature: fc.constantFrom(0, 0.5),
    maxOutputTokens: fc.constantFrom(100, 200),
    provider: fc.record({ user: fc.constantFrom('a', 'b') }),
  },
  { requiredKeys: [] },
);
const schema = fc.constantFrom<object>(
  { type: 'string' },
  { type: 'string', maxLength: 9 },
  { type: ['string', 'null'] },
  { enum: ['x', 'y'] },
  { enum: ['y', 'x'] },
  { type: 'string', description: 'Said.' },
);
const object = fc.record({
  type: fc.constant('object'),
  required: fc.constantFrom([], ['a'], ['a', 'b'], ['b', 'a']),
  properties: fc.record({ a: schema, b: schema }),
});
const input = fc
  .tuple(
    schema,
    fc.record(
      {
        optional: fc.boolean(),
        default: fc.constant('x'),
        trust: fc.constantFrom('trusted', 'untrusted'),
        sensitive: fc.boolean(),
        maxTokens: fc.constantFrom(5, 9),
        description: fc.constantFrom('One.', 'Two.'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([own, more]) => ({ ...own, ...more }));
const message = (id: string) =>
  fc.record(
    {
      id: fc.constant(id),
      role: fc.constantFrom('user', 'assistant'),
      content: fc.oneof(
        word,
        fc.tuple(word, word).map((texts) => texts.map((text) => ({ text }))),
      ),
      cache: fc.boolean(),
      guard: fc.boolean(),
    },
    { requiredKeys: ['id', 'role', 'content'] },
  );
const markers = fc.constantFrom<object>(
  { examples: true },
  { history: 'past' },
  { history: 'past', last: 2 },
);
const messages = fc
  .tuple(
    fc
      .shuffledSubarray(['one', 'two', 'three'], { minLength: 1 })
      .chain((ids) => fc.tuple(...ids.map(message))),
    fc.subarray(['history']),
    markers,
  )
  .map(([written, history, marker]) => [
    ...(written as object[]),
    ...(history.length > 0 && 'history' in marker ? [marker] : []),
    { examples: true },
    { id: 'last', role: 'user', content: 'Answer {{a}}.' },
  ]);
const overlay = fc.record(
  {
    messages: fc.record({ last: word }),
    params,
    output: fc.record({ strict: fc.boolean() }),
    inputs: fc.record({ a: fc.record({ default: fc.constantFrom('x', 'y') }) }),
  },
  { requiredKeys: [] },
);
const tool = (name: string) =>
  fc.record({
    name: fc.constant(name),
    description: fc.constantFrom('Finds.', 'Looks.'),
    parameters: object,
  });
const example = fc.record({
  id: fc.constantFrom('first', 'second'),
  input: fc.constantFrom({ a: 'x' }, { a: 'y' }),
  output: fc.constantFrom('x', 'y'),
});
const overlays = (...names: readonly string[]) =>
  maybe(fc.dictionary(fc.constantFrom(...names), overlay, { maxKeys: 2 }));

const prompt = fc
  .record({
    description: maybe(fc.constantFrom('One.', 'Two.')),
    metadata: maybe(
      fc.record({ owner: fc.constantFrom('@a', '@b'), status: fc.constantFrom('active', 'deprecated') }),
    ),
    model: fc.record({
      id: fc.constantFrom('openai/gpt-4.1', 'openai/gpt-4.1-mini'),
      params: params,
      fallback: fc.subarray(['openai/gpt-4o']),
      also: fc.subarray(['openai/gpt-4o']),
    }),
    inputs: fc.record({ a: input, past: fc.constant({ type: 'messages', optional: true }) }),
    output: maybe(fc.record({ format: fc.constant('json'), strict: fc.boolean(), schema: object })),
    tools: maybe(fc.subarray(['find', 'stop']).chain((names) => fc.tuple(...names.map(tool)))),
    toolChoice: maybe(fc.constantFrom('auto', 'required')),
    examples: maybe(fc.uniqueArray(example, { selector: ({ id }) => id, maxLength: 2 })),
    messages,
    variants: overlays('terse', 'long'),
    locales: overlays('fr'),
    models: overlays('openai/*', '*/gpt-4.1', 'openai/gpt*'),
    budgets: maybe(fc.record({ inputTokens: fc.constantFrom(100, 200) })),
  })
  .map((written) => JSON.parse(JSON.stringify(written)) as object);

const project = fc
  .record({ prompt, tone: fc.constantFrom('Be kind.\n', 'Be formal.\n') })
  .map(({ prompt: value, tone }) => ({
    prompt: stringify(value),
    files: { 'partials/tone.hbs': tone },
  }));

const keys = [
  'model',
  'inputs',
  'output',
  'tools',
  'toolChoice',
  'examples',
  'messages',
  'variants',
  'locales',
  'models',
];
const beside = ['description', 'metadata', 'budgets'];

/** Two prompts that differ in one key, as edits do, or in their partial. */
const pair = fc
  .tuple(project, prompt, prompt, fc.constantFrom(...keys, ...beside, 'tone'), project)
  .map(([{ files }, a, b, key, other]) => {
    const given = Object.hasOwn(b, key) ? { [key]: (b as Record<string, unknown>)[key] } : {};
    const { [key]: _old, ...rest } = a as Record<string, unknown>;
    return {
      before: { prompt: stringify(a), files },
      after: { prompt: stringify({ ...rest, ...given }), files: key === 'tone' ? other.files : files },
    };
  });

it('finds a change that is not beside the prompt exactly where the digests differ, and can name it', async () => {
  let differing = 0;
  await fc.assert(
    fc.asyncProperty(pair, async (example) => {
      const [before, after] = await Promise.all([sideOf(example.before), sideOf(example.after)]);
      const [old, now] = [before.project.prompts[0], after.project.prompts[0]];
      fc.pre(old?.prompt !== null && now?.prompt !== null);
      const changes = changesOf(await diffExample(example));
      const sent = changes.filter(({ audience }) => audience !== 'meta');
      expect(sent.length > 0, `${old?.digest} ${now?.digest}`).toBe(old?.digest !== now?.digest);
      expect(sent.map(({ id }) => id)).not.toContain(behaviorChanged.id);
      if (sent.length > 0) differing += 1;
    }),
    { numRuns: soaked(120) },
  );
  expect(differing).toBeGreaterThan(20);
});

it('never sees a difference in the order of keys, comments or layout', async () => {
  await fc.assert(
    fc.asyncProperty(project, async ({ prompt: text, files }) => {
      const { parse } = await import('yaml');
      const reversed = Object.fromEntries(Object.entries(parse(text) as object).reverse());
      const after = { prompt: `# Said.\n${stringify(reversed, { indent: 4 })}`, files };
      expect(changesOf(await diffExample({ before: { prompt: text, files }, after }))).toEqual([]);
    }),
    { numRuns: soaked(20) },
  );
});

import { type Ask, type AssertionType, assertionError } from '../assertion.ts';
import { cosine, embeddingRequest, readVector } from '../embedding.ts';
import { firstDifference } from '../excerpt.ts';
import { readModelOption, readReferences, readThreshold, referencesSchema } from './read-spec.ts';

export const similar: AssertionType = {
  type: 'similar',
  group: 'meaning',
  summary: 'The output means about the same as a reference.',
  notes:
    'The cosine of the embeddings of the two texts, which the model under "provider" makes; below 0 counts as 0, and of ' +
    'several references the nearest counts. Embeddings are recorded beside the answers and replayed as they are. What a ' +
    'cosine is worth differs from model to model: choose the threshold by trying.',
  value: referencesSchema,
  valueOptional: true,
  threshold: 'Lowest cosine that passes, 0 to 1; 0.75 where none is written.',
  options: { provider: { type: 'string', minLength: 1 } },
  examples: [
    {
      assert: {
        type: 'similar',
        value: 'A refund takes 30 days.',
        provider: 'openai/text-embedding-3-small',
      },
      output: 'Refunds need a month.',
      pass: true,
      score: 0.96,
      embeddings: [
        [0.6, 0.8],
        [0.8, 0.6],
      ],
    },
    {
      assert: { type: 'similar', provider: 'openai/text-embedding-3-small' },
      output: 'It rains.',
      pass: false,
      score: 0,
      embeddings: [
        [0, 1],
        [1, 0],
      ],
      context: { expected: 'A refund takes 30 days.' },
    },
  ],
  prepare(spec, context) {
    const threshold = readThreshold(spec, 0.75, 1);
    const references = readReferences(spec, context);
    const model = readModelOption(spec, context, {
      hint: 'Name an embedding model: "provider: openai/text-embedding-3-small".',
    });
    return async ({ text }, ask) => {
      const [ours, ...theirs] = await embedAll(ask, model, [text, ...references]);
      const cosines = theirs.map((vector) => cosine(ours ?? [], vector));
      const score = Math.min(1, Math.max(0, ...cosines));
      const figures = `Cosine ${score.toFixed(4)} (${model})`;
      if (score >= threshold) return { pass: true, score, message: `${figures}.` };
      const [expected = ''] = references;
      const difference = firstDifference(expected, text);
      const message = `${figures}, at least ${threshold} expected. First difference ${difference ?? 'none'}.`;
      return { pass: false, score, message, expected, actual: text };
    };
  },
};

/** Each text by itself, so that a reference is asked for once although the answers change. */
async function embedAll(ask: Ask, model: string, texts: readonly string[]) {
  const vectors: (readonly number[])[] = [];
  for (const [call, text] of texts.entries()) {
    const { text: answer } = await ask.embed(embeddingRequest(model, text), call);
    const vector = readVector(answer);
    const known = vectors[0] ?? vector;
    if (vector === null || vector.length !== known?.length)
      throw assertionError('embedding-unreadable', `"${model}" gave no embedding that could be compared.`);
    vectors.push(vector);
  }
  return vectors;
}

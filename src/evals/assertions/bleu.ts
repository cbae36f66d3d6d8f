import { overlapType } from './overlap.ts';

export const bleu = overlapType({
  type: 'bleu',
  summary: 'The output has enough runs of one to four words of the references.',
  notes:
    'Sentence BLEU from 0 to 1 (sacreBLEU prints it times 100): 13a tokens, case counts, exponential smoothing, effective ' +
    'order. Counts are clipped over all references together.',
  options: {},
  usual: 0.5,
  examples: [
    { assert: { type: 'bleu', value: 'this is a test' }, output: 'this is a test', pass: true, score: 1 },
    {
      assert: { type: 'bleu', value: 'a test' },
      output: 'test',
      pass: false,
      score: Math.exp(-1),
    },
    { assert: { type: 'not-bleu', value: 'okay thanks' }, output: 'this is a cat', pass: true, score: 1 },
  ],
  async load() {
    const [{ bleu: measure }, { words13a }] = await Promise.all([
      import('../metrics/bleu.ts'),
      import('../metrics/words.ts'),
    ]);
    return {
      signature: 'bleu|case:mixed|eff:yes|tok:13a|smooth:exp',
      measure,
      countUnits: (reference) => words13a(reference).length,
    };
  },
});

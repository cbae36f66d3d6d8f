import type { JsonSchema } from '../../render/prompt.ts';
import type { AssertionExample, AssertionType } from '../assertion.ts';
import type { Rouge } from '../metrics/rouge.ts';
import { nearest, overlapType } from './overlap.ts';
import { readFlag } from './read-spec.ts';

type RougeType = {
  readonly type: string;
  readonly summary: string;
  readonly notes?: string;
  readonly examples: readonly AssertionExample[];
  /** Words in a row that match together. */
  readonly length: number;
  readonly load: () => Promise<Rouge>;
};

const stemmer: JsonSchema = { type: 'boolean' };

const common =
  'The score is F1. Words are runs of a-z and 0-9 in lower case; with "stemmer: true" those of more than three letters ' +
  'are reduced to their Porter stem. Of several references the nearest counts.';

/** What the four ROUGE assertions share. */
export const rougeType = ({ notes, length, load, ...type }: RougeType): AssertionType =>
  overlapType({
    ...type,
    notes: notes === undefined ? common : `${notes} ${common}`,
    options: { stemmer },
    usual: 0.75,
    async load(spec) {
      const stems = readFlag(spec, 'stemmer');
      const [rouge, { rougeWords }] = await Promise.all([load(), import('../metrics/words.ts')]);
      const stem = stems ? (await import('../metrics/porter.ts')).stem : null;
      return {
        signature: `${type.type}|case:lc|tok:a-z0-9|stem:${stems ? 'porter' : 'no'}|f1`,
        measure: (references, text) => nearest(references, (reference) => rouge(reference, text, stem)),
        countUnits: (reference) => Math.max(0, rougeWords(reference, null).length - length + 1),
      };
    },
  });

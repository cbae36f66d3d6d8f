import { judgedTypes } from '../../model/judged-types.ts';

/** Every assertion type of the format, by group. Light, for whoever only needs the names. */
export const assertionNames = {
  text: [
    'equals',
    'contains',
    'icontains',
    'contains-any',
    'contains-all',
    'icontains-any',
    'icontains-all',
    'starts-with',
    'ends-with',
    'regex',
    'word-count',
    'levenshtein',
  ],
  structure: ['is-json', 'contains-json', 'is-yaml', 'is-xml', 'contains-xml', 'is-html', 'cel', 'json-path'],
  tools: [
    'tool-called',
    'tool-not-called',
    'tool-args',
    'tool-call-f1',
    'tool-sequence',
    'is-valid-tools-call',
  ],
  overlap: ['rouge-1', 'rouge-2', 'rouge-l', 'rouge-lsum', 'bleu', 'meteor', 'chrf', 'gleu', 'f1'],
  meaning: ['similar', ...judgedTypes],
  run: ['cost', 'latency', 'first-token-latency', 'tokens', 'finish-reason', 'model', 'refusal'],
  safety: ['no-pii', 'no-secret', 'canary'],
  code: ['script'],
  composition: ['all-of', 'any-of', 'assert-set'],
} as const;

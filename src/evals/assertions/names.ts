/**
 * Every assertion type of the format, by group, those that are not built yet included: a test file that names one of
 * them is refused with that reason and not as a misspelling. Light, for whoever only needs the names.
 */
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
  meaning: [
    'llm-rubric',
    'factuality',
    'closed-qa',
    'g-eval',
    'answer-relevance',
    'context-faithfulness',
    'context-recall',
    'context-relevance',
    'select-best',
  ],
  run: ['cost', 'latency', 'first-token-latency', 'tokens', 'finish-reason', 'model', 'refusal'],
  safety: ['no-pii', 'no-secret', 'canary'],
  code: ['script'],
  composition: ['all-of', 'any-of', 'assert-set'],
} as const;

/** Known to the format, refused until they are built. */
export const laterNames: readonly string[] = ['similar'];

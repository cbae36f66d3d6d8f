/** Assertions that a model judges: that of `test.judge`, or their own `provider`. */
export const judgedTypes = [
  'llm-rubric',
  'factuality',
  'closed-qa',
  'g-eval',
  'answer-relevance',
  'context-faithfulness',
  'context-recall',
  'context-relevance',
  'select-best',
] as const;

const names: ReadonlySet<string> = new Set(judgedTypes);

export const isJudged = (type: string): boolean => names.has(type);

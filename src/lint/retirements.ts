/** Days on which vendors stopped, or said they will stop, to serve a model; from their deprecation pages. ISO dates. */
const retired: Readonly<Record<string, string>> = {
  'anthropic/claude-2': '2025-07-21',
  'anthropic/claude-2.0': '2025-07-21',
  'anthropic/claude-2.1': '2025-07-21',
  'anthropic/claude-instant-1.2': '2024-11-06',
  'anthropic/claude-3-sonnet-20240229': '2025-07-21',
  'anthropic/claude-3-5-sonnet-20240620': '2025-10-28',
  'anthropic/claude-3-5-sonnet-20241022': '2025-10-28',
  'anthropic/claude-3-opus-20240229': '2026-01-05',
  'google/gemini-1.0-pro': '2025-02-15',
  'google/gemini-1.5-flash': '2025-09-24',
  'google/gemini-1.5-flash-8b': '2025-09-24',
  'google/gemini-1.5-pro': '2025-09-24',
  'openai/gpt-3.5-turbo-0301': '2024-09-13',
  'openai/gpt-3.5-turbo-0613': '2024-09-13',
  'openai/gpt-4-32k': '2025-06-06',
  'openai/gpt-4-vision-preview': '2024-12-06',
  'openai/gpt-4.5-preview': '2025-07-14',
  'openai/o1-mini': '2025-10-27',
  'openai/o1-preview': '2025-07-28',
  'openai/text-davinci-003': '2024-01-04',
};

/** ISO date on which a model was or will be retired; null: none is known. */
export const retirementOf = (modelId: string): string | null =>
  Object.hasOwn(retired, modelId) ? (retired[modelId] ?? null) : null;

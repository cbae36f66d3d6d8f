/**
 * Days from which a vendor's own API refuses a model, as far as a page that quotes the vendor could be read in November
 * 2026; what no page confirmed is not here. Other clouds (Azure, Bedrock, Vertex) keep days of their own. By the
 * undated name: its snapshots go the same day unless they are listed themselves.
 *
 * Anthropic: https://platform.claude.com/docs/en/about-claude/model-deprecations and
 * https://platform.claude.com/docs/en/release-notes/overview. OpenAI: https://developers.openai.com/api/docs/deprecations.
 * Google: https://ai.google.dev/gemini-api/docs/deprecations and the notices of https://firebase.google.com/docs/ai-logic.
 */
const retired: Readonly<Record<string, string>> = {
  'anthropic/claude-instant-1.2': '2024-11-06',
  'anthropic/claude-2.0': '2025-07-21',
  'anthropic/claude-2.1': '2025-07-21',
  'anthropic/claude-3-sonnet': '2025-07-21',
  'anthropic/claude-3-5-sonnet': '2025-10-28',
  'anthropic/claude-3-opus': '2026-01-05',
  'anthropic/claude-3-7-sonnet': '2026-02-19',
  'anthropic/claude-3-haiku': '2026-04-20',
  'anthropic/claude-opus-4': '2026-06-15',
  'anthropic/claude-opus-4-0': '2026-06-15',
  'anthropic/claude-sonnet-4': '2026-06-15',
  'anthropic/claude-sonnet-4-0': '2026-06-15',
  'anthropic/claude-opus-4-1': '2026-08-05',
  'anthropic/claude-sonnet-4-5': '2026-11-30',
  'google/gemini-2.0-flash': '2026-06-01',
  'google/gemini-2.0-flash-lite': '2026-06-01',
  'google/gemini-3-pro-preview': '2026-03-09',
  'google/gemini-2.5-pro': '2026-12-01',
  'google/gemini-2.5-flash': '2026-12-01',
  'openai/gpt-3.5-turbo': '2026-10-23',
  'openai/gpt-3.5-turbo-0125': '2026-10-23',
  'openai/gpt-4': '2026-10-23',
  'openai/gpt-4-0613': '2026-10-23',
  'openai/gpt-4-1106-preview': '2026-10-23',
  'openai/gpt-4-turbo': '2026-10-23',
  'openai/gpt-4.1-nano': '2026-10-23',
  'openai/gpt-4o-2024-05-13': '2026-10-23',
  'openai/o1': '2026-10-23',
  'openai/o1-pro': '2026-10-23',
  'openai/o3-mini': '2026-10-23',
  'openai/o4-mini': '2026-10-23',
  'openai/gpt-5': '2026-12-11',
  'openai/gpt-5-mini': '2026-12-11',
  'openai/gpt-5-nano': '2026-12-11',
  'openai/gpt-5-pro': '2026-12-11',
  'openai/o3': '2026-12-11',
  'openai/o3-pro': '2026-12-11',
  'openai/gpt-5.1': '2027-04-01',
};

const snapshot = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|00\d|latest)$/;

/** ISO date on which a model was or will be retired; null: none is known. */
export function retirementOf(modelId: string): string | null {
  const known = [modelId, modelId.replace(snapshot, '')].find((id) => Object.hasOwn(retired, id));
  return known === undefined ? null : (retired[known] ?? null);
}

import type { EmbeddingModelV3, LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { mergeJson } from '../render/merge-json.ts';
import type { ModelRequest } from '../render/request.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import type { Dialect } from './language-model.ts';
import { type AnswerFacts, count, noFacts } from './map-answer.ts';
import type { Warn } from './map-request.ts';

export type GoogleSettings = { readonly model: string; readonly apiKey: string; readonly baseURL: string };

export const googleBaseURL = 'https://generativelanguage.googleapis.com/v1beta';

/** Google's Gemini API. https://ai.google.dev/api/generate-content */
export async function googleDialect({ model, apiKey, baseURL }: GoogleSettings): Promise<Dialect> {
  const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
  return googleDialectOver(model, (fetch) => createGoogleGenerativeAI({ apiKey, baseURL, fetch }));
}

/** What of a package is used to speak Google's language. */
type Models = {
  (model: string): LanguageModelV3;
  readonly embeddingModel: (model: string) => EmbeddingModelV3;
};

/** Google's language, spoken by a package to whomever it was made for. */
export const googleDialectOver = (
  model: string,
  open: (fetch: typeof globalThis.fetch) => Models,
): Dialect => ({
  model: (fetch) => open(fetch)(model),
  embeddings: (fetch) => open(fetch).embeddingModel(model),
  messageOptions: () => undefined,
  // The package turns JSON Schema into an older form and drops what that lacks (additionalProperties, bounds, …).
  schemas: 'elsewhere',
  adapt: (request, warn) => ({
    providerOptions: thinkingOptions(model, request.params.reasoningEffort, warn),
    patch: (body) => withSchemas(body, request),
  }),
  facts,
  tolerate: (body) => body,
});

function withSchemas(body: JsonObject, { output, tools }: ModelRequest): JsonObject {
  const schema = output.format === 'json' ? output.schema : null;
  const withAnswer =
    schema === null ? body : mergeJson(body, { generationConfig: { responseJsonSchema: schema } });
  if (tools.length === 0) return withAnswer;
  const parameters = new Map(tools.map((tool) => [tool.name, tool.parameters]));
  const declare = (declaration: unknown): unknown => {
    const name = stringAt(declaration, 'name');
    if (!isObject(declaration) || name === null) return declaration;
    const { parameters: _emptied, ...rest } = declaration;
    return { ...rest, parametersJsonSchema: parameters.get(name) };
  };
  const declared = listAt(withAnswer, 'tools').map((tool) =>
    isObject(tool) && Array.isArray(tool['functionDeclarations'])
      ? { ...tool, functionDeclarations: tool['functionDeclarations'].map(declare) }
      : tool,
  );
  return { ...withAnswer, tools: declared };
}

/** Budgets of models that do not know levels, as Google maps them itself: https://ai.google.dev/gemini-api/docs/openai */
const budgets: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
};
const levels: readonly string[] = ['minimal', 'low', 'medium', 'high'];

function thinkingOptions(
  model: string,
  effort: string | undefined,
  warn: Warn,
): LanguageModelV3CallOptions['providerOptions'] {
  if (effort === undefined) return {};
  const byBudget = /gemini-2\.5/.test(model);
  const budget = budgets[effort];
  if (byBudget && budget !== undefined) return { google: { thinkingConfig: { thinkingBudget: budget } } };
  if (!byBudget && levels.includes(effort)) return { google: { thinkingConfig: { thinkingLevel: effort } } };
  const known = byBudget ? Object.keys(budgets) : levels;
  warn(`"reasoningEffort" "${effort}" is not known to "${model}" (${known.join(', ')}) and was not sent.`);
  return {};
}

/** Of an answer or one chunk of its stream. */
function facts(body: unknown): AnswerFacts {
  const candidate = listAt(body, 'candidates')[0];
  const usage = objectAt(body, 'usageMetadata');
  const tools = usage?.['toolUsePromptTokenCount'];
  return {
    ...noFacts,
    model: stringAt(body, 'modelVersion'),
    answered: listAt(objectAt(candidate, 'content'), 'parts').length > 0,
    extraInputTokens: count(tools) ?? 0,
  };
}

import type { ModelRequest } from '../render/request.ts';
import type { Dialect } from './language-model.ts';
import { chatFacts } from './openai.ts';

export type OpenAICompatibleSettings = {
  readonly model: string;
  readonly apiKey: string | null;
  readonly baseURL: string;
};

/** Any server that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, LiteLLM, OpenRouter and other gateways. */
export async function openaiCompatibleDialect(settings: OpenAICompatibleSettings): Promise<Dialect> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const { model, apiKey, baseURL } = settings;
  return {
    model: (fetch) =>
      createOpenAICompatible({
        name: 'openaiCompatible',
        apiKey: apiKey ?? undefined,
        baseURL,
        fetch,
        includeUsage: true,
        supportsStructuredOutputs: true,
      }).chatModel(model),
    embeddings: (fetch) =>
      createOpenAICompatible({
        name: 'openaiCompatible',
        apiKey: apiKey ?? undefined,
        baseURL,
        fetch,
      }).embeddingModel(model),
    messageOptions: () => undefined,
    schemas: 'package',
    adapt: ({ params, output }: ModelRequest, warn) => {
      const { topK } = params;
      if (topK !== undefined)
        warn(`If the server knows it, write \`provider: { top_k: ${topK} }\` in \`params\`.`);
      return {
        providerOptions: {
          openaiCompatible: {
            ...(params.reasoningEffort === undefined ? {} : { reasoningEffort: params.reasoningEffort }),
            strictJsonSchema: output.strict,
          },
        },
        patch: null,
      };
    },
    facts: chatFacts,
    tolerate: (body) => body,
  };
}

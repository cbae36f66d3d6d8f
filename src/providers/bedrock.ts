import { PromptopsError } from '../errors.ts';
import { mergeJson } from '../render/merge-json.ts';
import type { Params } from '../render/prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import type { FoundProvider } from './find-provider.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import type { Adaptation, Dialect } from './language-model.ts';
import { type AnswerFacts, noFacts } from './map-answer.ts';
import type { Warn } from './map-request.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { optionalDialect } from './optional-package.ts';
import { settingOf } from './settings.ts';

type Access = { readonly apiKey: string; readonly baseURL: string; readonly load: LoadPackage };

/** The region of AWS that is asked. Throws `invalid-project`: none is named, or one that is no name. */
export function bedrockRegion({ name, config }: FoundProvider): string {
  const region = settingOf(config, 'region');
  if (region !== undefined && /^[a-z0-9-]+$/.test(region)) return region;
  const what =
    region === undefined ? 'names no region of AWS' : `names the region "${region}", which is none`;
  throw new PromptopsError('invalid-project', `Provider "${name}" ${what}.`, {
    hint: `Set \`region\` under \`providers.${name}\` in promptops.yaml, such as "eu-central-1".`,
  });
}

/** https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
export function bedrockBaseURL(provider: FoundProvider): string {
  const region = bedrockRegion(provider);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://bedrock-runtime.${region}.${domain}`;
}

/** Models of Amazon Bedrock. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function bedrockDialect({ model }: FoundProvider, { apiKey, baseURL, load }: Access): Dialect {
  return optionalDialect<typeof import('@ai-sdk/amazon-bedrock')>(
    'amazon-bedrock',
    load,
    ({ createAmazonBedrock }) => ({
      model: (fetch) => createAmazonBedrock({ apiKey, baseURL, fetch })(model),
      embeddings: (fetch) => createAmazonBedrock({ apiKey, baseURL, fetch }).embeddingModel(model),
      messageOptions: ({ cache }) => (cache ? { bedrock: { cachePoint: { type: 'default' } } } : undefined),
      schemas: 'package',
      namesModel: false,
      adapt: (request, warn) => adapt(model, request, warn),
      facts,
      // The package insists on counts; without them the answer is still an answer, its usage unknown.
      tolerate: (body) =>
        objectAt(body, 'usage')
          ? body
          : { ...body, usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 } },
      eventError,
    }),
  );
}

function adapt(model: string, request: ModelRequest, warn: Warn): Adaptation {
  const { params, output } = request;
  if (output.format === 'json' && output.schema === null)
    warn('"output.format" "json" was not sent: Bedrock takes it with a schema only.');
  return {
    providerOptions: { bedrock: reasoningOf(model, params.reasoningEffort, warn) },
    patch: (body) => {
      const sent = params.topK === undefined ? body : withTopK(model, body, params.topK, warn);
      if (output.schema !== null && !carriesSchema(sent))
        warn(
          `"${model}" takes no schema beside other settings of this prompt: it was written into the prompt.`,
        );
      return sent;
    },
  };
}

const efforts: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function reasoningOf(
  model: string,
  effort: string | undefined,
  warn: Warn,
): { readonly reasoningConfig?: JsonEffort } {
  if (effort === undefined) return {};
  const family = /anthropic|openai\.|amazon\.nova-2/.exec(model)?.[0];
  if (family === undefined || !efforts.includes(effort)) {
    const why = family === undefined ? '' : ` (${efforts.join(', ')})`;
    warn(`"reasoningEffort" "${effort}" is not known to "${model}"${why} and was not sent.`);
    return {};
  }
  // Nova thinks only where it is told to.
  const type = family === 'amazon.nova-2' ? { type: 'enabled' } : {};
  return { reasoningConfig: { ...type, maxReasoningEffort: effort } };
}

type JsonEffort = { readonly type?: string; readonly maxReasoningEffort: string };

/** Where each family looks for it: Converse itself has no such setting, and the package writes it where none looks. */
const topKFields: readonly (readonly [RegExp, (topK: number) => JsonObject])[] = [
  [/anthropic|mistral|qwen/, (top_k) => ({ top_k })],
  [/cohere/, (k) => ({ k })],
  [/amazon\.nova/, (topK) => ({ inferenceConfig: { topK } })],
];

function withTopK(
  model: string,
  body: JsonObject,
  topK: NonNullable<Params['topK']>,
  warn: Warn,
): JsonObject {
  const { topK: _misplaced, ...rest } = objectAt(body, 'inferenceConfig') ?? {};
  const { inferenceConfig: _config, ...others } = body;
  const sent = Object.keys(rest).length > 0 ? { ...others, inferenceConfig: rest } : others;
  const fields = topKFields.find(([family]) => family.test(model))?.[1];
  if (fields) return mergeJson(sent, { additionalModelRequestFields: fields(topK) });
  warn(`"topK" is not known to "${model}" and was not sent.`);
  return sent;
}

/** Whether the schema of the answer stands in the body: as a format, or as a tool the package made of it. */
function carriesSchema(body: JsonObject): boolean {
  const format = objectAt(objectAt(body, 'additionalModelRequestFields'), 'output_config')?.['format'];
  const tools = listAt(objectAt(body, 'toolConfig'), 'tools');
  return isObject(format) || tools.some((tool) => stringAt(objectAt(tool, 'toolSpec'), 'name') === 'json');
}

/** Of an answer or one event of its stream. */
function facts(body: unknown): AnswerFacts {
  const content = objectAt(objectAt(body, 'output'), 'message')?.['content'];
  const isWhole = isObject(body) && 'output' in body;
  return {
    ...noFacts,
    answered: (Array.isArray(content) && content.length > 0) || objectAt(body, 'messageStop') !== null,
    counted: !isWhole || objectAt(body, 'usage') !== null,
  };
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
const statuses: Readonly<Record<string, number>> = {
  internalServerException: 500,
  modelStreamErrorException: 424,
  serviceUnavailableException: 503,
  throttlingException: 429,
  validationException: 400,
};

function eventError(event: unknown): JsonObject | null {
  const type = Object.keys(isObject(event) ? event : {}).find((key) => key.endsWith('Exception'));
  if (type === undefined) return null;
  const message = stringAt(objectAt(event, type), 'message') ?? type;
  return { error: { type, message, code: statuses[type] ?? 500 } };
}

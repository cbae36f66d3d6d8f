import type { Params } from '../render/prompt.ts';

type Param = keyof Params;

/** The model that is asked, and by which API. */
export type Asked = { readonly kind: string; readonly api: 'chat' | 'responses'; readonly name: string };

/** Settings as they are written; values are checked elsewhere. */
export type WrittenParams = { readonly [Name in Param]?: unknown };

/**
 * The settings that a model does not take: its API refuses the request, or they never reach it. These are the
 * parameters that the vendors' packages leave out of the request (@ai-sdk/openai and @ai-sdk/anthropic 3); a test
 * holds this list to them. The vendors say the same where the comments name a page.
 */
export function unsupportedParams(asked: Asked, params: WrittenParams): readonly Param[] {
  const named =
    asked.kind === 'openai' || asked.kind === 'azure'
      ? ofOpenAI(asked, params)
      : asked.kind === 'anthropic'
        ? ofAnthropic(asked.name, params)
        : [];
  return [...new Set(named)].filter(
    (param) => params[param] !== undefined && params[param] !== neutral[param],
  );
}

/** What a model does anyway: to write it down asks for nothing, and "only the default (1) value is supported". */
const neutral: WrittenParams = { temperature: 1, topP: 1, frequencyPenalty: 0, presencePenalty: 0 };

const sampling: readonly Param[] = ['temperature', 'topP'];
const penalties: readonly Param[] = ['frequencyPenalty', 'presencePenalty'];

/**
 * Reasoning models take no sampling settings: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning,
 * "Unsupported parameter: 'temperature' is not supported with this model" (openai/openai-python#2104). From GPT-5.1 on
 * temperature and topP work with the effort "none" (vercel/ai#10932), with GPT-6 no more.
 */
function ofOpenAI({ api, name }: Asked, { reasoningEffort }: WrittenParams): readonly Param[] {
  const lacking: readonly Param[] =
    api === 'responses' ? ['topK', 'seed', 'stopSequences', ...penalties] : ['topK'];
  // https://community.openai.com/t/1110750: the parameters by model.
  if (/^(?:chatgpt-4o|gpt-4o|gpt-4-turbo)(?:-|$)/.test(name)) return [...lacking, 'reasoningEffort'];
  const [, major = '', minor = '0', variant = ''] = /^gpt-(\d+)(?:\.(\d+))?(?:-(.+))?$/.exec(name) ?? [];
  const version = Number(major);
  if (!/^o\d+(?:-|$)/.test(name) && (version < 5 || variant.startsWith('chat'))) return lacking;
  const mayStill = version === 5 && Number(minor) >= 1 && reasoningEffort === 'none';
  return [...lacking, ...(mayStill ? [] : sampling), ...penalties];
}

/**
 * The Messages API has no seed and no penalties (https://docs.anthropic.com/en/api/messages). Models from Opus 4.7 on
 * refuse sampling settings ("`temperature` is deprecated for this model", sipeed/picoclaw#2939; Anthropic's migration
 * guide); those before take one of temperature and topP ("cannot both be specified for this model").
 */
function ofAnthropic(name: string, { temperature }: WrittenParams): readonly Param[] {
  const lacking: readonly Param[] = ['seed', ...penalties];
  const isFixed = /claude-(?:opus-4-[78]|(?:opus|sonnet|haiku|fable)-[5-9])(?!\d)/.test(name);
  if (isFixed) return [...lacking, ...sampling, 'topK'];
  return temperature === undefined ? lacking : [...lacking, 'topP'];
}

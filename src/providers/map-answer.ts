import type { LanguageModelV3FinishReason, LanguageModelV3Usage, SharedV3Warning } from '@ai-sdk/provider';
import type { Finish, Usage } from '../recordings/interaction.ts';
import type { ToolCall } from '../render/request.ts';

/** What the vendor's package leaves out of an answer, read from its body or its stream. */
export type AnswerFacts = {
  readonly model: string | null;
  readonly refusal: boolean;
  /** False: nothing that could be an answer is there, not even an empty text. */
  readonly answered: boolean;
  /** Prompt tokens of built-in tools, which Google counts apart. */
  readonly extraInputTokens: number;
  /** Where the package does not read them; null: it does, or there are none. */
  readonly reasoningTokens: number | null;
  /** Where the package counts otherwise than the bill; null: it does not. */
  readonly usage: Usage | null;
  /** False: the body counts nothing, whatever the package makes of that. */
  readonly counted: boolean;
};

export const noFacts: AnswerFacts = {
  model: null,
  refusal: false,
  answered: false,
  extraInputTokens: 0,
  reasoningTokens: null,
  usage: null,
  counted: true,
};

/** The facts of a stream are those of its chunks together. */
export const addFacts = (before: AnswerFacts, next: AnswerFacts): AnswerFacts => ({
  model: before.model ?? next.model,
  refusal: before.refusal || next.refusal,
  answered: before.answered || next.answered,
  extraInputTokens: Math.max(before.extraInputTokens, next.extraInputTokens),
  reasoningTokens: next.reasoningTokens ?? before.reasoningTokens,
  usage: next.usage ?? before.usage,
  counted: before.counted && next.counted,
});

export function mapFinish(finish: LanguageModelV3FinishReason, facts: AnswerFacts): Finish {
  const raw = finish.raw ?? null;
  if (facts.refusal || raw === 'refusal') return { reason: 'refusal', raw };
  return { reason: finish.unified === 'error' ? 'other' : finish.unified, raw };
}

/** Totals hold everything: cached tokens are in the input's, reasoning in the output's. null: nothing usable was counted. */
export function mapUsage(
  { inputTokens, outputTokens }: LanguageModelV3Usage,
  facts: AnswerFacts,
): Usage | null {
  if (facts.usage) return facts.usage;
  const input = count(inputTokens.total);
  const output = count(outputTokens.total);
  if (!facts.counted || input === null || output === null) return null;
  return {
    input: {
      total: input + facts.extraInputTokens,
      cacheRead: count(inputTokens.cacheRead) ?? 0,
      cacheWrite: count(inputTokens.cacheWrite) ?? 0,
    },
    output: { total: output, reasoning: count(outputTokens.reasoning) ?? count(facts.reasoningTokens) ?? 0 },
  };
}

/** A number of tokens; null: a vendor said something else. */
export const count = (tokens: unknown): number | null =>
  Number.isSafeInteger(tokens) && (tokens as number) >= 0 ? (tokens as number) : null;

/** A call with its arguments parsed; what is no JSON stays raw. No text at all is how a call without arguments is sent. */
export function mapToolCall(id: string, name: string, input: string | undefined): ToolCall {
  const text = input ?? '';
  if (text.trim() === '') return { id, name, arguments: {}, valid: true };
  try {
    return { id, name, arguments: JSON.parse(text), valid: true };
  } catch {
    return { id, name, arguments: text, valid: false };
  }
}

export function mapWarning(label: string, warning: SharedV3Warning): string {
  switch (warning.type) {
    case 'unsupported':
      return warning.details
        ? `"${warning.feature}": ${sentence(warning.details)}`
        : `"${warning.feature}" is not supported by "${label}" and was not sent.`;
    case 'compatibility':
      return `"${warning.feature}": ${sentence(warning.details ?? 'may work differently')}`;
    case 'other':
      return sentence(warning.message);
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

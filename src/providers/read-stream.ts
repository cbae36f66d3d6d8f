import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
  SharedV3Warning,
} from '@ai-sdk/provider';
import type { ToolCall } from '../render/request.ts';
import { badResponse } from './body.ts';
import { errorInBody } from './http-error.ts';
import { objectAt } from './json.ts';
import type { Answer, Dialect } from './language-model.ts';
import { type AnswerFacts, addFacts, mapToolCall, noFacts } from './map-answer.ts';

type Folding = {
  text: string;
  toolCalls: ToolCall[];
  end: { finish: LanguageModelV3FinishReason; usage: LanguageModelV3Usage } | null;
  warnings: readonly SharedV3Warning[];
  model: string | null;
  facts: AnswerFacts;
  firstTokenMs: number | null;
};

/** Reads a streamed answer to its end. A stream that stops before it says why it ended is cut off: no answer. */
export async function readStream(
  label: string,
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
  dialect: Pick<Dialect, 'facts' | 'eventError'>,
): Promise<Answer> {
  const started = performance.now();
  const folding: Folding = {
    text: '',
    toolCalls: [],
    end: null,
    warnings: [],
    model: null,
    facts: noFacts,
    firstTokenMs: null,
  };
  const { stream } = await model.doStream({ ...options, includeRawChunks: true });
  for await (const part of stream) fold(label, folding, part, started, dialect);
  const { end } = folding;
  // Packages begin with "other" or "error" and no reason, and change that when the stream says how it ended.
  const { unified, raw } = end?.finish ?? { unified: 'other', raw: undefined };
  const unfinished = !end || (raw === undefined && (unified === 'other' || unified === 'error'));
  if (unfinished) throw badResponse(label, 'its stream was cut off', { retryable: true });
  return { ...folding, finish: end.finish, usage: end.usage };
}

function fold(
  label: string,
  folding: Folding,
  part: LanguageModelV3StreamPart,
  started: number,
  dialect: Pick<Dialect, 'facts' | 'eventError'>,
): void {
  switch (part.type) {
    case 'stream-start':
      folding.warnings = part.warnings;
      return;
    case 'response-metadata':
      folding.model = part.modelId ?? folding.model;
      return;
    case 'text-delta':
      if (part.delta !== '') folding.firstTokenMs ??= elapsed(started);
      folding.text += part.delta;
      return;
    case 'tool-input-start':
      folding.firstTokenMs ??= elapsed(started);
      return;
    case 'tool-call':
      folding.firstTokenMs ??= elapsed(started);
      if (!part.providerExecuted)
        folding.toolCalls.push(mapToolCall(part.toolCallId, part.toolName, part.input));
      return;
    case 'raw':
      folding.facts = addFacts(folding.facts, readRaw(label, part.rawValue, dialect));
      return;
    case 'finish':
      folding.end = { finish: part.finishReason, usage: part.usage };
      return;
    case 'error':
      throw part.error;
    default:
  }
}

/** Errors are looked for here: a package knows its own vendor's form of one only. */
function readRaw(
  label: string,
  chunk: unknown,
  { facts, eventError }: Pick<Dialect, 'facts' | 'eventError'>,
): AnswerFacts {
  const bodies = [chunk, objectAt(chunk, 'response'), eventError?.(chunk)];
  for (const body of bodies) {
    const error = errorInBody(label, body, {}, 0);
    if (error) throw error;
  }
  return facts(chunk);
}

const elapsed = (started: number): number => Math.round(performance.now() - started);

import { PromptopsError } from '../errors.ts';
import type { Case } from '../model/test-file.ts';
import type { Completion, Slot } from '../recordings/interaction.ts';
import type { ChatMessage, ModelRequest, ToolCall } from '../render/request.ts';
import type { ModelCall, Provider } from './provider.ts';

/** What a case asks, and of whom. */
export type Exchange = {
  readonly prompt: string;
  readonly case: Case;
  /** The rendered prompt. */
  readonly request: ModelRequest;
  /** The case's place in the suite: everything of a slot but `turn` and `call`. */
  readonly slot: Slot;
  readonly provider: Provider;
  readonly sensitive: ModelCall['sensitive'];
  readonly stream: boolean;
  readonly onRetry: NonNullable<ModelCall['onRetry']>;
  /** Told of every answer as it arrives, those between tool calls as well. */
  readonly onAnswer: (completion: Completion) => void;
};

/** The answer a turn ended with, and what had been asked and called up to then. */
export type Answer = {
  /** Number of the turn, as in the recording; null: the case has only one. */
  readonly turn: number | null;
  readonly request: ModelRequest;
  readonly completion: Completion;
  /** Of the whole case so far, in order. */
  readonly toolCalls: readonly ToolCall[];
  /** Another answer follows. */
  readonly more: boolean;
};

/** A model that never stops calling tools is stopped. */
const maxToolRounds = 10;

/**
 * Asks what a case asks, answer by answer: the rendered prompt when it ends in a user message, then each further user
 * turn with everything said before it. Where the model calls tools that the case has results for, it gets them and is
 * asked again before the turn ends.
 */
export async function* converse(exchange: Exchange, signal: AbortSignal): AsyncGenerator<Answer> {
  const { turns } = exchange.case;
  const questions: readonly (string | null)[] = questionsOf(exchange.request, turns);
  const toolCalls: ToolCall[] = [];
  let messages = exchange.request.messages;
  for (const [turn, question] of questions.entries()) {
    if (question !== null) messages = [...messages, userMessage(question)];
    const numbered = turns.length > 0 ? turn : null;
    const { request, completion } = await askWithTools(exchange, messages, numbered, toolCalls, signal);
    const more = turn < questions.length - 1;
    yield { turn: numbered, request, completion, toolCalls: [...toolCalls], more };
    if (more) messages = [...request.messages, spokenBy(completion)];
  }
}

/** The user messages of a case in order; null is the one the rendered prompt ends in. */
function questionsOf(request: ModelRequest, turns: Case['turns']): readonly (string | null)[] {
  const asks = request.messages.at(-1)?.role === 'user' || turns.every(({ user }) => user === null);
  return [...(asks ? [null] : []), ...turns.flatMap(({ user }) => (user === null ? [] : [user]))];
}

/** Number of the turn an entry of `turns` looks at: an entry without `user` looks at the answer to the rendered prompt. */
export function turnOf(request: ModelRequest, turns: Case['turns'], entry: number): number {
  const asked = questionsOf(request, turns).length - turns.filter(({ user }) => user !== null).length;
  return asked + turns.slice(0, entry + 1).filter(({ user }) => user !== null).length - 1;
}

async function askWithTools(
  exchange: Exchange,
  start: readonly ChatMessage[],
  turn: number | null,
  toolCalls: ToolCall[],
  signal: AbortSignal,
): Promise<{ request: ModelRequest; completion: Completion }> {
  let messages = start;
  for (let round = 0; ; round += 1) {
    const request = requestOf(exchange.request, messages, round);
    const completion = await exchange.provider.complete(callOf(exchange, request, turn, round), signal);
    exchange.onAnswer(completion);
    toolCalls.push(...completion.toolCalls);
    const results = resultsFor(completion, exchange.case.toolResults);
    if (results === null) return { request, completion };
    if (round === maxToolRounds) return { request, completion: warned(completion) };
    messages = [...messages, assistantMessage(completion), ...results];
  }
}

/** A model that must call a tool would do so for ever: with the result at hand it is free to answer. */
function requestOf(request: ModelRequest, messages: readonly ChatMessage[], round: number): ModelRequest {
  const { toolChoice } = request;
  const isForced = toolChoice === 'required' || (typeof toolChoice === 'object' && toolChoice !== null);
  if (round > 0 && isForced) return { ...request, messages, toolChoice: 'auto' };
  return messages === request.messages ? request : { ...request, messages };
}

function callOf(exchange: Exchange, request: ModelRequest, turn: number | null, round: number): ModelCall {
  const slot: Slot = {
    ...exchange.slot,
    ...(turn === null ? {} : { turn }),
    ...(round === 0 ? {} : { call: round }),
  };
  const { prompt, sensitive, stream, onRetry } = exchange;
  return { prompt, case: exchange.case.id, slot, request, sensitive, stream, onRetry };
}

/** The tool messages that answer a completion's calls; null: it called none, or one the case has no result for. */
function resultsFor(completion: Completion, results: Case['toolResults']): readonly ChatMessage[] | null {
  const calls = completion.toolCalls;
  if (calls.length === 0 || results === null || !calls.every(({ name }) => Object.hasOwn(results, name)))
    return null;
  return calls.map(({ id, name }) => {
    const result = results[name];
    const text = typeof result === 'string' ? result : JSON.stringify(result);
    return { role: 'tool', content: [{ type: 'text', text }], toolCallId: id, toolName: name };
  });
}

const warned = (completion: Completion): Completion => ({
  ...completion,
  warnings: [
    ...completion.warnings,
    `The model still called tools after ${maxToolRounds} rounds of results.`,
  ],
});

const userMessage = (text: string): ChatMessage => ({ role: 'user', content: [{ type: 'text', text }] });

const assistantMessage = ({ text, toolCalls }: Completion): ChatMessage => ({
  role: 'assistant',
  content: text === '' ? [] : [{ type: 'text', text }],
  ...(toolCalls.length > 0 ? { toolCalls } : {}),
});

/** An answer as the next turn's history. No provider takes a user message where a tool result is due. */
function spokenBy(completion: Completion): ChatMessage {
  const [call] = completion.toolCalls;
  if (!call) return assistantMessage(completion);
  throw new PromptopsError('provider', `The model called "${call.name}" and the conversation cannot go on.`, {
    hint: `Give the case a result for it: \`toolResults: { ${call.name}: … }\`.`,
  });
}

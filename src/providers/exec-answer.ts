import type { Completion, FinishReason, Usage } from '../recordings/interaction.ts';
import type { ToolCall } from '../render/request.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import { count } from './map-answer.ts';

/** What a command's JSON says of an answer; or, as a text, what is wrong with it. */
export type ExecAnswer = Pick<Completion, 'text' | 'toolCalls' | 'finish' | 'model' | 'usage'> & {
  readonly embedding: readonly number[] | null;
};

const keys: readonly string[] = ['text', 'toolCalls', 'finish', 'model', 'usage', 'embedding'];

const reasons: readonly FinishReason[] = [
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'refusal',
  'other',
];

/** Reads `{ text, toolCalls, finish, model, usage, embedding }`. Nothing is guessed: what is misspelt is said. */
export function readExecAnswer(stdout: string): ExecAnswer | string {
  const body = parseObject(stdout);
  if (body === null) return 'it is not a JSON object';
  const unknown = Object.keys(body).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `it has the unknown key "${unknown}" (known are ${keys.join(', ')})`;
  const { text = '', model = null, finish, usage, embedding, toolCalls: calls = [] } = body;
  if (typeof text !== 'string') return '"text" is not a text';
  if (model !== null && typeof model !== 'string') return '"model" is not a text';
  const toolCalls = readToolCalls(calls);
  if (toolCalls === null) return '"toolCalls" is not a list of { id, name, arguments }';
  const usual = toolCalls.length > 0 ? 'tool-calls' : 'stop';
  const reason = reasons.find((one) => one === (finish ?? usual));
  if (!reason) return `"finish" is none of ${reasons.join(', ')}`;
  const counted = usage === undefined || usage === null ? null : readUsage(usage);
  if (counted === undefined) return '"usage" is not { input: { total }, output: { total } } in whole tokens';
  const vector = embedding === undefined ? null : readVector(embedding);
  if (vector === undefined) return '"embedding" is not a list of numbers';
  if (body['text'] === undefined && toolCalls.length === 0 && vector === null)
    return 'it has neither "text" nor "toolCalls"';
  return {
    text,
    toolCalls,
    model,
    usage: counted,
    embedding: vector,
    finish: { reason, raw: stringAt(body, 'finish') },
  };
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function readToolCalls(value: unknown): readonly ToolCall[] | null {
  if (!Array.isArray(value)) return null;
  const calls = listAt({ value }, 'value').flatMap((call, index): ToolCall[] => {
    const name = stringAt(call, 'name');
    if (name === null || !isObject(call)) return [];
    const id = stringAt(call, 'id') ?? `call_${index + 1}`;
    return [{ id, name, arguments: call['arguments'] ?? {}, valid: true }];
  });
  return calls.length === value.length ? calls : null;
}

/** undefined: no usage at all could be meant. */
function readUsage(value: unknown): Usage | undefined {
  const [input, output] = [objectAt(value, 'input'), objectAt(value, 'output')];
  const [inputTotal, outputTotal] = [count(input?.['total']), count(output?.['total'])];
  const [cacheRead, cacheWrite, reasoning] = [
    count(input?.['cacheRead'] ?? 0),
    count(input?.['cacheWrite'] ?? 0),
    count(output?.['reasoning'] ?? 0),
  ];
  if (inputTotal === null || outputTotal === null) return undefined;
  if (cacheRead === null || cacheWrite === null || reasoning === null) return undefined;
  if (cacheRead + cacheWrite > inputTotal || reasoning > outputTotal) return undefined;
  return { input: { total: inputTotal, cacheRead, cacheWrite }, output: { total: outputTotal, reasoning } };
}

const readVector = (value: unknown): readonly number[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every(Number.isFinite) ? value : undefined;

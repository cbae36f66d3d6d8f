import { PromptopsError } from '../errors.ts';
import type { Params } from '../render/prompt.ts';
import type { ToolCall } from '../render/request.ts';
import type { Completion, FinishReason, Origin, Slot, Timing, Usage } from './interaction.ts';
import type { RecordedMessage, RecordedPart, RecordedToolCall } from './key.ts';
import type { Interaction, RecordedRequest, Recording } from './recording.ts';
import { compareSlots, sameSlot } from './slot.ts';

/** A JSON value and where it stands in its file: what every reader below takes. */
type Node = { readonly path: string; readonly at: string; readonly value: unknown };

/** JSON to recording, every field checked. Throws `invalid-recording` with file and field. */
export function readRecording(path: string, value: unknown): Recording {
  const fields = fieldsOf({ path, at: '', value }, ['recording', 'prompt', 'case', 'interactions']);
  const version = fields('recording');
  if (version.value !== 1) refuse(version, 'must be 1; a later promptops may have written it');
  const interactions = listOf(fields('interactions')).map(readInteraction);
  const sorted = [...interactions].sort((a, b) => compareSlots(a.slot, b.slot));
  sorted.forEach((each, index) => {
    const next = sorted[index + 1];
    if (next && sameSlot(each.slot, next.slot)) {
      refuse(fields('interactions'), `has two answers for one slot: ${JSON.stringify(each.slot)}`);
    }
  });
  return {
    recording: 1,
    prompt: textOf(fields('prompt')),
    case: textOf(fields('case')),
    interactions: sorted,
  };
}

function readInteraction(node: Node): Interaction {
  const known = ['slot', 'key', 'request', 'response', 'usage', 'timing', 'origin', 'recordedAt', 'warnings'];
  const fields = fieldsOf(node, known);
  const key = textOf(fields('key'));
  if (!/^sha256:[0-9a-f]{64}$/.test(key)) refuse(fields('key'), 'must be "sha256:" and 64 hex digits');
  return {
    slot: readSlot(fields('slot')),
    key,
    request: readRequest(fields('request')),
    completion: readCompletion(fields),
    recordedAt: textOf(fields('recordedAt')),
  };
}

function readSlot(node: Node): Slot {
  const fields = fieldsOf(node, [
    'role',
    'model',
    'target',
    'locale',
    'variant',
    'turn',
    'assertion',
    'call',
    'repeat',
  ]);
  return {
    role: oneOf<Slot['role']>(fields('role'), ['target', 'judge', 'embed']),
    model: textOf(fields('model')),
    ...when('target', fields('target'), textOf),
    ...when('locale', fields('locale'), textOf),
    ...when('variant', fields('variant'), textOf),
    ...when('turn', fields('turn'), countOf),
    ...when('assertion', fields('assertion'), textOf),
    ...when('call', fields('call'), countOf),
    repeat: countOf(fields('repeat')),
  };
}

function readRequest(node: Node): RecordedRequest {
  const fields = fieldsOf(node, ['messages', 'params', 'tools', 'toolChoice', 'format', 'schema']);
  return {
    messages: listOf(fields('messages')).map(readMessage),
    params: absent(fields('params')) ? {} : (objectOf(fields('params')) as Params),
    tools: orNull(fields('tools'), textOf),
    toolChoice: fields('toolChoice').value ?? null,
    output: { format: orNull(fields('format'), textOf) ?? 'text', schema: orNull(fields('schema'), textOf) },
  };
}

function readMessage(node: Node): RecordedMessage {
  const fields = fieldsOf(node, ['role', 'content', 'toolCalls', 'toolCallId', 'toolName']);
  return {
    role: textOf(fields('role')),
    content: readContent(fields('content')),
    ...when('toolCalls', fields('toolCalls'), (calls) => listOf(calls).map(readRecordedCall)),
    ...when('toolCallId', fields('toolCallId'), textOf),
    ...when('toolName', fields('toolName'), textOf),
  };
}

/** Text, a list of lines, or a list of parts: lines are strings, parts are objects. */
function readContent(node: Node): readonly RecordedPart[] {
  if (!Array.isArray(node.value)) return [{ type: 'text', text: linesOf(node) }];
  const parts = listOf(node);
  if (parts.length > 0 && parts.every((part) => typeof part.value === 'string')) {
    return [{ type: 'text', text: linesOf(node) }];
  }
  return parts.map(readPart);
}

function readPart(node: Node): RecordedPart {
  const fields = fieldsOf(node, ['type', 'text', 'mediaType', 'sha256', 'name', 'url']);
  const type = oneOf(fields('type'), ['text', 'image', 'audio', 'file']);
  if (type === 'text') return { type: 'text', text: linesOf(fields('text')) };
  if (!absent(fields('url'))) return { type, url: textOf(fields('url')) };
  return {
    type,
    mediaType: textOf(fields('mediaType')),
    sha256: textOf(fields('sha256')),
    ...when('name', fields('name'), textOf),
  };
}

function readRecordedCall(node: Node): RecordedToolCall {
  const fields = fieldsOf(node, ['id', 'name', 'arguments', 'valid']);
  const call = {
    id: textOf(fields('id')),
    name: textOf(fields('name')),
    arguments: fields('arguments').value,
  };
  return fields('valid').value === false ? { ...call, valid: false } : call;
}

const readToolCall = (node: Node): ToolCall => ({ valid: true, ...readRecordedCall(node) });

function readCompletion(fields: (name: string) => Node): Completion {
  const response = fieldsOf(fields('response'), ['text', 'toolCalls', 'finish', 'finishRaw', 'model']);
  const reasons: readonly FinishReason[] = [
    'stop',
    'length',
    'tool-calls',
    'content-filter',
    'refusal',
    'other',
  ];
  return {
    text: linesOf(response('text')),
    toolCalls: absent(response('toolCalls')) ? [] : listOf(response('toolCalls')).map(readToolCall),
    finish: { reason: oneOf(response('finish'), reasons), raw: orNull(response('finishRaw'), textOf) },
    model: orNull(response('model'), textOf),
    usage: orNull(fields('usage'), readUsage),
    timing: orNull(fields('timing'), readTiming) ?? { firstTokenMs: null, totalMs: 0 },
    origin: oneOf<Origin>(fields('origin'), ['live', 'sample', 'import']),
    warnings: absent(fields('warnings')) ? [] : listOf(fields('warnings')).map(textOf),
    replayed: true,
  };
}

function readUsage(node: Node): Usage {
  const fields = fieldsOf(node, ['input', 'output']);
  const input = fieldsOf(fields('input'), ['total', 'cacheRead', 'cacheWrite']);
  const output = fieldsOf(fields('output'), ['total', 'reasoning']);
  const count = (counted: Node): number => (absent(counted) ? 0 : countOf(counted));
  return {
    input: {
      total: countOf(input('total')),
      cacheRead: count(input('cacheRead')),
      cacheWrite: count(input('cacheWrite')),
    },
    output: { total: countOf(output('total')), reasoning: count(output('reasoning')) },
  };
}

function readTiming(node: Node): Timing {
  const fields = fieldsOf(node, ['firstTokenMs', 'totalMs']);
  return { firstTokenMs: orNull(fields('firstTokenMs'), amountOf), totalMs: amountOf(fields('totalMs')) };
}

/** Access to the fields of an object; one that is not known is refused, so that a slip of the pen is no default. */
function fieldsOf(node: Node, known: readonly string[]): (name: string) => Node {
  const object = objectOf(node);
  const below = (name: string) => (node.at === '' ? name : `${node.at}.${name}`);
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) refuse({ ...node, at: below(unknown) }, 'is not a key of a recording');
  return (name) => ({
    path: node.path,
    at: below(name),
    value: Object.hasOwn(object, name) ? object[name] : undefined,
  });
}

const absent = (node: Node): boolean => node.value === undefined || node.value === null;

const orNull = <Value>(node: Node, read: (node: Node) => Value): Value | null =>
  absent(node) ? null : read(node);

function when<Name extends string, Value>(
  name: Name,
  node: Node,
  read: (node: Node) => Value,
): Partial<Record<Name, Value>> {
  return absent(node) ? {} : ({ [name]: read(node) } as Partial<Record<Name, Value>>);
}

function objectOf(node: Node): Readonly<Record<string, unknown>> {
  const { value } = node;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(node, 'must be an object');
  return value as Readonly<Record<string, unknown>>;
}

function listOf(node: Node): readonly Node[] {
  if (!Array.isArray(node.value)) return refuse(node, 'must be a list');
  return node.value.map((value: unknown, index) => ({ path: node.path, at: `${node.at}[${index}]`, value }));
}

const textOf = (node: Node): string =>
  typeof node.value === 'string' ? node.value : refuse(node, 'must be a string');

const linesOf = (node: Node): string =>
  Array.isArray(node.value) ? listOf(node).map(textOf).join('') : textOf(node);

function countOf(node: Node): number {
  return Number.isSafeInteger(node.value) && Number(node.value) >= 0
    ? Number(node.value)
    : refuse(node, 'must be a count');
}

function amountOf(node: Node): number {
  return typeof node.value === 'number' && node.value >= 0
    ? node.value
    : refuse(node, 'must be a number, 0 or more');
}

function oneOf<Word extends string>(node: Node, words: readonly Word[]): Word {
  return words.find((word) => word === node.value) ?? refuse(node, `must be one of ${words.join(', ')}`);
}

function refuse(node: Node, problem: string): never {
  const what = node.at === '' ? 'its content' : `"${node.at}"`;
  throw new PromptopsError(
    'invalid-recording',
    `Recording "${node.path}" cannot be used: ${what} ${problem}.`,
    {
      hint: 'Restore it from git, or delete it and run "promptops test --replay record".',
    },
  );
}

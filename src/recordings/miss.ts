import { canonicalJson } from '../model/digest.ts';
import { byCodePoint } from '../model/order.ts';
import type { ModelRequest } from '../render/request.ts';
import type { Slot } from './interaction.ts';
import { type RecordedMessage, type RecordedPart, recordedRequest } from './key.ts';
import type { Interaction, RecordedRequest, Recording } from './recording.ts';
import { hideSensitive, type Sensitive } from './sensitive.ts';
import { explainAbsence, findInteraction } from './slot.ts';
import { describeTextChange } from './text-change.ts';

/** Why a call cannot be replayed: no recording has its slot, or the request changed since. One line a reason, at least one. */
export function explainMissing(
  recording: Recording | null,
  slot: Slot,
  request: ModelRequest,
  sensitive: Sensitive = {},
): readonly string[] {
  const recorded = findInteraction(recording, slot);
  return recorded === null ? explainAbsence(recording, slot) : explainMiss(recorded, request, sensitive);
}

/**
 * Which fields of the request changed since it was recorded: `messages[0].content changed (-3 +5 lines)`,
 * `temperature 0 → 0.7`. With `sensitive`, both sides are compared with placeholders, and no value is shown.
 */
export function explainMiss(
  recorded: Interaction,
  request: ModelRequest,
  sensitive: Sensitive = {},
): readonly string[] {
  const before = recorded.request;
  const after = hideSensitive(recordedRequest(request), sensitive);
  const changes = [
    ...change('model', recorded.slot.model, request.model),
    ...messageChanges(messagesOf(before), messagesOf(after)),
    ...paramChanges('', before.params, after.params),
    ...digestChange('tools', before.tools, after.tools),
    ...change('toolChoice', before.toolChoice, after.toolChoice),
    ...change('output.format', before.output.format, after.output.format),
    ...digestChange('output.schema', before.output.schema, after.output.schema),
  ];
  return changes.length > 0 ? changes : [unseenChange(before)];
}

/** The key differs, the stored request does not. */
function unseenChange(before: RecordedRequest): string {
  return canonicalJson(before.messages).includes('[sensitive:')
    ? 'the value of a sensitive input changed'
    : 'the key does not belong to the stored request: the recording was edited by hand';
}

/** Messages as key.ts and format.ts made them. */
const messagesOf = (request: RecordedRequest) => request.messages as readonly RecordedMessage[];

/** Pairs messages from both ends, so that one put in at the top is not a change of every message. */
function* messageChanges(
  before: readonly RecordedMessage[],
  after: readonly RecordedMessage[],
): Iterable<string> {
  const [old, now] = [before.map(canonicalJson), after.map(canonicalJson)];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const last = Math.max(old.length, now.length) - end;
  for (let index = start; index < last; index += 1) {
    const [was, is] = [before[index], after[index]];
    if (index >= old.length - end || !was) yield `messages[${index}] added (${is?.role})`;
    else if (index >= now.length - end || !is) yield `messages[${index}] removed (${was.role})`;
    else yield* messageChange(`messages[${index}]`, was, is);
  }
}

function* messageChange(at: string, before: RecordedMessage, after: RecordedMessage): Iterable<string> {
  yield* change(`${at}.role`, before.role, after.role);
  yield* contentChanges(`${at}.content`, before.content, after.content);
  const calls = Math.max(before.toolCalls?.length ?? 0, after.toolCalls?.length ?? 0);
  for (let index = 0; index < calls; index += 1) {
    yield* paramChanges(
      `${at}.toolCalls[${index}].`,
      { ...before.toolCalls?.[index] },
      { ...after.toolCalls?.[index] },
    );
  }
  yield* change(`${at}.toolCallId`, before.toolCallId, after.toolCallId);
  yield* change(`${at}.toolName`, before.toolName, after.toolName);
}

function* contentChanges(
  at: string,
  before: readonly RecordedPart[],
  after: readonly RecordedPart[],
): Iterable<string> {
  const single = before.length === 1 && after.length === 1;
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const place = single ? at : `${at}[${index}]`;
    const [was, is] = [before[index], after[index]];
    if (!was || !is) yield was ? `${place} removed (${was.type})` : `${place} added (${is?.type})`;
    else if ('text' in was && 'text' in is) yield* textChange(place, was.text, is.text);
    else if (was.type !== is.type) yield `${place} changed from ${was.type} to ${is.type}`;
    else yield* mediaChanges(place, { ...was }, { ...is });
  }
}

function* mediaChanges(
  at: string,
  before: Readonly<Record<string, unknown>>,
  after: typeof before,
): Iterable<string> {
  const { sha256: was, ...old } = before;
  const { sha256: is, ...now } = after;
  if (was !== is) yield `${at} changed (other bytes of the ${after['type']})`;
  yield* paramChanges(`${at}.`, old, now);
}

function* textChange(at: string, before: string, after: string): Iterable<string> {
  if (before !== after) yield `${at} changed ${describeTextChange(before, after)}`;
}

/** Field by field, into objects: `temperature 0 → 0.7`, `provider.user none → "x"`. */
function* paramChanges(
  prefix: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Iterable<string> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const name of [...names].sort(byCodePoint)) {
    const [was, is] = [before[name], after[name]];
    if (isRecord(was) && isRecord(is)) yield* paramChanges(`${prefix}${name}.`, was, is);
    else if (typeof was === 'string' && typeof is === 'string' && Math.max(was.length, is.length) > 60)
      yield* textChange(`${prefix}${name}`, was, is);
    else yield* change(`${prefix}${name}`, was, is);
  }
}

function* change(name: string, before: unknown, after: unknown): Iterable<string> {
  if (canonicalJson(before ?? null) !== canonicalJson(after ?? null)) {
    yield `${name} ${show(before)} → ${show(after)}`;
  }
}

function* digestChange(name: string, before: string | null, after: string | null): Iterable<string> {
  if (before === after) return;
  yield `${name} ${before === null ? 'added' : after === null ? 'removed' : 'changed'}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'string' && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

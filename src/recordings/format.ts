import { PromptopsError } from '../errors.ts';
import { sha256 } from '../model/digest.ts';
import { recordingsFolder } from '../model/layout.ts';
import { byCodePoint } from '../model/order.ts';
import type { Completion } from './interaction.ts';
import type { RecordedPart, RecordedToolCall } from './key.ts';
import { readRecording } from './read-recording.ts';
import type { Interaction, RecordedRequest, Recording } from './recording.ts';
import { compareSlots } from './slot.ts';

/** Reads one recording file. Throws `invalid-recording`, naming the file and the place inside it. */
export function parseRecording(path: string, text: string): Recording {
  return readRecording(path, parseJson(path, text));
}

/** The committed bytes: sorted keys, LF, two spaces, text over several lines as a list of lines. */
export function formatRecording(recording: Recording): string {
  return `${JSON.stringify(sortKeys(recordingJson(recording)), null, 2)}\n`;
}

/** The same as one line without its line break, for the shards of dataset rows. `case` comes first. */
export function formatRecordingLine(recording: Recording): string {
  return JSON.stringify(sortKeys(recordingJson(recording)));
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text);
    const hint = conflict
      ? 'It has merge conflict markers: take one side, then run "promptops test --replay record".'
      : 'Restore it from git, or delete it and run "promptops test --replay record".';
    const reason = text === '' ? 'it is empty' : conflict ? 'unresolved merge conflict' : messageOf(cause);
    throw new PromptopsError('invalid-recording', `Recording "${path}" is not valid JSON: ${reason}.`, {
      hint,
      cause,
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function recordingJson({ recording, prompt, case: id, interactions }: Recording) {
  const sorted = [...interactions].sort((a, b) => compareSlots(a.slot, b.slot));
  return { recording, prompt, case: id, interactions: sorted.map(interactionJson) };
}

function interactionJson({ slot, key, request, completion, recordedAt }: Interaction) {
  const { usage, timing, origin, warnings } = completion;
  return {
    slot,
    key,
    request: requestJson(request),
    response: responseJson(completion),
    usage: usage ?? undefined,
    timing: timing.firstTokenMs === null ? { totalMs: timing.totalMs } : timing,
    origin,
    recordedAt,
    warnings: warnings.length === 0 ? undefined : warnings,
  };
}

function requestJson({ messages, params, tools, toolChoice, output }: RecordedRequest) {
  return {
    messages: messages.map(messageJson),
    params,
    tools: tools ?? undefined,
    toolChoice: toolChoice ?? undefined,
    format: output.format === 'text' ? undefined : output.format,
    schema: output.schema ?? undefined,
  };
}

function messageJson(message: unknown) {
  const { content, ...rest } = message as { content: readonly RecordedPart[] };
  const [first] = content;
  const plain = content.length === 1 && first && 'text' in first;
  return { ...rest, content: plain ? linesOf(first.text) : content.map(partJson) };
}

const partJson = (part: RecordedPart) => ('text' in part ? { ...part, text: linesOf(part.text) } : part);

function responseJson({ text, toolCalls, finish, model }: Completion) {
  return {
    text: linesOf(text),
    toolCalls: toolCalls.map(({ id, name, arguments: given, valid }): RecordedToolCall => {
      return { id, name, arguments: given, ...(valid ? {} : { valid: false }) };
    }),
    finish: finish.reason,
    finishRaw: finish.raw ?? undefined,
    model: model ?? undefined,
  };
}

/** Text of several lines as a list of them, each with its line break, so that a review reads as a diff. */
const linesOf = (text: string): string | readonly string[] =>
  text.includes('\n') ? text.split(/(?<=\n)/) : text;

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return Object.fromEntries(entries.map(([key, held]) => [key, sortKeys(held)]));
}

/**
 * Where the recording of a case stands, relative to the project root: one file a case beside the prompt; rows of a
 * dataset (`<dataset>:<row>`) share 256 files, one line a row.
 */
export function recordingPath(promptPath: string, caseId: string): string {
  const folder = recordingsFolder(promptPath);
  const colon = caseId.indexOf(':');
  if (colon < 0) return `${folder}/${safeName(caseId)}.json`;
  const shard = sha256(caseId.slice(colon + 1)).slice('sha256:'.length, 'sha256:'.length + 2);
  return `${folder}/@${safeName(caseId.slice(0, colon))}/${shard}.jsonl`;
}

/** True for a file of dataset rows, which holds one recording a line. */
export const isShard = (path: string): boolean => path.endsWith('.jsonl');

/** Names Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** A name every file system takes as it stands; any other gets a digest, so that two names never share a file. */
function safeName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,79}$/.test(name) && !name.endsWith('.') && !reserved.test(name)) return name;
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `${slug}~${sha256(name).slice('sha256:'.length, 'sha256:'.length + 12)}`;
}

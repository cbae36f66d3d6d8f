import { hash } from 'node:crypto';
import type { Input, Json, Message, Overlay, Part, Prompt } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import { withoutAnnotations } from './json-schema.ts';

/**
 * RFC 8785: one text for one JSON value, whatever the order of its keys. Half surrogates, which the RFC refuses, become
 * U+FFFD; keys that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  const text = serialize(value);
  // Half surrogates are all that JSON.stringify escapes so. A text that merely says this comes out the same once more.
  return text.includes('\\ud') ? serialize(wellFormed(value)) : text;
}

/** Numbers and texts as JSON.stringify writes them, which is what the RFC asks for; the rest of it is the order of keys. */
function serialize(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`JSON knows no ${value}.`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(serialize).join()}]`;
  const held = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(held).sort()) {
    if (held[key] === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${serialize(held[key])}`;
  }
  return `{${text}}`;
}

/** `sha256:` and 64 hex digits of the bytes, or of the text as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return `sha256:${hash('sha256', content)}`;
}

/**
 * Digest of all that decides what is sent to a model and how its answer is read. Not in it: the id, descriptions,
 * names of messages and examples, parsed trees, and the order in which keys were written.
 */
export function promptDigest(prompt: Prompt): string {
  return sha256(canonicalJson(promptBehavior(prompt)));
}

/** What the digest covers, as plain JSON. */
export function promptBehavior(prompt: Prompt) {
  const indexes = messageIndexes(prompt.messages);
  const overlay = (value: Overlay) => overlayBehaviour(value, indexes);
  return {
    model: prompt.model,
    params: prompt.params,
    inputs: mapValues(prompt.inputs, inputBehaviour),
    output: prompt.output,
    tools: prompt.tools,
    toolChoice: prompt.toolChoice,
    examples: prompt.examples.map(({ input, output }) => ({ input, output })),
    messages: prompt.messages.map(messageBehaviour),
    partials: mapValues(prompt.partials, sourceOf),
    variants: mapValues(prompt.variants, overlay),
    locales: mapValues(prompt.locales, overlay),
    models: mapValues(prompt.models, overlay),
    precedence: precedenceOf(Object.keys(prompt.models)),
  };
}

const inputBehaviour = ({ schema, ...rest }: Input) => ({ ...rest, schema: withoutAnnotations(schema) });

const sourceOf = (template: Template) => template.source;

function messageBehaviour(message: Message) {
  if (message.type !== 'message') return message;
  const { type, role, cache, content } = message;
  return { type, role, cache, content: content.map(partBehaviour) };
}

const partBehaviour = (part: Part) => ({
  type: part.type,
  source: part.type === 'text' ? part.text.source : part.source.source,
});

/** Ids serve only to aim overlays, so that renaming one everywhere changes nothing: positions stand for them. */
function messageIndexes(messages: readonly Message[]): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  messages.forEach((message, index) => {
    if (message.type === 'message' && message.id !== null) indexes.set(message.id, index);
  });
  return indexes;
}

function overlayBehaviour({ messages = {}, ...rest }: Overlay, indexes: ReadonlyMap<string, number>) {
  const patches = Object.entries(messages).map(([id, parts]) => [
    String(indexes.get(id) ?? id),
    parts.map(partBehaviour),
  ]);
  return { ...rest, messages: Object.fromEntries(patches) };
}

/**
 * Of two `models` globs with equally much literal text the later one wins, so there the order of keys is behaviour.
 * Only pairs that can match one model are listed: swapping any others changes nothing.
 */
export function precedenceOf(globs: readonly string[]): readonly (readonly [string, string])[] {
  return globs.flatMap((first, index) =>
    globs
      .slice(index + 1)
      .filter((second) => literalLength(first) === literalLength(second) && mayOverlap(first, second))
      .map((second) => [first, second] as const),
  );
}

const literalLength = (glob: string) => glob.replaceAll('*', '').length;

function mayOverlap(a: string, b: string): boolean {
  const [startA = '', startB = ''] = [a.split('*')[0], b.split('*')[0]];
  const [endA = '', endB = ''] = [a.split('*').at(-1), b.split('*').at(-1)];
  return (
    (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA))
  );
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

const halfSurrogate = /\p{Surrogate}/gu;

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(halfSurrogate, '\ufffd');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]: [string, Json]) => [
    wellFormed(key),
    wellFormed(held),
  ]);
  return Object.fromEntries(entries);
}

import { PromptopsError } from '../errors.ts';
import type { Input, Json, Prompt } from '../render/prompt.ts';
import type { Media } from '../render/request.ts';
import { decodeText } from './encoding.ts';
import { formatFault } from './fault.ts';
import { fileReferenceOf } from './file-reference.ts';
import { mediaTypeOf } from './media-type.ts';
import { resolveReference } from './reference.ts';
import type { Snapshot } from './snapshot.ts';

/** Largest file that stands for a variable, in bytes: it is sent to a model whole. */
const maxFileBytes = 32 * 1024 * 1024;

/**
 * A case's variables with `{ file: path }` (relative to the test file) read: media for `image`, `audio` and `file`
 * inputs, text for any other. Throws PromptopsError `unsafe-path` or `not-found`.
 */
export async function readCaseVars(
  vars: { readonly [name: string]: Json },
  prompt: Prompt,
  testPath: string,
  snapshot: Snapshot,
): Promise<Record<string, unknown>> {
  const files = Object.entries(vars).flatMap(([name, value]) => {
    const input = Object.hasOwn(prompt.inputs, name) ? prompt.inputs[name] : undefined;
    const reference = input ? fileReferenceOf(value, input) : null;
    return input && reference !== null ? [{ name, input, path: pathOf(testPath, reference, name) }] : [];
  });
  if (files.length === 0) return { ...vars };
  const contents = await snapshot.read([...new Set(files.map(({ path }) => path))], maxFileBytes);
  const read = files.map(({ name, input, path }) => {
    const bytes = contents.get(path);
    if (!bytes) throw new PromptopsError('not-found', `There is no file "${path}" (variable "${name}").`);
    return [name, valueFrom(path, bytes, input, name)] as const;
  });
  return { ...vars, ...Object.fromEntries(read) };
}

function pathOf(testPath: string, reference: string, name: string): string {
  const { path, problem } = resolveReference(testPath, reference);
  if (path === null) throw new PromptopsError('unsafe-path', `${problem} (variable "${name}")`);
  return path;
}

function valueFrom(path: string, bytes: Uint8Array, input: Input, name: string): string | Media {
  if (input.kind === 'json' || input.kind === 'messages') {
    const { text, fault } = decodeText(path, bytes);
    if (!fault) return text.replaceAll('\r\n', '\n');
    throw new PromptopsError('invalid-vars', `The file of "${name}" cannot be read.`, {
      details: [formatFault(fault)],
    });
  }
  const mediaType = mediaTypeOf(path, input.kind);
  if (mediaType === null) {
    throw new PromptopsError(
      'invalid-vars',
      `"${path}" is no ${input.kind} by its name (variable "${name}").`,
    );
  }
  return {
    mediaType,
    base64: Buffer.from(bytes).toString('base64'),
    name: path.slice(path.lastIndexOf('/') + 1),
  };
}

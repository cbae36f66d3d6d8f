import type { Fault } from '../model/fault.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Prompt } from '../render/prompt.ts';
import { inputSchema } from './input-schema.ts';
import { promptType } from './prompt-types.ts';
import { uncheckedKeywords } from './unchecked-keywords.ts';

/** What stands in `prompts/<id>.json`: the prompt whole, with its digest. Keys keep the order they were written in. */
export type BundlePrompt = Prompt & { readonly digest: string };

/** A prompt as it goes into every bundle, whatever its version. */
export type PackedPrompt = {
  readonly id: string;
  readonly digest: string;
  /** Its own files, by their paths in the bundle. */
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  /** Its entry in the types. */
  readonly type: string;
  /** What its inputs demand and no render checks. */
  readonly unchecked: readonly string[];
};

/** What is left of a prompt file once it is packed. */
export type PackedFile = Pick<PromptFile, 'id'> & {
  readonly faults: readonly Fault[];
  readonly isReleased: boolean;
  /** null: it is not released, or faults leave nothing to render. */
  readonly packed: PackedPrompt | null;
};

/** Drafts are exempt from every gate, and so nothing to release. */
export const isReleased = ({ metadata }: Pick<PromptFile, 'metadata'>): boolean =>
  metadata.status !== 'draft';

export function packFile(file: PromptFile): PackedFile {
  const { id, faults, prompt } = file;
  const isOut = isReleased(file);
  // A digest takes its time, and nobody asks for that of a draft.
  const digest = isOut ? file.digest : null;
  const packed = prompt === null || digest === null ? null : packPrompt(prompt, digest);
  return { id, faults, isReleased: isOut, packed };
}

export function packPrompt(prompt: Prompt, digest: string): PackedPrompt {
  const { id, inputs, output } = prompt;
  const content: BundlePrompt = { ...prompt, digest };
  const files: PackedPrompt['files'] = [
    [fileOf(id), bytesOf(content)],
    [`schemas/${id}.input.json`, bytesOf(inputSchema(inputs))],
    ...(output.schema === null ? [] : [[`schemas/${id}.output.json`, bytesOf(output.schema)] as const]),
  ];
  return { id, digest, files, type: promptType(prompt), unchecked: uncheckedKeywords(inputs) };
}

/** Where a prompt stands in a bundle. */
export const fileOf = (id: string): string => `prompts/${id}.json`;

const encoder = new TextEncoder();
const bytesOf = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

import { PromptopsError } from '../errors.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import { byCodePoint } from '../model/order.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { bundleFormat, type Manifest, manifestPath } from '../render/manifest.ts';
import type { Prompt } from '../render/prompt.ts';
import { type BundleFiles, pathProblem, sortFiles } from './bundle-files.ts';
import { inputSchema } from './input-schema.ts';
import { promptTypes } from './prompt-types.ts';

/** A prompt as it goes into a bundle. */
export type ReleasedPrompt = {
  /** As semver. */
  readonly version: string;
  readonly prompt: Prompt;
  readonly digest: string;
};

/** What stands in `prompts/<id>.json`: the prompt whole, with its digest. Keys keep the order they were written in. */
export type BundlePrompt = Prompt & { readonly digest: string };

export type BundleContent = {
  readonly name: string;
  /** As semver. */
  readonly version: string;
  readonly prompts: readonly ReleasedPrompt[];
};

/** Drafts are exempt from every gate, and so nothing to release. */
export const isReleased = ({ metadata }: Pick<PromptFile, 'metadata'>): boolean =>
  metadata.status !== 'draft';

/**
 * The files of a bundle: same content, same bytes, wherever and whenever. Throws PromptopsError `invalid-project` for a
 * prompt whose id cannot be a path on every machine.
 */
export function buildBundle({ name, version, prompts }: BundleContent): BundleFiles {
  const sorted = prompts.toSorted((a, b) => byCodePoint(a.prompt.id, b.prompt.id));
  const types = [typesPath, promptTypes(sorted.map(({ prompt }) => prompt))] as const;
  const texts = [...sorted.flatMap(filesOf), types];
  const files = sortFiles(texts.map(([path, text]) => [path, encoder.encode(text)]));
  const manifest: Manifest = {
    format: bundleFormat,
    name,
    version,
    prompts: sorted.map(({ prompt: { id }, version, digest }) => ({ id, version, digest, file: fileOf(id) })),
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)])),
  };
  return sortFiles([...files, [manifestPath, encoder.encode(canonicalJson(manifest))]]);
}

/** The digest of a bundle: that of its manifest, which holds the digest of everything else. */
export function bundleDigest(files: BundleFiles): string {
  const manifest = files.get(manifestPath);
  if (manifest) return sha256(manifest);
  throw new PromptopsError('not-found', `A bundle has a "${manifestPath}".`);
}

const encoder = new TextEncoder();

/** For programs that use it, as `promptops codegen` writes it. */
const typesPath = 'types/index.d.ts';

const fileOf = (id: string): string => `prompts/${id}.json`;

function filesOf({ prompt, digest }: ReleasedPrompt): (readonly [string, string])[] {
  const { id, inputs, output } = prompt;
  const problem = pathProblem(fileOf(id));
  if (problem !== null) {
    throw new PromptopsError('invalid-project', `"${id}" ${problem}: it cannot be a file of a bundle.`, {
      hint: 'Rename its file.',
    });
  }
  const content: BundlePrompt = { ...prompt, digest };
  const schemas: (readonly [string, string])[] = [
    [`schemas/${id}.input.json`, JSON.stringify(inputSchema(inputs))],
    ...(output.schema === null
      ? []
      : ([[`schemas/${id}.output.json`, JSON.stringify(output.schema)]] as const)),
  ];
  return [[fileOf(id), JSON.stringify(content)], ...schemas];
}

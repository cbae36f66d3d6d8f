import { PromptopsError } from '../errors.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import { byCodePoint } from '../model/order.ts';
import { bundleFormat, type Manifest, manifestPath } from '../render/manifest.ts';
import { type BundleFiles, pathProblem, sortFiles } from './bundle-files.ts';
import type { Versions } from './next-version.ts';
import { fileOf, type PackedFile, type PackedPrompt } from './pack-prompt.ts';
import { typesModule } from './prompt-types.ts';

/** A prompt as it goes into a bundle; its version as semver. */
export type ReleasedPrompt = PackedPrompt & { readonly version: string };

export type BundleContent = {
  readonly name: string;
  /** As semver. */
  readonly version: string;
  readonly prompts: readonly ReleasedPrompt[];
};

/** The prompts among these files with their versions: the bundle's own where none is named. */
export const releasedPrompts = (
  files: readonly PackedFile[],
  { version, prompts }: Versions,
): readonly ReleasedPrompt[] =>
  files.flatMap(({ id, packed }) => (packed ? [{ ...packed, version: prompts[id] ?? version }] : []));

/**
 * The files of a bundle: same content, same bytes, wherever and whenever. Throws PromptopsError `invalid-project` for a
 * prompt whose id cannot be a path on every machine.
 */
export function buildBundle({ name, version, prompts }: BundleContent): BundleFiles {
  const sorted = prompts.toSorted((a, b) => byCodePoint(a.id, b.id));
  for (const { id } of sorted) refuseUnsafe(id);
  const types = encoder.encode(typesModule(sorted.map(({ type }) => type)));
  const files = sortFiles([...sorted.flatMap(({ files: own }) => own), [typesPath, types]]);
  const manifest: Manifest = {
    format: bundleFormat,
    name,
    version,
    prompts: sorted.map((prompt) => ({
      id: prompt.id,
      version: prompt.version,
      digest: prompt.digest,
      file: fileOf(prompt.id),
    })),
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

function refuseUnsafe(id: string): void {
  const problem = pathProblem(fileOf(id));
  if (problem === null) return;
  throw new PromptopsError('invalid-project', `"${id}" ${problem}: it cannot be a file of a bundle.`, {
    hint: 'Rename its file.',
  });
}

import { createHash } from 'node:crypto';
import { PromptopsError } from '../errors.ts';
import { manifestPath } from '../render/manifest.ts';
import { readBundleAt } from '../source/read-bundle.ts';
import type { AnyPrompts, Bundle, BundleOptions, PromptTypes } from './bundle.ts';
import { openBundle } from './open-bundle.ts';

export type LoadOptions = BundleOptions & {
  /** `sha256:…` of the bundle that is meant; any other is refused. */
  readonly digest?: string;
};

export type LoadedBundle<Types extends PromptTypes = AnyPrompts> = Bundle<Types> & {
  /** `sha256:…` of its manifest. */
  readonly digest: string;
};

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The bundle in a folder, a `.tgz` or a `.json`, as `promptops publish` writes them, or in an installed npm package.
 * Every file must be the one that the manifest lists; who made it is for `promptops verify` to say. Throws
 * PromptopsError `refused-bundle`, or `not-found` where there is none.
 */
export async function loadBundle<Types extends PromptTypes = AnyPrompts>(
  path: string,
  { digest: wanted, matches }: LoadOptions = {},
): Promise<LoadedBundle<Types>> {
  const { files, problem } = await readBundleAt(process.cwd(), path);
  if (problem) throw refused(path, problem.message);
  const digest = sha256(files.get(manifestPath) ?? new Uint8Array());
  if (wanted !== undefined && wanted !== digest)
    throw refused(path, `Its digest is ${digest}, not ${wanted}.`);
  const bundle: Bundle = openBundle((name) => textOf(files, name), {
    matches: matches ?? (hasPatterns(files) ? await linearMatches() : undefined),
  });
  refuseChanged(path, files);
  return { ...bundle, digest } as unknown as LoadedBundle<Types>;
}

const textOf = (files: Files, name: string): string | undefined => {
  const bytes = files.get(name);
  return bytes && new TextDecoder().decode(bytes);
};

function refuseChanged(path: string, files: Files): void {
  const { files: listed } = JSON.parse(textOf(files, manifestPath) ?? '{}');
  for (const [name, digest] of Object.entries(listed ?? {})) {
    const bytes = files.get(name);
    if (!bytes) throw refused(path, `"${name}" is missing.`);
    if (sha256(bytes) !== digest) throw refused(path, `"${name}" is not the file that its manifest lists.`);
  }
}

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The engine for them takes longer to load than most bundles. */
const hasPatterns = (files: Files): boolean =>
  [...files.values()].some((bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"pattern'),
  );

async function linearMatches() {
  const { loadMatches } = await import('../model/pattern.ts');
  return loadMatches();
}

const refused = (path: string, why: string): PromptopsError =>
  new PromptopsError('refused-bundle', `The bundle "${path}" is refused: ${why}`);

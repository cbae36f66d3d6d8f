import type { FoundFiles } from '../bundle/verify-bundle.ts';
import type { VerifyCheck } from '../bundle/verify-check.ts';
import type { ArchiveProblem } from '../source/archive-files.ts';
import { readBundleAt } from '../source/read-bundle.ts';
import type { Root } from '../source/root.ts';
import type { Context } from './context.ts';

/** A bundle and where it was found. */
export type FoundBundle = {
  readonly place: string;
  readonly found: FoundFiles | { readonly problem: ArchiveProblem };
  /** Of where it was found. */
  readonly checks: readonly VerifyCheck[];
};

/** The bundles that a word on the command line means. Throws `not-found`. */
export async function findBundles(
  _root: Root,
  target: string,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<readonly FoundBundle[]> {
  const { files, attestations, problem } = await readBundleAt(cwd, target);
  if (!files) return [{ place: target, found: { problem }, checks: [] }];
  return [
    { place: target, found: { files, attestations: linesOf(attestations ?? ''), pins: [] }, checks: [] },
  ];
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

import { buildBundle, releasedPrompts } from '../bundle/build-bundle.ts';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { isVersion } from '../bundle/next-version.ts';
import { packFile } from '../bundle/pack-prompt.ts';
import { type ReleaseMessage, readReleaseMessage } from '../bundle/release-message.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { loadProject } from '../model/project.ts';
import { didYouMean } from '../model/suggest.ts';
import { repositoryOf } from '../source/git.ts';
import { openCommits } from '../source/object-snapshot.ts';
import { listReleaseTags, type ReleaseTag, readTagMessage } from '../source/release-tags.ts';
import type { Root } from '../source/root.ts';

/** A version of a bundle as its tag tells it. */
export type Release = ReleaseTag & ReleaseMessage & { readonly bundle: string };

/** Name and version of `support@1.4.0`; null: it is no name of a release. */
export function releaseName(word: string): { readonly bundle: string; readonly version: string } | null {
  const at = word.lastIndexOf('@');
  const version = word.slice(at + 1);
  return at > 0 && isVersion(version) ? { bundle: word.slice(0, at), version } : null;
}

/** The release of a tag. Throws `not-found` with what there is, and `git` for a tag that somebody else made. */
export async function openRelease(root: Root, tag: string): Promise<Release> {
  const named = releaseName(tag);
  const repository = repositoryOf(root, tag);
  const tags = named ? await listReleaseTags(repository, named.bundle, 'HEAD') : [];
  const found = tags.find(({ version }) => version === named?.version);
  if (!named || !found) {
    const near = didYouMean(
      tag,
      tags.map((other) => other.tag),
    );
    throw new PromptopsError('not-found', `There is no release "${tag}" in this clone.`, {
      hint: near ?? 'Fetch the tags: git fetch --tags',
    });
  }
  const message = readReleaseMessage(await readTagMessage(repository, found.object));
  if (message) return { ...found, ...message, bundle: named.bundle };
  throw new PromptopsError('git', `The tag "${tag}" does not say what was published.`, {
    hint: 'It was not made by "promptops publish".',
  });
}

/** The bundle of a release, built again from the commit its tag stands on: nothing of it is taken on trust. */
export async function rebuildRelease(
  root: Root,
  { bundle, version, versions, commit }: Release,
): Promise<BundleFiles> {
  const commits = openCommits(root);
  try {
    const project = await loadProject(commits.at(commit), { select: Object.keys(versions) });
    const files = project.prompts.filter(({ id }) => Object.hasOwn(versions, id));
    refuseFaults([...project.faults, ...files.flatMap(({ faults }) => faults)]);
    const prompts = releasedPrompts(files.map(packFile), { version, prompts: versions });
    return buildBundle({ name: bundle, version, prompts });
  } finally {
    await commits.close();
  }
}

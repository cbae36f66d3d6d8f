import { PromptopsError } from '../errors.ts';
import type { Config } from '../model/config.ts';
import { readConfig } from '../model/project.ts';
import { below } from '../model/reference.ts';
import { readUncommitted } from '../source/changes.ts';
import { deepen, headOf, isShallow } from '../source/commit.ts';
import { repositoryOf } from '../source/git.ts';
import { type Commits, openCommits } from '../source/object-snapshot.ts';
import { isBare, type Root } from '../source/root.ts';

/** What a release is made of: a commit, and nothing that is in no commit. */
export type PublishGround = {
  readonly root: Root;
  readonly repository: string;
  readonly commit: string;
  readonly commits: Commits;
  readonly config: Config;
};

/**
 * Opens the commit that is checked out. Throws where nobody could say what was published: without a repository or a
 * commit, in a clone whose history is cut off, and with changes that are in no commit.
 */
export async function openPublishGround(root: Root): Promise<PublishGround> {
  const repository = repositoryOf(root, null);
  const commit = await headOf(repository);
  if (commit === null) {
    throw new PromptopsError('bad-ref', 'There is no commit to publish yet.', {
      hint: 'git add --all && git commit',
    });
  }
  if (await isShallow(repository)) {
    throw new PromptopsError('bad-ref', 'What was published before cannot be told.', { hint: deepen });
  }
  const commits = openCommits(root);
  try {
    const { config } = await readConfig(commits.at(commit));
    if (!isBare(root)) await refuseDirty(root, commit, config);
    return { root, repository, commit, commits, config };
  } catch (error) {
    await commits.close();
    throw error;
  }
}

/** Changed files anywhere, and files git does not know where they would be part of the project. */
async function refuseDirty(root: Root, commit: string, config: Config): Promise<void> {
  const found = await readUncommitted(root, commit);
  if (found === null) {
    throw new PromptopsError('git', 'Git cannot be asked whether everything is committed.', {
      hint: 'A filter in the clone’s own configuration has "=" in its name: git config --local --list',
    });
  }
  const folders = [...config.promptRoots, config.partials];
  const isPart = (path: string): boolean =>
    /^promptops\.[\w.]+\.?yaml$/.test(path) || folders.some((folder) => path.startsWith(below(folder, '')));
  const paths = [...found.changed, ...found.untracked.filter(isPart)];
  if (paths.length === 0) return;
  const more = paths.length > 10 ? [`and ${paths.length - 10} more`] : [];
  throw new PromptopsError('usage', 'Some files are in no commit, and a release is made of a commit.', {
    details: [...paths.slice(0, 10), ...more],
    hint: 'Commit them, or put them away with "git stash -u".',
  });
}

import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import { findNearest } from '../model/suggest.ts';
import { deepen } from './commit.ts';
import { openGit, repositoryOf, runGit } from './git.ts';
import type { Root } from './root.ts';

/**
 * Id of the commit a ref names. Only this id reaches git afterwards. Throws `bad-ref` with what to do: a near name, a
 * deeper clone, a first commit.
 */
export async function resolveRef(root: Root, ref: string): Promise<string> {
  const repository = repositoryOf(root, ref);
  if (!isRefLike(ref)) {
    throw new PromptopsError('bad-ref', `"${ref}" is not a git ref.`, {
      hint: 'Name a branch, a tag or a commit, such as "main" or "HEAD~1".',
    });
  }
  try {
    const said = await runGit(repository, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
    const id = said.toString().trim();
    // "^main" is answered with "^<id>": an id and nothing else may go on.
    if (/^[0-9a-f]{40,64}$/.test(id)) return id;
  } catch (error) {
    if (/not installed|dubious ownership|not a git repository/.test(String(error))) throw error;
  }
  throw await unknownRef(repository, ref);
}

/** Git would take a leading `-` as an option of its own. */
function isRefLike(ref: string): boolean {
  return ref.trim() !== '' && !ref.startsWith('-') && !/[\x00-\x1f\x7f]/.test(ref);
}

/** What to do where nothing is near. */
export const allNames = 'See what there is: git branch --all, git tag';

async function unknownRef(repository: string, ref: string): Promise<PromptopsError> {
  const git = await openGit(repository);
  const ask = (...args: string[]) =>
    git.raw(...args).then(
      (text) => text.trim(),
      () => '',
    );
  const [head, shallow, listed] = await Promise.all([
    ask('rev-parse', '--verify', 'HEAD'),
    ask('rev-parse', '--is-shallow-repository'),
    ask('for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags', 'refs/remotes'),
  ]);
  const names = listed.split('\n').filter((name) => name !== '');
  if (names.length === 0 && head === '') {
    return new PromptopsError('bad-ref', `"${ref}" cannot be read: the repository has no commits yet.`, {
      hint: 'Commit the project first, or leave the ref out.',
    });
  }
  const near = nearName(ref, names);
  const fetched = idHint(ref) ?? (near === null && names.some(isOfOrigin) ? branchHint(ref) : null);
  const hints = [near, shallow === 'true' ? deepen : fetched].filter((hint) => hint !== null);
  return new PromptopsError('bad-ref', `There is no commit "${ref}" in this clone.`, {
    hint: hints.length > 0 ? hints.join(' ') : allNames,
  });
}

function nearName(ref: string, names: readonly string[]): string | null {
  // "HEAD~99": the name is right, its history is shorter.
  if ([...names, 'HEAD'].includes(ref.replace(/[~^@].*$/s, ''))) return null;
  const elsewhere = names.find((name) => name.endsWith(`/${ref}`) || ref.endsWith(`/${name}`));
  const longer = () => [...names].sort(byCodePoint).find((name) => name.startsWith(ref));
  const near = elsewhere ?? findNearest(ref, [...names, 'HEAD']) ?? longer();
  return near === undefined ? null : `Did you mean "${near}"?`;
}

const idHint = (ref: string): string | null =>
  /^[0-9a-f]{7,64}$/.test(ref) ? `If it exists elsewhere, run "git fetch origin ${ref}".` : null;

const isOfOrigin = (name: string): boolean => name.startsWith('origin/');

/** A clone of one branch, or of a few, does not know the others. */
function branchHint(ref: string): string | null {
  const branch = isOfOrigin(ref) ? ref.slice('origin/'.length) : ref;
  return /^\w[\w./-]*$/.test(branch) ? `If it is a branch of the remote, run "${fetchOf(branch)}".` : null;
}

/** Brings one branch of the remote into a clone that was made without it. */
export const fetchOf = (branch: string): string => `git fetch origin ${branch}:refs/remotes/origin/${branch}`;

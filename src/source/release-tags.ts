import { PromptopsError } from '../errors.ts';
import { runGit } from './git.ts';

/** An annotated tag `<bundle>@<version>`. */
export type ReleaseTag = {
  readonly tag: string;
  readonly version: string;
  /** Id of the tag itself, and of the commit it stands on. */
  readonly object: string;
  readonly commit: string;
  /** Whether the commit asked about descends from it. */
  readonly reached: boolean;
};

export const tagOf = (bundle: string, version: string): string => `${bundle}@${version}`;

/** The release tags of a bundle in this clone, whether or not `head` descends from them. A tag that says nothing is refused. */
export async function listReleaseTags(
  repository: string,
  bundle: string,
  head: string,
): Promise<readonly ReleaseTag[]> {
  const format = '--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objectname)';
  const list = async (...more: readonly string[]) =>
    (await runGit(repository, ['for-each-ref', ...more, format, 'refs/tags'])).toString('utf8').split('\n');
  const [all, merged] = await Promise.all([list(), list(`--merged=${head}`)]);
  const reached = new Set(merged);
  const prefix = `refs/tags/${bundle}@`;
  return all.flatMap((row) => {
    const [ref = '', type, object = '', commit = ''] = row.split('\0');
    if (!ref.startsWith(prefix)) return [];
    const tag = ref.slice('refs/tags/'.length);
    if (type !== 'tag') {
      throw new PromptopsError(
        'git',
        `The tag "${tag}" says nothing: it was not made by "promptops publish".`,
        {
          hint: `Delete it with "git tag -d ${tag}", or name the bundle otherwise.`,
        },
      );
    }
    return [{ tag, version: ref.slice(prefix.length), object, commit, reached: reached.has(row) }];
  });
}

/** What a tag says, of its object's id. */
export async function readTagMessage(repository: string, object: string): Promise<string> {
  const text = (await runGit(repository, ['cat-file', 'tag', object])).toString('utf8');
  const end = text.indexOf('\n\n');
  return end < 0 ? '' : text.slice(end + 2);
}

/**
 * Writes an annotated tag in one step: it stands whole, or not at all. Returns its object's id. No hook, editor or
 * signing program is started. Throws `git` when there is such a tag already, or nobody to sign it off.
 */
export async function createTag(
  repository: string,
  { tag, commit, message }: { readonly tag: string; readonly commit: string; readonly message: string },
): Promise<string> {
  const tagger = await taggerOf(repository);
  const text = `object ${commit}\ntype commit\ntag ${tag}\ntagger ${tagger}\n\n${message}`;
  const object = (await runGit(repository, ['mktag'], { input: text })).toString().trim();
  // Zeros: only where there is none yet.
  await runGit(repository, ['update-ref', `refs/tags/${tag}`, object, '0'.repeat(object.length)]);
  return object;
}

/** Takes back a tag that is still this one. */
export async function deleteTag(repository: string, tag: string, object: string): Promise<void> {
  await runGit(repository, ['update-ref', '-d', `refs/tags/${tag}`, object]);
}

const taggerOf = (repository: string): Promise<string> =>
  runGit(repository, ['var', 'GIT_COMMITTER_IDENT'], { env: committer() }).then(
    (said) => said.toString('utf8').trim(),
    (error: unknown) => {
      throw new PromptopsError('git', 'Git does not know who makes the tag.', {
        hint: 'git config user.name "…" && git config user.email "…"',
        cause: error,
      });
    },
  );

/** Whom the environment names, as workflows do. */
const committer = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^GIT_COMMITTER_(NAME|EMAIL)$/.test(name) ? [[name, value]] : [],
    ),
  );

/** Every annotated tag of this clone with when it was made, newest first. */
export async function listTagDates(
  repository: string,
): Promise<readonly { readonly tag: string; readonly date: Date }[]> {
  const format = '--format=%(objecttype)%00%(taggerdate:unix)%00%(refname)';
  const listed = await runGit(repository, ['for-each-ref', '--sort=-taggerdate', format, 'refs/tags']);
  return listed
    .toString('utf8')
    .split('\n')
    .flatMap((row) => {
      const [type, seconds, ref = ''] = row.split('\0');
      return type === 'tag'
        ? [{ tag: ref.slice('refs/tags/'.length), date: new Date(Number(seconds) * 1000) }]
        : [];
    });
}

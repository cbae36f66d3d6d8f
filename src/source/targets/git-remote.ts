import { listRemoteTags, missingHere, pushTag } from '../remote-tags.ts';
import type { Target } from './target.ts';

/** The annotated tag on a remote of this clone, with its commit. */
export function gitTarget(repository: string, remote: string): Target {
  return {
    target: 'git',
    place: ({ tag }) => `${remote} ${tag}`,
    async find({ name, tag, object }) {
      const tags = await listRemoteTags(repository, remote, name);
      const there = tags.get(tag);
      // The version was derived without them.
      const unknown = new Set(await missingHere(repository, [...tags.values()]));
      const [strange] = [...tags].find(([, id]) => unknown.has(id)) ?? [];
      if (strange !== undefined)
        return { other: `"${strange}" is not in this clone, so run "git fetch ${remote} --tags"` };
      if (there === undefined) return 'nothing';
      return there === object ? 'same' : { other: `tag object ${there}` };
    },
    async put({ tag, object }) {
      if (object !== null) await pushTag(repository, remote, tag, object);
    },
  };
}

import { PromptopsError } from '../errors.ts';
import { repositoryOf } from '../source/git.ts';
import { listTagDates } from '../source/release-tags.ts';
import type { Root } from '../source/root.ts';
import { openRelease, type Release, releaseName } from './open-release.ts';

export type DatedRelease = Release & { readonly date: Date };

/** The release that is named, or the last one of a day or moment that holds the prompt. Throws `not-found`, `usage`. */
export async function releaseAt(root: Root, prompt: string, at: string): Promise<DatedRelease> {
  const tags = await listTagDates(repositoryOf(root, at));
  if (releaseName(at)) {
    const release = await openRelease(root, at);
    return { ...release, date: tags.find(({ tag }) => tag === at)?.date ?? new Date(Number.NaN) };
  }
  const until = momentOf(at);
  for (const { tag, date } of tags) {
    if (date.getTime() > until || !releaseName(tag)) continue;
    const release = await openRelease(root, tag);
    if (Object.hasOwn(release.versions, prompt)) return { ...release, date };
  }
  throw new PromptopsError('not-found', `No release before "${at}" holds prompt "${prompt}".`, {
    hint: 'List the releases with "git tag --list", and fetch those of others with "git fetch --tags".',
  });
}

/** Milliseconds; a day means its end, in UTC. */
function momentOf(at: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(at);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(at);
  const moment = isDay ? Date.parse(`${at}T23:59:59.999Z`) : isMoment ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new PromptopsError('usage', `"${at}" is neither a release nor a day.`, {
    hint: 'Write support@1.4.0, 2026-11-24, or 2026-11-24T10:00:00Z.',
  });
}

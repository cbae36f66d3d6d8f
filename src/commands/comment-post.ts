import { type Github, refusalOf } from '../providers/github-api.ts';
import {
  createComment,
  deleteComment,
  type HostComment,
  listComments,
  readOwnLogin,
  updateComment,
} from '../providers/github-comments.ts';
import { type Marker, writeMarker } from '../report/comment/marker.ts';
import { type Mode, planComment } from '../report/comment/plan-comment.ts';

export type Posting = {
  readonly repository: string;
  readonly pullRequest: number;
  readonly marker: Marker;
  readonly text: string;
  readonly mode: Mode;
  /** There is something to say. */
  readonly wanted: boolean;
};

export type Posted = {
  readonly verdict: 'posted' | 'updated' | 'unchanged' | 'skipped';
  /** Address of the comment that stands. */
  readonly url: string | null;
  /** Why nothing was written; null: something was. */
  readonly reason: string | null;
};

/** A comment that may have been written though no answer came is looked for again this often. */
const looks = 3;

/** Brings the conversation of a pull request up to date. Throws `code-host`. */
export async function postComment(github: Github, posting: Posting): Promise<Posted> {
  const self = await readOwnLogin(github);
  for (let look = 1; ; look += 1) {
    try {
      return await post(github, posting, self);
    } catch (error) {
      if (look >= looks || refusalOf(error)?.unclear !== true) throw error;
    }
  }
}

async function post(github: Github, posting: Posting, self: string): Promise<Posted> {
  const { repository, pullRequest, marker, text } = posting;
  const standing = await listComments(github, repository, pullRequest);
  const { step, surplus } = planComment(standing, { marker, text }, { ...posting, self });
  const body = `${writeMarker(marker)}${text}`;
  switch (step.do) {
    case 'create':
      return {
        verdict: 'posted',
        url: await createComment(github, repository, pullRequest, body),
        reason: null,
      };
    case 'update':
      await updateComment(github, repository, step.id, body);
      for (const id of surplus) await deleteComment(github, repository, id);
      return { verdict: 'updated', url: urlOf(standing, step.id), reason: null };
    case 'nothing':
      return {
        verdict: step.id === null ? 'skipped' : 'unchanged',
        url: urlOf(standing, step.id),
        reason: step.why,
      };
  }
}

const urlOf = (standing: readonly HostComment[], id: number | null): string | null =>
  standing.find((comment) => comment.id === id)?.url ?? null;

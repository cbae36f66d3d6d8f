import type { CommentReport } from '../../commands/comment.ts';
import { type Document, good, line, muted, plain, type Span } from '../document.ts';

const marks: Readonly<Record<CommentReport['verdict'], Span>> = {
  posted: good('✔ posted'),
  updated: good('✔ updated'),
  unchanged: good('✔ unchanged'),
  skipped: muted('- skipped'),
  'dry-run': muted('- not posted'),
};

/** What was done, where, and why nothing was. */
export function commentDocument({
  verdict,
  of,
  repository,
  pullRequest,
  url,
  reason,
}: CommentReport): Document {
  const where = pullRequest === null ? '' : `  ${repository} #${pullRequest}`;
  return {
    title: `promptops comment: ${verdict}`,
    blocks: [
      line(
        marks[verdict],
        plain(`  report of ${of}${where}`),
        ...(url === null ? [] : [muted(`  ${url}`)]),
        ...(reason === null ? [] : [muted(`  ${reason}`)]),
      ),
    ],
  };
}

import { escapeText } from '../formats/markdown.ts';
import { documentOf } from '../formats/registry.ts';
import { fitMarkdown } from './fit-markdown.ts';
import type { PostedReport } from './saved-report.ts';

/** GitHub takes 65,536 characters; there is room for what others count differently. */
export const mostCharacters = 60_000;

export type CommentFacts = {
  /** Commit that was looked at; null: not known. */
  readonly head: string | null;
  /** Page of the workflow's run, which has the whole report; null: it was no workflow. */
  readonly runUrl: string | null;
};

const markerRoom = 200;

/** A report as the text of a comment. The address of the run is the only link in it. */
export async function composeComment(report: PostedReport, { head, runUrl }: CommentFacts): Promise<string> {
  const parts = [
    escapeText(report.tool),
    ...(head === null ? [] : [`at \`${head.slice(0, 10)}\``]),
    ...(runUrl === null ? [] : [`[whole report](${runUrl})`]),
  ];
  const footer = `\n---\n${parts.join(' · ')}\n`;
  const room = mostCharacters - markerRoom - footer.length;
  return `${fitMarkdown(await documentOf(report), { most: room, sizeOf: (text) => text.length })}${footer}`;
}

import type { Edit, Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { lineStarts } from '../model/lines.ts';

export type Fixed = {
  /** Only the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** The findings that were mended, in their own order. */
  readonly fixed: readonly Finding[];
};

type Span = { readonly at: number; readonly end: number; readonly text: string };

/**
 * Mends what findings offer to mend, in the texts of their files. A fix is done whole or not at all: of two that touch
 * the same characters the first holds, and the other's finding is found again in what came out.
 */
export function applyFixes(texts: ReadonlyMap<string, string>, findings: readonly Finding[]): Fixed {
  const spanIn = spanReader(texts);
  const taken = new Map<string, Span[]>();
  const fixed = findings.filter(({ fix }) => {
    if (!fix || fix.edits.length === 0 || fix.edits.some(({ path }) => !texts.has(path))) return false;
    const wanted = groupBy(fix.edits, ({ path }) => path);
    const spans = [...wanted].map(([path, edits]) => [path, edits.map(spanIn)] as const);
    if (!spans.every(([path, some]) => areFree(some, taken.get(path) ?? []))) return false;
    for (const [path, some] of spans) taken.set(path, [...(taken.get(path) ?? []), ...some]);
    return true;
  });
  const edited = [...taken].map(
    ([path, spans]) => [path, replaceSpans(texts.get(path) ?? '', spans)] as const,
  );
  return { texts: new Map(edited), fixed };
}

/** Offsets of an edit in the text of its file. */
function spanReader(texts: ReadonlyMap<string, string>): (edit: Edit) => Span {
  const starts = new Map([...texts].map(([path, text]) => [path, lineStarts(text)]));
  return ({ path, range, text }) => {
    const length = texts.get(path)?.length ?? 0;
    const offset = (line: number, column: number) =>
      Math.min((starts.get(path)?.[line - 1] ?? length) + column - 1, length);
    return { at: offset(range.line, range.column), end: offset(range.endLine, range.endColumn), text };
  };
}

/** Two insertions at one place are in each other's way too: nobody could say which comes first. */
const areFree = (spans: readonly Span[], taken: readonly Span[]): boolean =>
  spans.every((span, index) =>
    [...taken, ...spans.slice(0, index)].every(
      (other) => span.at !== other.at && (span.end <= other.at || other.end <= span.at),
    ),
  );

const inOrder = (a: Span, b: Span): number => a.at - b.at;

function replaceSpans(text: string, spans: readonly Span[]): string {
  let result = '';
  let from = 0;
  for (const span of [...spans].sort(inOrder)) {
    result += text.slice(from, span.at) + span.text;
    from = span.end;
  }
  return result + text.slice(from);
}

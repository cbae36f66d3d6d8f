import { sha256 } from '../model/digest.ts';
import type { Finding } from '../model/finding.ts';
import { byCodePoint } from '../model/order.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Problem } from './rule.ts';
import { firstLine } from './suppressions.ts';

/** A finding on its way: it gets its fingerprint when all are known. */
export type Draft = Omit<Finding, 'fingerprint'> & { readonly detail: string };

export function draftOf(id: string, level: Finding['level'], problem: Problem, prompt: string | null): Draft {
  const { path, ...range } = problem.at;
  const { message, hint = null, detail = message, fix } = problem;
  const help = `promptops explain ${id}`;
  return { id, level, message, prompt, path, range, hint, help, detail, ...(fix && { fix }) };
}

/** A finding about a whole file stands at its first line that says something, where a comment can stand above it. */
export function atContent(draft: Draft, { file, tests }: PromptFile): Draft {
  const { line, column, endLine, endColumn } = draft.range;
  if (line !== 1 || column !== 1 || endLine !== 1 || endColumn !== 1) return draft;
  const text = draft.path === file.path ? file.text : draft.path === tests?.path ? tests.file.text : '';
  const first = firstLine(text);
  return { ...draft, range: { line: first, column: 1, endLine: first, endColumn: 1 } };
}

/** Sorted, merged and numbered. */
export const finishDrafts = (drafts: readonly Draft[]): readonly Finding[] =>
  withFingerprints(mergeShared([...drafts].sort(inOrder)));

const inOrder = (a: Draft, b: Draft): number =>
  byCodePoint(a.path, b.path) ||
  a.range.line - b.range.line ||
  a.range.column - b.range.column ||
  byCodePoint(a.id, b.id) ||
  byCodePoint(a.message, b.message);

/** The same finding in a file that several prompts share is one finding, of no single prompt. */
function mergeShared(sorted: readonly Draft[]): readonly Draft[] {
  const merged: Draft[] = [];
  for (const draft of sorted) {
    const last = merged.at(-1);
    if (last && inOrder(last, draft) === 0) {
      if (last.prompt !== draft.prompt) merged[merged.length - 1] = { ...last, prompt: null };
    } else merged.push(draft);
  }
  return merged;
}

/**
 * Over rule, path, detail, and which of its like it is: edits elsewhere in the file change nothing. The prompt is in
 * the path; in a file that several share it must not matter which of them was linted.
 */
function withFingerprints(drafts: readonly Draft[]): readonly Finding[] {
  const counts = new Map<string, number>();
  return drafts.map(({ detail, ...finding }) => {
    const identity = JSON.stringify([finding.id, finding.path, detail]);
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    return { ...finding, fingerprint: sha256(`${identity}${count}`).slice('sha256:'.length).slice(0, 12) };
  });
}

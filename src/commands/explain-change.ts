import type { ChangeExample, ChangeKind } from '../diff/change.ts';
import type { KindNote } from '../diff/kind-notes.ts';
import { type ExampleFiles, shownFiles } from '../model/example-project.ts';
import type { Context } from './context.ts';
import { explainHead } from './explain-head.ts';
import type { ReportHead } from './report-head.ts';

export type ExplainChangeReport = ReportHead<'explain-change', 'explained'> & {
  readonly change: KindNote;
  /** Small projects by path, before and after; the config goes without saying. */
  readonly examples: readonly { readonly before: ExampleFiles; readonly after: ExampleFiles }[];
};

/** One kind of change that `diff` reports: what it means, whom it concerns, and what to do about it. */
export async function explainChange(
  { examples, ...change }: ChangeKind,
  context: Context,
): Promise<ExplainChangeReport> {
  return {
    kind: 'explain-change',
    ...(await explainHead(context)),
    change,
    examples: examples.map(shownSides),
  };
}

const shownSides = ({ before, after }: ChangeExample) => ({
  before: shownFiles(before),
  after: shownFiles(after),
});

import type { AssertionType } from '../evals/assertion.ts';
import { type ShownExample, shownExample } from '../evals/shown-example.ts';
import type { Context } from './context.ts';
import { explainHead } from './explain-head.ts';
import type { ReportHead } from './report-head.ts';

export type ExplainAssertionReport = ReportHead<'explain-assertion', 'explained'> & {
  readonly assertion: {
    readonly type: string;
    readonly group: AssertionType['group'];
    readonly summary: string;
    readonly notes: string | null;
    /** `expected` or the prompt may stand in for a value that is optional. */
    readonly value: 'required' | 'optional' | 'none';
    /** What a threshold means; null: it takes none. */
    readonly threshold: string | null;
    /** Further keys. */
    readonly options: readonly string[];
  };
  readonly examples: readonly ShownExample[];
};

/** One assertion type: what it looks at, what it takes, and examples. */
export async function explainAssertion(
  { type, group, summary, notes, value, valueOptional, threshold, options, examples }: AssertionType,
  context: Context,
): Promise<ExplainAssertionReport> {
  return {
    kind: 'explain-assertion',
    ...(await explainHead(context)),
    assertion: {
      type,
      group,
      summary,
      notes: notes ?? null,
      value: value === null ? 'none' : valueOptional ? 'optional' : 'required',
      threshold,
      options: Object.keys(options),
    },
    examples: examples.map(shownExample),
  };
}

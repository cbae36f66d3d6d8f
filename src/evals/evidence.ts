import type { Plan } from './plan.ts';
import type { RunEnd } from './run.ts';
import type { Group } from './sums.ts';
import type { Tally } from './tally.ts';

/** What a gate is told of a run: counts of each prompt and model, rows with a pass rate of their own apart. */
export type Evidence = RunEnd & {
  readonly groups: readonly (Omit<Group, 'dataset' | 'entry' | 'standIn'> & {
    readonly dataset: { readonly name: string; readonly passRate: number } | null;
  })[];
};

/**
 * The numbers of a run, for whoever judges them. A fallback says nothing of the model that was to be tested: unless it
 * `counts`, its answer is no verdict.
 */
export function evidenceOf(
  tally: Tally,
  { passRates }: Pick<Plan, 'passRates'>,
  end: RunEnd,
  counts = false,
): Evidence {
  const groups = tally.groups().map(({ entry, dataset: _, standIn, ...group }) => {
    const own = passRates.find((rate) => rate.prompt === group.prompt && rate.entry === entry);
    const dataset = own ? { name: own.dataset, passRate: own.passRate } : null;
    return { ...group, ...(counts ? {} : withoutVerdict(group, standIn)), dataset };
  });
  return { ...end, groups };
}

const withoutVerdict = (
  { passed, failed, errored, critical }: Pick<Group, 'passed' | 'failed' | 'errored' | 'critical'>,
  standIn: Group['standIn'],
) => ({
  passed: passed - standIn.passed,
  failed: failed - standIn.failed,
  errored: errored + standIn.passed + standIn.failed,
  critical: critical - standIn.critical,
});

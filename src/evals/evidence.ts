import type { Plan } from './plan.ts';
import type { RunEnd } from './run.ts';
import type { Group } from './sums.ts';
import type { Tally } from './tally.ts';

/** What a gate is told of a run: counts of each prompt and model, rows with a pass rate of their own apart. */
export type Evidence = RunEnd & {
  readonly groups: readonly (Omit<Group, 'dataset' | 'entry'> & {
    readonly dataset: { readonly name: string; readonly passRate: number } | null;
  })[];
};

/** The numbers of a run, for whoever judges them. */
export function evidenceOf(tally: Tally, { passRates }: Pick<Plan, 'passRates'>, end: RunEnd): Evidence {
  const groups = tally.groups().map(({ entry, dataset: _, ...group }) => {
    const own = passRates.find((rate) => rate.prompt === group.prompt && rate.entry === entry);
    return { ...group, dataset: own ? { name: own.dataset, passRate: own.passRate } : null };
  });
  return { ...end, groups };
}

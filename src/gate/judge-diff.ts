import type { Gate } from '../model/gates.ts';
import type { GateVerdict } from './judge-tests.ts';

export type DiffLevel = 'breaking' | 'dangerous' | 'safe';

/** What a diff found, as the gate sees it; no prompts: it concerns the whole project. */
export type DiffEvidence = { readonly level: DiffLevel; readonly prompts: readonly string[] };

export type DiffDemand = NonNullable<Gate['diff']>;

const ranks: readonly DiffLevel[] = ['breaking', 'dangerous', 'safe'];

/**
 * Holds what counts of a diff to the `diff` gates of the config and to `--fail-on`: a gate fails when a change in its
 * scope is of its level or worse, `any` at any change. What concerns the whole project concerns every scope.
 */
export function judgeDiff(
  evidence: readonly DiffEvidence[],
  gates: readonly Gate[],
  failOn: DiffDemand | null,
  matches: (scope: string, prompt: string) => boolean,
): readonly GateVerdict[] {
  const asked = gates.flatMap((gate) => (gate.diff === undefined ? [] : [{ ...gate, diff: gate.diff }]));
  const flag = failOn === null ? [] : [{ scope: '**', level: 'block', message: null, diff: failOn } as const];
  return [...asked, ...flag].map(({ scope, level, message, diff }) => {
    const inScope = evidence.filter(
      ({ prompts }) => prompts.length === 0 || prompts.some((prompt) => matches(scope, prompt)),
    );
    const found = ranks.find((rank) => inScope.some((change) => change.level === rank));
    const worst = diff === 'any' ? 'safe' : diff;
    return {
      gate: 'diff',
      scope,
      level,
      passed: found === undefined || ranks.indexOf(found) > ranks.indexOf(worst),
      want: diff === 'any' ? 'no change' : `nothing ${diff}`,
      got: found ?? 'no change',
      message,
    };
  });
}

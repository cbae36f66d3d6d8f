import type { Fault } from '../model/fault.ts';
import type { Matches } from '../model/pattern.ts';
import { listOf, numberOf, oneOf, recordOf, textOf, textsOf } from '../model/shape.ts';
import { validateFile } from '../model/validate.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';
import { type PredicateName, predicateTypes } from './statement.ts';

/** The policy of a project, where none is named. */
export const policyPath = 'promptops.policy.yaml';

/** What a bundle must be, so that it may be deployed. null: it is not looked at. */
export type Policy = {
  /** Files of public keys, relative to the policy. */
  readonly keys: readonly string[];
  /** Regular expressions for the whole text. */
  readonly bundle: string | null;
  readonly repository: string | null;
  readonly clean: boolean;
  /** Attestations that must be there, those included that another demand looks at. */
  readonly require: readonly PredicateName[];
  readonly evals: {
    readonly answers: 'live' | 'recorded' | 'any';
    readonly maxAgeDays: number | null;
    readonly passRate: number | null;
    /** `strict`: inconclusive is worse. */
    readonly noRegression: boolean | 'strict';
    readonly fallbacks: boolean;
  } | null;
  readonly cost: { readonly maxMonthlyUsd: number | null; readonly everythingPriced: boolean } | null;
};

const names = Object.keys(predicateTypes) as readonly PredicateName[];

/** The policy of a parsed file, with what is wrong with it and where; a policy with faults demands nothing one may rely on. */
export function parsePolicy(
  file: YamlFile,
  matches: Matches,
): { readonly policy: Policy; readonly faults: readonly Fault[] } {
  const top = recordOf(file.value) ?? {};
  const faults = [...file.faults, ...validateFile('policy', file)];
  for (const key of ['bundle', 'repository'])
    faults.push(...patternFaults(file, [key], textOf(top[key]), matches));
  const [evals, cost] = [recordOf(top['evals']), recordOf(top['cost'])];
  const repository = textOf(top['repository']);
  const clean = top['clean'] === true;
  const asked = listOf(top['require']).flatMap((name) => oneOf(name, names) ?? []);
  const implied: readonly PredicateName[] = [
    ...(repository !== null || clean ? (['provenance'] as const) : []),
    ...(evals ? (['eval'] as const) : []),
    ...(cost ? (['cost'] as const) : []),
  ];
  const policy: Policy = {
    keys: textsOf(top['keys']),
    bundle: textOf(top['bundle']),
    repository,
    clean,
    require: names.filter((name) => asked.includes(name) || implied.includes(name)),
    evals: evals && {
      answers: oneOf(evals['answers'], ['live', 'recorded', 'any'] as const) ?? 'any',
      maxAgeDays: numberOf(evals['maxAgeDays']),
      passRate: numberOf(evals['passRate']),
      noRegression: evals['noRegression'] === 'strict' ? 'strict' : evals['noRegression'] === true,
      fallbacks: evals['fallbacks'] !== false,
    },
    cost: cost && {
      maxMonthlyUsd: numberOf(cost['maxMonthlyUsd']),
      everythingPriced: cost['everythingPriced'] === true,
    },
  };
  return { policy, faults };
}

/** The pattern for a whole text: one that fits a part of a name lets strangers in. */
export const wholly = (pattern: string): string => `^(?:${pattern})$`;

function patternFaults(
  file: YamlFile,
  path: YamlPath,
  pattern: string | null,
  matches: Matches,
): readonly Fault[] {
  if (pattern === null) return [];
  try {
    matches(wholly(pattern), '');
    // Of "a)|(b" each half would stand alone.
    matches(pattern, '');
    return [];
  } catch {
    const message = `"${pattern}" is no regular expression that can be matched in linear time.`;
    const hint = 'Leave out look-around and back references, and close every bracket.';
    return [{ rule: 'schema/invalid', message, hint, at: file.placeOf(path) }];
  }
}

import type { Matches } from '../model/pattern.ts';
import type { Attested } from './check-attestations.ts';
import { checkCosts } from './policy/costs.ts';
import { checkEvals } from './policy/evals.ts';
import { type Policy, wholly } from './policy.ts';
import type { CostPredicate } from './predicates/cost.ts';
import type { EvalPredicate } from './predicates/eval.ts';
import type { GatesPredicate } from './predicates/gates.ts';
import { buildType, type ProvenancePredicate } from './predicates/provenance.ts';
import type { TestResultPredicate } from './predicates/test-result.ts';
import { type PredicateName, predicateTypes, type Subject } from './statement.ts';
import { checked, type VerifyCheck } from './verify-check.ts';

/** Who asks, about what. */
export type PolicyGround = {
  readonly subject: Subject;
  /** Of the bundle, each with the model it asks. */
  readonly prompts: readonly { readonly id: string; readonly digest: string; readonly model: string }[];
  readonly policy: Policy;
  readonly matches: Matches;
  readonly now: Date;
};

type Predicates = {
  readonly provenance: ProvenancePredicate;
  readonly 'test-result': TestResultPredicate;
  readonly eval: EvalPredicate;
  readonly cost: CostPredicate;
  readonly gates: GatesPredicate;
};

/** Whether what is attested of a bundle is what a policy demands. What is not attested fails. */
export function checkPolicy(attested: readonly Attested[], ground: PolicyGround): readonly VerifyCheck[] {
  const { policy, subject, matches } = ground;
  const of = <Name extends PredicateName>(name: Name): readonly Predicates[Name][] =>
    attested.flatMap(({ statement }) =>
      // What a type holds was checked by its schema.
      statement.predicateType === predicateTypes[name] ? [statement.predicate as Predicates[Name]] : [],
    );
  const checks = policy.require.map((name) => {
    const count = of(name).length;
    const message = count > 0 ? `${count} attested.` : `No "${name}" is attested by a key of the policy.`;
    return checked('policy/required', name, count > 0, message);
  });
  if (policy.bundle !== null) {
    const fits = matches(wholly(policy.bundle), subject.name);
    checks.push(
      checked(
        'policy/bundle',
        null,
        fits,
        `"${subject.name}" ${fits ? 'fits' : 'does not fit'} "${policy.bundle}".`,
      ),
    );
  }
  return [
    ...checks,
    ...of('provenance').flatMap((one) => checkProvenance(one, ground)),
    ...of('test-result').map(({ result, failedTests }) =>
      checked(
        'policy/tests',
        null,
        result !== 'FAILED',
        result === 'FAILED' ? `${failedTests.length} tests did not pass.` : `Tests: ${result.toLowerCase()}.`,
      ),
    ),
    ...of('gates').map(({ verdict, reports }) => {
      const broken = reports.flatMap(({ gates }) =>
        gates.filter(({ passed, level }) => !passed && level === 'block'),
      );
      const why = broken.map(({ gate, scope, want, got }) => `${gate} of "${scope}": ${got}, wanted ${want}`);
      const message =
        verdict === 'passed' ? 'Every gate passed.' : `The gates failed: ${why.join('; ') || verdict}.`;
      return checked('policy/gates', null, verdict === 'passed', message);
    }),
    ...(policy.evals ? checkEvals(of('eval'), policy.evals, ground) : []),
    ...(policy.cost ? of('cost').flatMap((one) => checkCosts(one, policy.cost, ground)) : []),
  ];
}

function checkProvenance(
  { buildDefinition }: ProvenancePredicate,
  { policy, subject, matches }: PolicyGround,
): readonly VerifyCheck[] {
  const { buildType: type, externalParameters: built, resolvedDependencies = [] } = buildDefinition;
  const [source] = resolvedDependencies;
  const isOurs = type === buildType && built.bundle === subject.name && built.version === subject.version;
  const checks = [
    checked(
      'policy/provenance',
      null,
      isOurs,
      isOurs
        ? `Built from commit ${source?.digest?.gitCommit?.slice(0, 12) ?? 'nobody names'}.`
        : `It says how "${built.bundle}@${built.version}" was built as a ${type}.`,
    ),
  ];
  if (policy.repository !== null) {
    const name = source?.name ?? '';
    const fits = matches(wholly(policy.repository), name);
    const message = `"${name}" ${fits ? 'fits' : 'does not fit'} "${policy.repository}".`;
    checks.push(checked('policy/repository', null, fits, message));
  }
  if (policy.clean) {
    const isClean = source?.annotations?.clean === true;
    const message = isClean ? 'Nothing was uncommitted.' : 'Nobody attests that nothing was uncommitted.';
    checks.push(checked('policy/clean', null, isClean, message));
  }
  return checks;
}

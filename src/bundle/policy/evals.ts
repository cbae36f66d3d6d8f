import type { PolicyGround } from '../check-policy.ts';
import type { Policy } from '../policy.ts';
import type { EvalPredicate, Evaluation } from '../predicates/eval.ts';
import { checked, type VerifyCheck } from '../verify-check.ts';

type Demands = NonNullable<Policy['evals']>;

/** Whether every prompt of a bundle was evaluated as it is in it, and how well. */
export function checkEvals(
  predicates: readonly EvalPredicate[],
  demands: Demands,
  { prompts, now }: PolicyGround,
): readonly VerifyCheck[] {
  const evaluations = predicates.flatMap((predicate) => predicate.evaluations);
  return prompts.flatMap(({ id, digest, model }): readonly VerifyCheck[] => {
    const own = evaluations.filter((one) => one.prompt === id && one.digest === digest);
    if (own.some((one) => one.model.requested === model))
      return own.flatMap((one) => checkEvaluation(one, demands, now));
    if (own.length > 0) {
      const others = own.map((one) => one.model.requested).join(', ');
      return [checked('policy/evaluated', id, false, `It was evaluated on ${others}, and asks ${model}.`)];
    }
    const isOther = evaluations.some(({ prompt }) => prompt === id);
    const why = isOther
      ? 'Another version of it was evaluated, not this one.'
      : 'No evaluation of it is attested.';
    return [checked('policy/evaluated', id, false, why)];
  });
}

function checkEvaluation(evaluation: Evaluation, demands: Demands, now: Date): readonly VerifyCheck[] {
  const { prompt, model, counts } = evaluation;
  const of = `${prompt} on ${model.requested}`;
  const { cases, errored } = counts;
  const ran = cases > 0 && errored === 0;
  const without = errored > 0 ? `${errored} answers have no verdict.` : 'No case of it was run.';
  return [
    checked('policy/evaluated', of, ran, ran ? `${cases} cases, each with a verdict.` : without),
    ...checkAnswers(evaluation, demands, of),
    ...(demands.maxAgeDays === null ? [] : [checkAge(evaluation, demands.maxAgeDays, of, now)]),
    ...(demands.passRate === null ? [] : [checkPassRate(evaluation, demands.passRate, of)]),
    ...(demands.noRegression ? [checkRegression(evaluation, demands.noRegression === 'strict', of)] : []),
    ...(demands.fallbacks ? [] : [checkFallbacks(evaluation, of)]),
  ];
}

function checkAnswers(
  { answers: { origin, replayed } }: Evaluation,
  { answers }: Demands,
  of: string,
): readonly VerifyCheck[] {
  if (answers === 'any') return [];
  const made = origin.sample + origin.import + origin.computed;
  const wrong = [
    ...(made > 0 ? [`${made} answers are no model's: samples, imports or computed`] : []),
    ...(answers === 'live' && replayed > 0 ? [`${replayed} answers are recorded`] : []),
    ...(origin.live === 0 ? ['no model answered'] : []),
  ];
  const message =
    wrong.length > 0 ? `Wanted ${answers}: ${wrong.join('; ')}.` : `${origin.live} answers of models.`;
  return [checked('policy/answers', of, wrong.length === 0, message)];
}

const dayMs = 86_400_000;

function checkAge({ answers: { oldest } }: Evaluation, most: number, of: string, now: Date): VerifyCheck {
  const at = oldest === null ? Number.NaN : Date.parse(oldest);
  if (oldest === null || Number.isNaN(at)) {
    return checked('policy/age', of, false, 'Nobody says how old its answers are.');
  }
  const days = (now.getTime() - at) / dayMs;
  // A date is a whole day, and clocks differ.
  if (days < -1)
    return checked('policy/age', of, false, `Its oldest answer is of ${oldest}, which is to come.`);
  const age = Math.max(0, Math.floor(days));
  return checked(
    'policy/age',
    of,
    days <= most,
    `Its oldest answer is ${age} days old; at most ${most} are allowed.`,
  );
}

function checkPassRate({ passRate }: Evaluation, least: number, of: string): VerifyCheck {
  const low = passRate?.low ?? null;
  const message =
    passRate === null
      ? 'It has no pass rate.'
      : `Pass rate ${percent(passRate.value)}, at least ${percent(passRate.low)} with 95 % confidence; wanted ${percent(least)}.`;
  return checked('policy/pass-rate', of, low !== null && low >= least, message);
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

function checkRegression({ baseline }: Evaluation, isStrict: boolean, of: string): VerifyCheck {
  if (!baseline || baseline.rows.length === 0) {
    return checked('policy/regression', of, false, 'It was compared with no baseline.');
  }
  const worse = baseline.rows.filter(
    ({ verdict }) => verdict === 'regressed' || (isStrict && verdict === 'inconclusive'),
  );
  const named = worse.map(({ metric, verdict }) => `${metric ?? 'pass rate'} ${verdict}`).join(', ');
  const message =
    worse.length > 0 ? `Against ${baseline.name}: ${named}.` : `Not worse than ${baseline.name}.`;
  return checked('policy/regression', of, worse.length === 0, message);
}

function checkFallbacks({ model: { fallbacks } }: Evaluation, of: string): VerifyCheck {
  const message =
    fallbacks.length > 0 ? `${fallbacks.join(', ')} answered in its place.` : 'No other model stood in.';
  return checked('policy/fallbacks', of, fallbacks.length === 0, message);
}

import { parseUsd } from '../../meter/money.ts';
import type { PolicyGround } from '../check-policy.ts';
import type { Policy } from '../policy.ts';
import type { CostPredicate } from '../predicates/cost.ts';
import { checked, type VerifyCheck } from '../verify-check.ts';

/** Whether what calls cost is known of every prompt of a bundle, and is no more than it may be. */
export function checkCosts(
  { monthlyUsd, unpriced, withoutTraffic, prompts: costed }: CostPredicate,
  demands: Policy['cost'],
  { prompts }: PolicyGround,
): readonly VerifyCheck[] {
  const missing = prompts.filter(({ id }) => !costed.some(({ prompt }) => prompt === id)).map(({ id }) => id);
  const checks = [
    checked(
      'policy/costed',
      null,
      missing.length === 0,
      missing.length === 0 ? 'It says what every prompt costs.' : `It says nothing of ${missing.join(', ')}.`,
    ),
  ];
  if (demands?.everythingPriced) {
    const message =
      unpriced.length === 0 ? 'Every prompt has a price.' : `No price is known of ${unpriced.join(', ')}.`;
    checks.push(checked('policy/priced', null, unpriced.length === 0, message));
  }
  if (demands && demands.maxMonthlyUsd !== null) checks.push(checkMonth(demands.maxMonthlyUsd));
  return checks;

  function checkMonth(most: number): VerifyCheck {
    // An unknown part may cost anything.
    const unknown = [...new Set([...unpriced, ...withoutTraffic])];
    if (unknown.length > 0 || monthlyUsd === null) {
      const message = `Nobody knows what ${unknown.join(', ') || 'it'} costs a month.`;
      return checked('policy/monthly-cost', null, false, message);
    }
    const passed = parseUsd(monthlyUsd) <= parseUsd(most);
    return checked(
      'policy/monthly-cost',
      null,
      passed,
      `$${monthlyUsd} a month; at most $${most} is allowed.`,
    );
  }
}

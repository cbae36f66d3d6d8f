import { type Interval, round, wilson } from './wilson.ts';

/** How often two who say yes or no agree: a judge, and the people it is held to. */
export type Confusion = {
  /** Both say yes. */
  readonly truePass: number;
  /** The judge says yes, people no. */
  readonly falsePass: number;
  readonly falseFail: number;
  readonly trueFail: number;
};

export type Agreement = {
  readonly labels: number;
  /** Share on which both agree, with its Wilson interval. */
  readonly agreement: Interval | null;
  /** Agreement beyond chance, -1 to 1; null where one of the two always says the same. */
  readonly kappa: Interval | null;
  /** Of what people pass, the share the judge passes. */
  readonly sensitivity: Interval | null;
  /** Of what people fail, the share the judge fails. */
  readonly specificity: Interval | null;
};

export function agreementOf(confusion: Confusion): Agreement {
  const { truePass, falsePass, falseFail, trueFail } = confusion;
  const labels = truePass + falsePass + falseFail + trueFail;
  const share = (count: number, of: number): Interval | null => (of === 0 ? null : wilson(count / of, of));
  return {
    labels,
    agreement: share(truePass + trueFail, labels),
    kappa: kappaOf(confusion, labels),
    sensitivity: share(truePass, truePass + falseFail),
    specificity: share(trueFail, trueFail + falsePass),
  };
}

/**
 * Cohen's κ = (pₒ − pₑ) / (1 − pₑ) with a 95 % interval from its large-sample standard error. Sources: Cohen 1960,
 * "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20(1); the error of Fleiss,
 * Cohen and Everitt 1969, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72(5).
 */
function kappaOf({ truePass, falsePass, falseFail, trueFail }: Confusion, n: number): Interval | null {
  if (n === 0) return null;
  const cells = [
    [truePass / n, falsePass / n],
    [falseFail / n, trueFail / n],
  ] as const;
  const judge = [cells[0][0] + cells[0][1], cells[1][0] + cells[1][1]] as const;
  const people = [cells[0][0] + cells[1][0], cells[0][1] + cells[1][1]] as const;
  // One who always says the same agrees by chance alone, and the error below would be 0.
  if ([...judge, ...people].some((share) => share === 0)) return null;
  const chance = judge[0] * people[0] + judge[1] * people[1];
  const kappa = (cells[0][0] + cells[1][1] - chance) / (1 - chance);
  const rest = 1 - kappa;
  const same =
    cells[0][0] * (1 - (judge[0] + people[0]) * rest) ** 2 +
    cells[1][1] * (1 - (judge[1] + people[1]) * rest) ** 2;
  const other =
    rest ** 2 * (cells[0][1] * (people[0] + judge[1]) ** 2 + cells[1][0] * (people[1] + judge[0]) ** 2);
  const variance = (same + other - (kappa - chance * rest) ** 2) / (n * (1 - chance) ** 2);
  const half = 1.959963984540054 * Math.sqrt(Math.max(0, variance));
  return {
    value: round(kappa),
    low: round(Math.max(-1, kappa - half)),
    high: round(Math.min(1, kappa + half)),
  };
}

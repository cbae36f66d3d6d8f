import type { ChangeKind } from '../diff/change.ts';
import { changeKinds } from '../diff/rules/registry.ts';
import { PromptopsError } from '../errors.ts';
import type { AssertionType } from '../evals/assertion.ts';
import type { RuleNote } from '../lint/report.ts';
import type { Preset, Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules/registry.ts';
import { type ExampleFiles, shownFiles } from '../model/example-project.ts';
import type { Finding } from '../model/finding.ts';
import { didYouMean } from '../model/suggest.ts';
import { type CiRule, ciRules } from './ci-rules.ts';
import type { Command } from './context.ts';
import { type ExplainAssertionReport, explainAssertion } from './explain-assertion.ts';
import { type ExplainChangeReport, explainChange } from './explain-change.ts';
import { type ExplainFindingReport, explainFinding } from './explain-finding.ts';
import { explainHead } from './explain-head.ts';
import type { ReportHead } from './report-head.ts';

export type ExplainOptions = { readonly rule?: string };

export type ExplainReport = ReportHead<'explain', 'explained'> & {
  readonly rule: {
    readonly id: string;
    readonly level: Finding['level'];
    /** The smallest preset that has it on. */
    readonly preset: Preset;
    readonly summary: string;
    readonly why: string;
    readonly fix: string;
    /** Some of what it finds `lint --fix` mends. */
    readonly fixable: boolean;
  };
  /** How to switch it off or suppress it, in words; for a rule that cannot be, why. */
  readonly silence: string;
  /** Small projects by path; the config goes without saying. */
  readonly good: readonly ExampleFiles[];
  readonly bad: readonly ExampleFiles[];
};

/** The catalogue, as `promptops explain` without a rule lists it. */
export type RulesReport = ReportHead<'rules', 'explained'> & {
  readonly rules: readonly (Pick<ExplainReport['rule'], 'id' | 'level' | 'preset' | 'summary' | 'fixable'> & {
    /** It can be neither switched off nor suppressed. */
    readonly locked: boolean;
  })[];
  /** The kinds of change that `promptops diff` reports. */
  readonly changes: readonly Pick<ChangeKind, 'id' | 'audience' | 'level' | 'bump' | 'summary'>[];
  /** What `promptops ci` finds beside them. */
  readonly findings: readonly Pick<RuleNote, 'id' | 'level' | 'summary'>[];
  /** What a test can assert; each has a `not-` twin. */
  readonly assertions: readonly Pick<AssertionType, 'type' | 'group' | 'summary'>[];
};

/** The page of one rule, kind of change, finding of `ci` or assertion, or without any the catalogue. */
export const explainCommand: Command<
  ExplainOptions,
  ExplainReport | ExplainChangeReport | ExplainFindingReport | ExplainAssertionReport | RulesReport
> = async ({ rule }, context) => {
  if (rule === undefined) return listRules({}, context);
  const change = changeKinds.find(({ id }) => id === rule);
  if (change) return explainChange(change, context);
  if (Object.hasOwn(ciRules, rule)) return explainFinding(rule as CiRule, context);
  if (rules.some(({ id }) => id === rule)) return explainRule({ rule }, context);
  const assertion = (await loadAssertions()).get(rule.replace(/^not-/, ''));
  return assertion ? explainAssertion(assertion, context) : explainRule({ rule }, context);
};

/** What a rule means, with examples, and how to fix or silence what it finds. */
export const explainRule: Command<{ readonly rule: string }, ExplainReport> = async (
  { rule: id },
  context,
) => {
  const rule = rules.find((known) => known.id === id) ?? (await refuseUnknown(id));
  const { severity: level, preset, summary, why, fix, fixable = false, examples } = rule;
  return {
    kind: 'explain',
    ...(await explainHead(context)),
    rule: { id, level, preset, summary, why, fix, fixable },
    silence: silenceOf(rule),
    good: examples.good.map(shownFiles),
    bad: examples.bad.map(shownFiles),
  };
};

const listRules: Command<object, RulesReport> = async (_options, context) => ({
  kind: 'rules',
  ...(await explainHead(context)),
  rules: rules.map(({ id, severity: level, preset, summary, fixable, locked }) => ({
    id,
    level,
    preset,
    summary,
    fixable: fixable === true,
    locked: locked === true,
  })),
  changes: changeKinds.map(({ id, audience, level, bump, summary }) => ({
    id,
    audience,
    level,
    bump,
    summary,
  })),
  findings: ownFindings.map(([id, { level, summary }]) => ({ id, level, summary })),
  assertions: [...(await loadAssertions()).values()].map(({ type, group, summary }) => ({
    type,
    group,
    summary,
  })),
});

/** `recording-changed` is a kind of change as well, which says more of it. */
const ownFindings = Object.entries(ciRules).filter(([id]) => !changeKinds.some((kind) => kind.id === id));

/** Assertions stand with what they do, and load what matches their names. */
const loadAssertions = async () => (await import('../evals/assertions/registry.ts')).assertionTypes;

async function refuseUnknown(id: string): Promise<never> {
  const ids = [
    ...[...rules, ...changeKinds].map((known) => known.id),
    ...ownFindings.map(([id]) => id),
    ...(await loadAssertions()).keys(),
  ];
  const group = ids.filter((known) => known.startsWith(`${id}/`));
  const hint = group.length > 0 ? `The group has: ${group.join(', ')}.` : didYouMean(id, ids);
  throw new PromptopsError('not-found', `There is no rule, change, finding or assertion "${id}".`, {
    hint: hint ?? 'See what there is: promptops explain',
  });
}

function silenceOf({ id, locked }: Rule): string {
  if (locked) return 'It can be neither switched off nor suppressed: every command refuses such a file.';
  return [
    `At one place: "# promptops-disable-next-line ${id} -- <reason>" on the line before.`,
    `Everywhere: "lint: { rules: { ${id}: off } }" in promptops.yaml; for some files under "lint.overrides".`,
  ].join(' ');
}

import type { Fault } from '../model/fault.ts';
import { uniqueFaults } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { atContent, type Draft, draftOf, finishDrafts } from './draft.ts';
import { type Facts, noFacts } from './facts.ts';
import type { Problem, Rule, Subject } from './rule.ts';
import { rules as allRules } from './rules/registry.ts';
import { readSettings, type Settings } from './settings.ts';
import { inYaml, readSuppressions, type Suppression, suppress, suppressionKey } from './suppressions.ts';

export type LintInput = {
  readonly project: Project;
  /** Faults that other rooms find, such as assertions that are written wrongly; shown by the rule of the same id. */
  readonly faults?: readonly Fault[];
  readonly facts?: Facts;
  /** Only these rules, whatever the preset; all that the config has on when absent. */
  readonly only?: readonly string[];
};

/** What one prompt, or the project as a whole, gave. */
type Part = { readonly drafts: readonly Draft[]; readonly suppressions: readonly Suppression[] };

type Linter = Required<Omit<LintInput, 'only' | 'faults'>> & {
  readonly only: readonly string[] | null;
  readonly settings: Settings;
  /** By the path of the file they are in. */
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
};

/**
 * Checks the loaded prompts of a project. Findings are sorted by path, line, column and rule. A file that does not
 * parse is a finding like any other. Throws PromptopsError `invalid-project` for a lint config that cannot hold.
 */
export function lint(input: LintInput): readonly Finding[] {
  const linter = createLinter(input);
  return finish(linter, [
    lintLayout(linter),
    ...input.project.prompts.map((prompt) => lintOne(linter, prompt)),
  ]);
}

/** The findings of one prompt and its tests alone, as an editor needs them. */
export function lintPrompt(prompt: PromptFile, input: LintInput): readonly Finding[] {
  const linter = createLinter(input);
  return finish(linter, [lintOne(linter, prompt)]);
}

function createLinter({ project, faults = [], facts = noFacts, only }: LintInput): Linter {
  const settings = readSettings(project, allRules);
  return {
    project,
    facts,
    only: only ?? null,
    settings: only ? always : settings,
    faults: groupBy(faults, ({ at }) => at.path),
  };
}

const always: Settings = (_path, rule) => ({ level: rule.severity, chosen: false, options: null });

/** Config and layout, and faults in files that belong to no prompt. */
function lintLayout(linter: Linter): Part {
  const { project, faults } = linter;
  const { config, configFile } = project;
  const owned = new Set(project.prompts.flatMap(pathsOf));
  const others = [...faults].flatMap(([path, found]) => (owned.has(path) ? [] : found));
  const all = uniqueFaults([...project.faults, ...(configFile?.faults ?? []), ...others]);
  const subject: Subject = { prompt: null, faults: all, config, configFile, facts: linter.facts };
  return {
    drafts: run(linter, subject, configFile?.path ?? 'promptops.yaml'),
    suppressions: configFile ? inYaml(configFile, allRules) : [],
  };
}

function lintOne(linter: Linter, prompt: PromptFile): Part {
  const { config, configFile } = linter.project;
  const faults = uniqueFaults([
    ...prompt.file.faults,
    ...prompt.faults,
    ...(prompt.tests?.file.faults ?? []),
    ...(prompt.tests?.faults ?? []),
    ...pathsOf(prompt).flatMap((path) => linter.faults.get(path) ?? []),
  ]);
  const subject: Subject = { prompt, faults, config, configFile, facts: linter.facts };
  return {
    drafts: run(linter, subject, prompt.path).map((draft) => atContent(draft, prompt)),
    // What cannot be read breaks fewer rules than it will once mended: nothing is called left over for good.
    suppressions: readSuppressions(prompt, allRules).map((one) =>
      faults.length > 0 ? { ...one, removal: null } : one,
    ),
  };
}

const pathsOf = ({ path, tests }: PromptFile): readonly string[] => (tests ? [path, tests.path] : [path]);

function run(linter: Linter, subject: Subject, path: string): readonly Draft[] {
  const { only, settings, project } = linter;
  // An override may switch a rule on for another file of the prompt: findings are sifted one by one (check).
  const hasOverrides = project.config.lint.overrides.length > 0;
  const active = allRules.filter((rule) =>
    only ? only.includes(rule.id) : hasOverrides || settings(path, rule).level !== 'off',
  );
  const found = active.flatMap((rule) => [...check(rule, subject, settings(path, rule).options, settings)]);
  return only ? found : [...found, ...unexplained(subject)];
}

function* check(rule: Rule, subject: Subject, options: unknown, settings: Settings): Generator<Draft> {
  for (const problem of rule.check(subject, options)) {
    const { level, chosen } = settings(problem.at.path, rule);
    if (level === 'off') continue;
    yield draftOf(rule.id, chosen ? level : (problem.level ?? level), problem, subject.prompt?.id ?? null);
  }
}

const knownIds: ReadonlySet<string> = new Set(allRules.map(({ id }) => id));

/** Faults of a rule that has no page yet are shown all the same: they stop every other command. */
const unexplained = ({ faults, prompt }: Subject): readonly Draft[] =>
  faults
    .filter(({ rule }) => !knownIds.has(rule))
    .map((fault) => draftOf(fault.rule, 'error', fault, prompt?.id ?? null));

function finish(linter: Linter, parts: readonly Part[]): readonly Finding[] {
  // A partial is read once for every prompt that reaches it.
  const suppressions = new Map(
    parts.flatMap((part) => part.suppressions).map((one) => [suppressionKey(one), one]),
  );
  const drafts = parts.flatMap((part) => part.drafts);
  const { kept, used } = suppress(drafts, [...suppressions.values()]);
  const about = [...suppressions].flatMap(([key, one]) => aboutSuppression(linter, one, used.has(key)));
  return finishDrafts([...kept, ...about]);
}

/** What is wrong with a suppression itself: it cannot hold, or there is nothing left to silence. */
function aboutSuppression(
  { only, settings, facts }: Linter,
  suppression: Suppression,
  isUsed: boolean,
): readonly Draft[] {
  const { at, rule: id, problem, removal } = suppression;
  const say = (ruleId: string, found: Pick<Problem, 'message' | 'hint' | 'fix'>): readonly Draft[] => {
    const rule = allRules.find((known) => known.id === ruleId);
    if (!rule || (only && !only.includes(ruleId))) return [];
    const { level } = settings(at.path, rule);
    return level === 'off' ? [] : [draftOf(ruleId, level, { at, ...found }, null)];
  };
  if (problem) return say('suppression/invalid', problem);
  const rule = allRules.find((known) => known.id === id);
  // A rule that is off here may be on elsewhere: what silences it is not called unused.
  if (isUsed || !rule || (rule.ciOnly && !facts.ci) || settings(at.path, rule).level === 'off') return [];
  return say('suppression/unused', {
    message: `Nothing here breaks "${id}".`,
    hint: 'Remove the suppression.',
    ...(removal && { fix: { what: 'Remove the suppression.', edits: [removal] } }),
  });
}

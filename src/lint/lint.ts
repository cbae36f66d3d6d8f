import type { Fault } from '../model/fault.ts';
import { uniqueFaults } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { globMatcher } from '../model/glob.ts';
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

/** What others found out about one prompt, or about the project as a whole. */
export type Known = { readonly faults: readonly Fault[]; readonly facts: Facts };

/** What one prompt, or the project as a whole, gave: plain data, findings on their way. */
export type Part = { readonly drafts: readonly Draft[]; readonly suppressions: readonly Suppression[] };

/** What is left of a prompt that was linted, and all that a report says of it. */
export type LintedPrompt = Part &
  Pick<PromptFile, 'id' | 'path' | 'digest' | 'aliases'> & {
    /** null: there is no test file. */
    readonly testPath: string | null;
    readonly cases: number;
    /** Every file it is made of or names. */
    readonly reads: readonly string[];
    /** Nothing keeps it from being run: its digest is that of what it does. */
    readonly isSound: boolean;
  };

/** Lints a project part by part, so that its prompts need not all be in memory. */
export type Linter = {
  /** One prompt with its tests. */
  prompt(prompt: PromptFile, known: Known): LintedPrompt;
  /** Config and layout, and faults in files that belong to no prompt. */
  project(known: Known): Part;
  /** The findings of all parts, sorted; `isWhole`: every prompt of the project is among them. */
  finish(parts: readonly Part[], facts: Facts, isWhole: boolean): readonly Finding[];
};

type Ground = {
  readonly project: Pick<Project, 'config' | 'configFile' | 'faults' | 'ids'>;
  readonly only: readonly string[] | null;
  readonly settings: Settings;
};

/**
 * Checks the loaded prompts of a project. Findings are sorted by path, line, column and rule. A file that does not
 * parse is a finding like any other. Throws PromptopsError `invalid-project` for a lint config that cannot hold.
 */
export function lint({ project, faults = [], facts = noFacts, only }: LintInput): readonly Finding[] {
  const linter = createLinter(project, only);
  const byPath = groupBy(faults, ({ at }) => at.path);
  const ofPrompt = (prompt: PromptFile): Known => ({
    facts,
    faults: pathsOf(prompt).flatMap((path) => byPath.get(path) ?? []),
  });
  const owned = new Set(project.prompts.flatMap(pathsOf));
  const others = faults.filter(({ at }) => !owned.has(at.path));
  const parts = [
    linter.project({ faults: others, facts }),
    ...project.prompts.map((prompt) => linter.prompt(prompt, ofPrompt(prompt))),
  ];
  return linter.finish(parts, facts, project.prompts.length === project.ids.length);
}

/** The findings of one prompt and its tests alone, as an editor needs them. */
export function lintPrompt(
  prompt: PromptFile,
  { project, faults = [], facts = noFacts, only }: LintInput,
): readonly Finding[] {
  const linter = createLinter(project, only);
  const own = faults.filter(({ at }) => pathsOf(prompt).includes(at.path));
  return linter.finish([linter.prompt(prompt, { faults: own, facts })], facts, false);
}

/** Throws PromptopsError `invalid-project` for a lint config that cannot hold. */
export function createLinter(project: Ground['project'], only?: readonly string[]): Linter {
  const settings = readSettings(project, allRules);
  const ground: Ground = { project, only: only ?? null, settings: only ? always : settings };
  return {
    prompt: (prompt, known) => lintOne(ground, prompt, known),
    project: (known) => lintLayout(ground, known),
    finish: (parts, facts, isWhole) => finish(ground, parts, facts, isWhole),
  };
}

const always: Settings = (_path, rule) => ({ level: rule.severity, chosen: false, options: null });

function lintLayout(ground: Ground, { faults, facts }: Known): Part {
  const { config, configFile, faults: own, ids } = ground.project;
  const all = uniqueFaults([...own, ...(configFile?.faults ?? []), ...faults]);
  const listing = { ids, has: (glob: string) => ids.some(globMatcher(glob)) };
  const subject: Subject = { prompt: null, faults: all, config, configFile, facts, listing };
  return {
    drafts: run(ground, subject, configFile?.path ?? 'promptops.yaml'),
    suppressions: configFile ? inYaml(configFile, allRules) : [],
  };
}

function lintOne(ground: Ground, prompt: PromptFile, known: Known): LintedPrompt {
  const { config, configFile } = ground.project;
  const { id, path, digest, aliases, tests } = prompt;
  const faults = uniqueFaults([
    ...prompt.file.faults,
    ...prompt.faults,
    ...(tests?.file.faults ?? []),
    ...(tests?.faults ?? []),
    ...known.faults,
  ]);
  const subject: Subject = { prompt, faults, config, configFile, facts: known.facts, listing: null };
  return {
    ...{ id, path, digest, aliases },
    testPath: tests?.path ?? null,
    cases: tests ? tests.cases.length + tests.datasets.length : 0,
    reads: [...prompt.reads],
    isSound: prompt.faults.length === 0,
    drafts: run(ground, subject, path).map((draft) => atContent(draft, prompt)),
    // What cannot be read breaks fewer rules than it will once mended: nothing is called left over for good.
    suppressions: readSuppressions(prompt, allRules).map((one) =>
      faults.length > 0 ? { ...one, removal: null } : one,
    ),
  };
}

/** The files that are a prompt's alone. */
const pathsOf = ({ path, tests }: PromptFile): readonly string[] => (tests ? [path, tests.path] : [path]);

function run({ only, settings, project }: Ground, subject: Subject, path: string): readonly Draft[] {
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

function finish(ground: Ground, parts: readonly Part[], facts: Facts, isWhole: boolean): readonly Finding[] {
  // A partial is read once for every prompt that reaches it.
  const suppressions = new Map(
    parts.flatMap((part) => part.suppressions).map((one) => [suppressionKey(one), one]),
  );
  const drafts = parts.flatMap((part) => part.drafts);
  const { kept, used } = suppress(drafts, [...suppressions.values()]);
  const about = [...suppressions].flatMap(([key, one]) =>
    aboutSuppression(ground, one, facts, used.has(key) || (!isWhole && isShared(one))),
  );
  return finishDrafts([...kept, ...about]);
}

/** In a partial it may silence what only a prompt that is not looked at breaks. */
const isShared = ({ at }: Suppression): boolean => !/\.ya?ml$/.test(at.path);

/** What is wrong with a suppression itself: it cannot hold, or there is nothing left to silence. */
function aboutSuppression(
  { only, settings }: Ground,
  suppression: Suppression,
  facts: Facts,
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

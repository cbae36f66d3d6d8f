import { sha256 } from '../model/digest.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { byCodePoint } from '../model/order.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { type Facts, noFacts } from './facts.ts';
import type { Problem, Rule, Subject } from './rule.ts';
import { rules as allRules } from './rules/registry.ts';
import { readSettings, type Settings } from './settings.ts';
import { firstLine, inYaml, readSuppressions, type Suppression } from './suppressions.ts';

export type LintInput = {
  readonly project: Project;
  /** Faults that other rooms find, such as assertions that are written wrongly; shown by the rule of the same id. */
  readonly faults?: readonly Fault[];
  readonly facts?: Facts;
  /** Only these rules, whatever the preset; all that the config has on when absent. */
  readonly only?: readonly string[];
};

type Draft = Omit<Finding, 'fingerprint'> & { readonly detail: string };

/** What one prompt, or the project as a whole, gave. */
type Part = { readonly drafts: readonly Draft[]; readonly suppressions: readonly Suppression[] };

/**
 * Checks the loaded prompts of a project. Findings are sorted by path, line, column and rule. A file that does not
 * parse is a finding like any other. Throws PromptopsError `invalid-project` for a lint config that cannot hold.
 */
export function lint(input: LintInput): readonly Finding[] {
  const linter = createLinter(input);
  const parts = [linter.project(), ...input.project.prompts.map(linter.prompt)];
  return linter.finish(parts);
}

/** The findings of one prompt and its tests alone, as an editor needs them. */
export function lintPrompt(prompt: PromptFile, input: LintInput): readonly Finding[] {
  const linter = createLinter(input);
  return linter.finish([linter.prompt(prompt)]);
}

function createLinter({ project, faults = [], facts = noFacts, only }: LintInput) {
  const settings = readSettings(project, allRules);
  const { config } = project;
  const isOn = (rule: Rule, path: string) =>
    only ? only.includes(rule.id) : settings(path, rule).level !== 'off' || config.lint.overrides.length > 0;
  const run = (subject: Subject, path: string): readonly Draft[] => [
    ...allRules
      .filter((rule) => isOn(rule, path))
      .flatMap((rule) => [...check(rule, subject, settings(path, rule).options, only ? always : settings)]),
    ...(only ? [] : unexplained(subject)),
  ];
  return {
    project: (): Part => {
      const own = {
        prompt: null,
        faults: [...project.faults, ...(project.configFile?.faults ?? [])],
        config,
        facts,
      };
      const path = project.configFile?.path ?? 'promptops.yaml';
      return {
        drafts: run(own, path),
        suppressions: project.configFile ? inYaml(project.configFile, allRules) : [],
      };
    },
    prompt: (prompt: PromptFile): Part => {
      const testPath = prompt.tests?.path;
      const own = faults.filter(({ at }) => at.path === testPath || at.path === prompt.path);
      const found = unique([
        ...prompt.file.faults,
        ...prompt.faults,
        ...(prompt.tests?.file.faults ?? []),
        ...(prompt.tests?.faults ?? []),
        ...own,
      ]);
      return {
        drafts: run({ prompt, faults: found, config, facts }, prompt.path).map((draft) =>
          atContent(draft, prompt),
        ),
        suppressions: readSuppressions(prompt, allRules),
      };
    },
    finish: (parts: readonly Part[]): readonly Finding[] => {
      const suppressions = mergeSuppressions(parts.flatMap((part) => part.suppressions));
      const { kept, used } = suppress(
        parts.flatMap((part) => part.drafts),
        suppressions,
      );
      const about = suppressions.flatMap((one) => aboutSuppression(one, used, settings, only ?? null));
      return withFingerprints(mergeShared([...kept, ...about].sort(inOrder)));
    },
  };
}

const always: Settings = (_path, rule) => ({ level: rule.severity, chosen: false, options: null });

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

function draftOf(id: string, level: Finding['level'], problem: Problem, prompt: string | null): Draft {
  const { path, ...range } = problem.at;
  const { message, hint = null, detail = message } = problem;
  return { id, level, message, prompt, path, range, hint, help: `promptops explain ${id}`, detail };
}

function unique(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = JSON.stringify([fault.rule, fault.at, fault.message]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/** A finding about a whole file stands at its first line that says something, where a comment can stand above it. */
function atContent(draft: Draft, { file, tests }: PromptFile): Draft {
  const { line, column, endLine, endColumn } = draft.range;
  if (line !== 1 || column !== 1 || endLine !== 1 || endColumn !== 1) return draft;
  const text = draft.path === file.path ? file.text : draft.path === tests?.path ? tests.file.text : '';
  const first = firstLine(text);
  return { ...draft, range: { line: first, column: 1, endLine: first, endColumn: 1 } };
}

const keyOf = (suppression: Suppression): string =>
  `${suppression.at.path}:${suppression.at.line}:${suppression.at.column}:${suppression.rule}`;

/** A partial is read once for every prompt that reaches it. */
function mergeSuppressions(all: readonly Suppression[]): readonly Suppression[] {
  return [...new Map(all.map((suppression) => [keyOf(suppression), suppression])).values()];
}

function suppress(drafts: readonly Draft[], suppressions: readonly Suppression[]) {
  const used = new Set<string>();
  if (suppressions.length === 0) return { kept: drafts, used };
  const kept = drafts.filter(({ id, path, range }) => {
    const silencing = suppressions.filter(
      ({ at, rule, from, to, problem }) =>
        problem === null && rule === id && at.path === path && from <= range.line && range.line <= to,
    );
    for (const one of silencing) used.add(keyOf(one));
    return silencing.length === 0;
  });
  return { kept, used };
}

/** What is wrong with a suppression itself: it cannot hold, or there is nothing left to silence. */
function aboutSuppression(
  suppression: Suppression,
  used: ReadonlySet<string>,
  settings: Settings,
  only: readonly string[] | null,
): readonly Draft[] {
  const { at, rule: id, problem } = suppression;
  const say = (ruleId: string, found: Pick<Problem, 'message' | 'hint'>): readonly Draft[] => {
    const rule = allRules.find((known) => known.id === ruleId);
    if (!rule || (only && !only.includes(ruleId))) return [];
    const { level } = only ? always(at.path, rule) : settings(at.path, rule);
    return level === 'off' ? [] : [draftOf(ruleId, level, { at, ...found }, null)];
  };
  if (problem) return say('suppression/invalid', problem);
  const rule = allRules.find((known) => known.id === id);
  const isChecked =
    rule && (only ? only.includes('suppression/unused') : settings(at.path, rule).level !== 'off');
  if (used.has(keyOf(suppression)) || !isChecked) return [];
  return say('suppression/unused', {
    message: `Nothing here breaks "${id}".`,
    hint: 'Remove the suppression.',
  });
}

const inOrder = (a: Draft, b: Draft): number =>
  byCodePoint(a.path, b.path) ||
  a.range.line - b.range.line ||
  a.range.column - b.range.column ||
  byCodePoint(a.id, b.id) ||
  byCodePoint(a.message, b.message);

/** The same finding in a file that several prompts share is one finding, of no single prompt. */
function mergeShared(sorted: readonly Draft[]): readonly Draft[] {
  const merged: Draft[] = [];
  for (const draft of sorted) {
    const last = merged.at(-1);
    if (last && inOrder(last, draft) === 0) {
      if (last.prompt !== draft.prompt) merged[merged.length - 1] = { ...last, prompt: null };
    } else merged.push(draft);
  }
  return merged;
}

/** Over rule, path and detail, and which of its like it is: edits elsewhere in the file change nothing. */
function withFingerprints(drafts: readonly Draft[]): readonly Finding[] {
  const counts = new Map<string, number>();
  return drafts.map(({ detail, ...finding }) => {
    const identity = JSON.stringify([finding.id, finding.path, detail]);
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    const fingerprint = sha256(`${identity}${count}`).slice('sha256:'.length, 'sha256:'.length + 12);
    return { ...finding, fingerprint };
  });
}

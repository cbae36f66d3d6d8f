import { type Edit, editAt } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { Place, Range } from '../model/place.ts';
import type { PromptFile, TemplateSite } from '../model/prompt-file.ts';
import { didYouMean } from '../model/suggest.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import type { Problem, Rule } from './rule.ts';
import { upToLastTag } from './tags.ts';

/** `# promptops-disable-next-line <rule> -- <reason>`, or the same in a `{{! … }}` comment of a template. */
export type Suppression = {
  readonly at: Place;
  readonly rule: string;
  /** First and last line it covers: the next line that says something, with its block scalar. */
  readonly from: number;
  readonly to: number;
  /** Why it does nothing; null: it holds. */
  readonly problem: Pick<Problem, 'message' | 'hint'> | null;
  /** Takes it out of a YAML file; null in a template, whose comments are part of the prompt's digest. */
  readonly removal: Edit | null;
};

const directive = 'promptops-disable-next-line';

/** The suppressions in the files of one prompt: prompt, tests and the partials it reaches. */
export function readSuppressions(prompt: PromptFile, rules: readonly Rule[]): readonly Suppression[] {
  return [
    ...inYaml(prompt.file, rules),
    ...(prompt.tests ? inYaml(prompt.tests.file, rules) : []),
    ...prompt.templates.flatMap((site) => inTemplate(site, rules)),
  ];
}

/** The suppressions in the comments of one YAML file. */
export function inYaml(file: YamlFile, rules: readonly Rule[]): readonly Suppression[] {
  // Looking for comments costs a pass over the file, and most files have none of ours.
  if (!file.text.includes(directive)) return [];
  const lines = file.text.split(/\r?\n/);
  const coveredFrom = coverage(lines);
  return file.comments().flatMap(({ text, line, column }) => {
    const written = text.trim();
    if (!written.startsWith(directive)) return [];
    const at = { path: file.path, line, column, endLine: line, endColumn: column + text.length + 1 };
    const covered = coveredFrom(line);
    const removal = (others: readonly string[]) => withoutRule(at, lines[line - 1] ?? '', others);
    return read(written.slice(directive.length), { at, covered, removal }, rules);
  });
}

/** Takes one rule out of a suppression; with the last, the comment goes, and with it a line that held nothing else. */
function withoutRule(at: Place, line: string, others: readonly string[]): Edit {
  const before = line.slice(0, at.column - 1);
  const comment = line.slice(at.column - 1);
  if (others.length > 0) {
    const [, reason = ''] = /(\s--(?:\s.*)?)$/s.exec(comment) ?? [];
    return editAt(at, `# ${directive} ${others.join(', ')}${reason}`);
  }
  if (before.trim() === '') return editAt({ ...at, column: 1, endLine: at.line + 1, endColumn: 1 }, '');
  return editAt({ ...at, column: before.trimEnd().length + 1 }, '');
}

const templateComment = /\{\{~?!(?:--)?\s*promptops-disable-next-line([\s\S]*?)(?:--)?~?\}\}/g;

function inTemplate(site: TemplateSite, rules: readonly Rule[]): readonly Suppression[] {
  if (!site.source.includes(directive)) return [];
  return [...upToLastTag(site.source).matchAll(templateComment)].flatMap((match) => {
    const at = site.place(match.index, match.index + match[0].length);
    const next = at.endLine + 1;
    return read(match[1] ?? '', { at, covered: [next, next], removal: () => null }, rules);
  });
}

type Written = {
  readonly at: Place;
  readonly covered: readonly [number, number];
  /** The edit that leaves only these other rules. */
  readonly removal: (others: readonly string[]) => Edit | null;
};

function read(text: string, { at, covered, removal }: Written, rules: readonly Rule[]): Suppression[] {
  const [from, to] = covered;
  const [named = '', ...reason] = text.split(/\s--\s|\s--$/);
  const ids = named.split(/[\s,]+/).filter(Boolean);
  const hasReason = reason.join(' ').trim() !== '';
  const suppression = (rule: string, problem: Suppression['problem']) => {
    const others = ids.filter((id) => id !== rule);
    return { at, rule, from, to, problem, removal: removal(others) };
  };
  if (ids.length === 0) {
    return [suppression('', { message: 'A suppression must name the rule it silences.', hint: usage })];
  }
  return ids.map((id) => suppression(id, problemOf(id, hasReason, rules)));
}

const usage = `Write "# ${directive} <rule> -- <reason>".`;

function problemOf(id: string, hasReason: boolean, rules: readonly Rule[]): Suppression['problem'] {
  const rule = rules.find((known) => known.id === id);
  if (!rule) {
    const hint =
      didYouMean(
        id,
        rules.map((known) => known.id),
      ) ?? usage;
    return { message: `A suppression names "${id}", which is no rule.`, hint };
  }
  if (rule.locked) {
    return {
      message: `Rule "${id}" cannot be suppressed.`,
      hint: 'Files that break it are refused by every command.',
    };
  }
  if (!hasReason) return { message: `The suppression of "${id}" gives no reason.`, hint: usage };
  return null;
}

/** By line: the first one after it that is neither blank nor a comment; with `key: |` also the text below it. */
function coverage(lines: readonly string[]): (line: number) => readonly [number, number] {
  const known = new Map<number, readonly [number, number]>();
  return (line) => {
    const passed: number[] = [];
    let at = line;
    while (at < lines.length && !known.has(at) && /^\s*(#.*)?$/.test(lines[at] ?? '')) passed.push(at++);
    const covered = known.get(at) ?? coveredAt(lines, at);
    // Comments that follow each other cover the same: none is walked through twice.
    for (const each of [...passed, at]) known.set(each, covered);
    return covered;
  };
}

function coveredAt(lines: readonly string[], at: number): readonly [number, number] {
  const header = /^(\s*)((?:- +)*)(.*?)(?:^|[\s:-])[|>][-+0-9]{0,2}\s*(?:#.*)?$/.exec(lines[at] ?? '');
  let end = at;
  if (header) {
    const [, space = '', dashes = '', key = ''] = header;
    // Text below `- |` is indented against the dash, below `- key: |` against the key.
    const indent = space.length + (key === '' ? Math.max(0, dashes.length - 2) : dashes.length);
    while (end + 1 < lines.length && isBelow(lines[end + 1] ?? '', indent)) end += 1;
  }
  return [at + 1, end + 1];
}

const isBelow = (line: string, indent: number): boolean => {
  const start = line.search(/\S/);
  return start === -1 || start > indent;
};

/** The first line of a file that says something: where findings about the whole file stand for suppressions. */
export function firstLine(text: string): number {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => !/^\s*(#.*|---\s*)?$/.test(line));
  return at === -1 ? 1 : at + 1;
}

export const suppressionKey = ({ at, rule }: Suppression): string =>
  `${at.path}:${at.line}:${at.column}:${rule}`;

/** What no suppression covers, and the keys of those that covered something. */
export function suppress<Found extends { readonly id: string; readonly path: string; readonly range: Range }>(
  findings: readonly Found[],
  suppressions: readonly Suppression[],
): { readonly kept: readonly Found[]; readonly used: ReadonlySet<string> } {
  const used = new Set<string>();
  const holding = groupBy(
    suppressions.filter(({ problem }) => problem === null),
    ({ at, rule }) => `${at.path} ${rule}`,
  );
  const kept = findings.filter(({ id, path, range }) => {
    const silencing = (holding.get(`${path} ${id}`) ?? []).filter(
      ({ from, to }) => from <= range.line && range.line <= to,
    );
    for (const one of silencing) used.add(suppressionKey(one));
    return silencing.length === 0;
  });
  return { kept, used };
}

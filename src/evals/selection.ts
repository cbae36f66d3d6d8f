import { PromptopsError } from '../errors.ts';
import { globMatcher, isGlob } from '../model/glob.ts';
import { findNearest } from '../model/suggest.ts';
import type { Case } from '../model/test-file.ts';

/** Which cases run, and on what; empty lists and null leave it to the files. */
export type TestSelection = {
  /** Ids or globs. */
  readonly cases: readonly string[];
  readonly tags: readonly string[];
  /** Replace the models of prompts and cases. */
  readonly models: readonly string[];
  readonly locales: readonly string[];
  readonly variants: readonly string[];
  readonly repeat: number | null;
  /** Nothing to run is no mistake: what was not changed is not run. */
  readonly mayBeEmpty?: boolean;
  /** What is run is a part of what was selected: a word that finds nothing here finds something in the rest. */
  readonly isPart?: boolean;
};

export const selectAll: TestSelection = {
  cases: [],
  tags: [],
  models: [],
  locales: [],
  variants: [],
  repeat: null,
};

/** Picks cases and remembers which of the asked words found nothing. */
export type CasePicker = {
  picks(one: Pick<Case, 'id' | 'tags'>): boolean;
  /** Throws `usage` for a word that no case answers to, with the one it may have meant. */
  refuseUnused(): void;
};

/** How many ids a "did you mean" looks through: those of a dataset of a million rows are not kept. */
const maxKnown = 20_000;

export function createCasePicker({ cases, tags }: Pick<TestSelection, 'cases' | 'tags'>): CasePicker {
  const patterns = cases.map((pattern) => ({ pattern, matches: globMatcher(pattern), used: false }));
  const wanted = tags.map((tag) => ({ tag, used: false }));
  const [knownIds, knownTags] = [new Set<string>(), new Set<string>()];
  const byId = (id: string): boolean => {
    if (patterns.length === 0) return true;
    if (knownIds.size < maxKnown) knownIds.add(id);
    const hits = patterns.filter((one) => one.pattern === id || one.matches(id));
    for (const hit of hits) hit.used = true;
    return hits.length > 0;
  };
  const byTag = (own: readonly string[]): boolean => {
    if (wanted.length === 0) return true;
    for (const tag of own) knownTags.add(tag);
    const hits = wanted.filter(({ tag }) => own.includes(tag));
    for (const hit of hits) hit.used = true;
    return hits.length > 0;
  };
  return {
    picks({ id, tags: own }) {
      // Both are asked: each must learn what there is.
      const [id_, tag_] = [byId(id), byTag(own)];
      return id_ && tag_;
    },
    refuseUnused() {
      const lost = patterns.find(({ used }) => !used);
      if (lost) throw nothing(isGlob(lost.pattern) ? 'matches' : 'is called', 'case', lost.pattern, knownIds);
      const strange = wanted.find(({ used }) => !used);
      if (strange) throw nothing('has the tag', 'tag', strange.tag, knownTags);
    },
  };
}

/** As many names as a line takes. */
const maxListed = 10;

function nothing(verb: string, flag: string, word: string, known: ReadonlySet<string>): PromptopsError {
  const nearest = findNearest(word, known);
  const all =
    known.size === 0 || known.size > maxListed
      ? `See the test files for what \`--${flag}\` can name.`
      : `There is ${[...known].join(', ')}.`;
  const hint = nearest === null ? all : `Did you mean "${nearest}"?`;
  return new PromptopsError('usage', `No selected case ${verb} "${word}".`, { hint });
}

/** Values of an axis (locale or variant) a case runs on, seen from its own and the asked ones; null is the base. */
export function valuesFor(own: string | null, asked: readonly string[]): readonly (string | null)[] {
  if (asked.length === 0) return [own];
  return own === null ? asked : asked.filter((value) => value === own);
}

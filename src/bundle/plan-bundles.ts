import { PromptopsError } from '../errors.ts';
import type { Config } from '../model/config.ts';
import { globMatcher } from '../model/glob.ts';
import { byCodePoint } from '../model/order.ts';
import { didYouMean } from '../model/suggest.ts';

/** One bundle of a project and which of the prompts are in it; drafts among them are left out when it is built. */
export type PlannedBundle = {
  readonly name: string;
  readonly globs: readonly string[];
  /** Sorted. */
  readonly ids: readonly string[];
};

/** The one bundle, of all prompts, that a project has which configures none. */
const defaultName = 'prompts';

/**
 * The bundles of a project with the ids of their prompts, sorted by name; only those asked for, when names are given.
 * A prompt may be in several. Throws PromptopsError `not-found` for a name there is not, and `invalid-project` for a
 * glob that no prompt fits, since a bundle that quietly lost a prompt would break who uses it.
 */
export function planBundles(
  { bundles }: Pick<Config, 'bundles'>,
  ids: readonly string[],
  names: readonly string[] = [],
): readonly PlannedBundle[] {
  const configured = Object.keys(bundles).length > 0 ? bundles : { [defaultName]: ['**'] };
  const known = Object.keys(configured).sort(byCodePoint);
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new PromptopsError('not-found', `There is no bundle "${strange}".`, {
      hint: didYouMean(strange, known) ?? `There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`,
    });
  }
  return known
    .filter((name) => names.length === 0 || names.includes(name))
    .map((name) => planBundle(name, configured[name] ?? [], ids));
}

function planBundle(name: string, globs: readonly string[], ids: readonly string[]): PlannedBundle {
  const chosen = new Set<string>();
  for (const glob of globs) {
    const matches = globMatcher(glob);
    const found = ids.filter((id) => matches(id));
    if (found.length === 0) {
      throw new PromptopsError('invalid-project', `No prompt fits "${glob}" of bundle "${name}".`, {
        hint: 'Correct "bundles" in promptops.yaml: its globs are of ids, as "promptops list" shows them.',
      });
    }
    for (const id of found) chosen.add(id);
  }
  return { name, globs, ids: [...chosen].sort(byCodePoint) };
}

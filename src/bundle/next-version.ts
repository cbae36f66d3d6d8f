import semver from 'semver';
import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';

/** What changes ask of a version, worst first. */
const bumps = ['major', 'minor', 'patch', 'none'] as const;
export type VersionBump = (typeof bumps)[number];

/** Of a bundle, and by id of each prompt in it. */
export type Versions = { readonly version: string; readonly prompts: Readonly<Record<string, string>> };

export type NextVersions = Versions & {
  /** What the changes ask for; null: it is the first version. */
  readonly bump: VersionBump | null;
};

type Asked = {
  /** null: nothing was published yet. */
  readonly previous: Versions | null;
  /** Ids of the prompts that are to be in it. */
  readonly ids: readonly string[];
  /** What the changes of a prompt ask for; one that is absent did not change. */
  readonly changes: ReadonlyMap<string, VersionBump>;
  /** Named by the user in place of the derived one; `reason` is needed to go below it. */
  readonly as: string | null;
  readonly reason: string | null;
};

const firstVersion = '0.1.0';

/**
 * The next version of a bundle and of each prompt in it. A prompt that left the bundle breaks who loads it by its id,
 * one that came is something new; the bundle rises by the most that any of its prompts asks for. Files that differ
 * without a change of meaning, a description for instance, are a patch.
 */
export function nextVersions(asked: Asked): NextVersions {
  const { previous, ids, changes, as } = asked;
  const bump = previous && worst([...membership(previous, ids), ...changes.values(), 'patch']);
  const derived = previous && bump ? raise(previous.version, bump) : firstVersion;
  const version = as === null ? derived : checkedVersion(as, derived, asked);
  const isStable = semver.major(version) > 0;
  const versionOf = (id: string): string => {
    const before = previous && Object.hasOwn(previous.prompts, id) ? previous.prompts[id] : undefined;
    // A bundle that is declared stable takes its prompts with it.
    if (before === undefined || (isStable && semver.major(before) === 0))
      return isStable ? '1.0.0' : firstVersion;
    return raise(before, changes.get(id) ?? 'none');
  };
  const entries = ids.toSorted(byCodePoint).map((id) => [id, versionOf(id)] as const);
  return { bump, version, prompts: Object.fromEntries(entries) };
}

const worst = (found: readonly VersionBump[]): VersionBump =>
  bumps.find((bump) => found.includes(bump)) ?? 'none';

function membership({ prompts }: Versions, ids: readonly string[]): readonly VersionBump[] {
  const now = new Set(ids);
  const left = Object.keys(prompts).some((id) => !now.has(id));
  const came = ids.some((id) => !Object.hasOwn(prompts, id));
  return [...(left ? (['major'] as const) : []), ...(came ? (['minor'] as const) : [])];
}

/** Below 1.0.0 what breaks raises the minor version, as semver's own ranges read it. */
function raise(version: string, bump: VersionBump): string {
  if (bump === 'none') return version;
  const step = bump === 'major' && semver.major(version) === 0 ? 'minor' : bump;
  return semver.inc(version, step) ?? version;
}

function checkedVersion(as: string, derived: string, { previous, reason }: Asked): string {
  const refuse = (message: string, hint: string): never => {
    throw new PromptopsError('usage', message, { hint });
  };
  if (!isVersion(as)) refuse(`"${as}" is no version.`, `Write one as semver does, such as "${derived}".`);
  if (previous !== null && semver.lte(as, previous.version))
    refuse(
      `"${as}" is not above ${previous.version}, which is published.`,
      `The changes ask for ${derived}.`,
    );
  if (semver.lt(as, derived) && reason === null) {
    refuse(
      `"${as}" is below ${derived}, which the changes ask for.`,
      'Say why with --reason <text>, or leave "--as" out.',
    );
  }
  return as;
}

/** Whether a text is a version as tags carry it: semver, without build metadata. */
export const isVersion = (text: string): boolean => semver.valid(text) === text;

/** Oldest first. */
export const byVersion = (a: string, b: string): number => semver.compare(a, b);

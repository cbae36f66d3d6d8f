import { applyFixes } from '../lint/fix.ts';
import type { Finding } from '../model/finding.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { withTexts } from '../source/edited-snapshot.ts';
import type { LintedProject } from './lint-project.ts';
import type { OpenedFiles } from './open-project.ts';

export type FixedProject = {
  /** As it is after the fixes, and what lint still finds in it. */
  readonly linted: LintedProject;
  /** What was mended, in the order it was. */
  readonly fixed: readonly Finding[];
  /** Changed files before and after, by path; nothing is written yet. */
  readonly changes: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
};

/** A fix may uncover another finding; more rounds than this mean that two fixes undo each other. */
const maxRounds = 10;

/** Mends and lints again until nothing is left to mend, all in memory. */
export async function fixProject(
  { root, snapshot }: OpenedFiles,
  found: LintedProject,
  lint: (snapshot: Snapshot) => Promise<LintedProject>,
): Promise<FixedProject> {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const fixed: Finding[] = [];
  let linted = found;
  for (let round = 0; round < maxRounds; round += 1) {
    const { findings } = linted;
    const paths = findings.flatMap(({ fix }) => fix?.edits.map(({ path }) => path) ?? []);
    for (const [path, text] of await readTexts(
      snapshot,
      paths.filter((each) => !before.has(each)),
    )) {
      before.set(path, text);
    }
    const mended = applyFixes(new Map([...before, ...after]), findings);
    if (mended.fixed.length === 0) break;
    for (const [path, text] of mended.texts) after.set(path, text);
    const next = await lint(withTexts(root, snapshot, after));
    refuseOtherPrompts(linted, next);
    linted = next;
    fixed.push(...mended.fixed);
  }
  const changes = [...after].map(
    ([path, text]) => [path, { before: before.get(path) ?? '', after: text }] as const,
  );
  return { linted, fixed, changes: new Map(changes) };
}

/** Byte order marks are kept: they may be what is mended. What is no UTF-8 is left alone. */
async function readTexts(snapshot: Snapshot, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts = new Map<string, string>();
  for (const [path, bytes] of await snapshot.read([...new Set(paths)])) {
    try {
      texts.set(path, decoder.decode(bytes));
    } catch {
      // Its finding stays.
    }
  }
  return texts;
}

/** Fixes promise to leave the behaviour alone; should one ever not, nothing is written. */
function refuseOtherPrompts(before: LintedProject, after: LintedProject): void {
  const digests = new Map(after.prompts.map(({ id, digest }) => [id, digest]));
  for (const { id, digest, isSound } of before.prompts) {
    // What has faults does nothing yet: no command but lint takes it.
    if (isSound && digests.get(id) !== digest) {
      throw new Error(`A fix would have changed what prompt "${id}" does; nothing was written.`);
    }
  }
}

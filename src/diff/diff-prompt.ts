import { canonicalJson, sha256 } from '../model/digest.ts';
import { fingerprint } from '../model/finding.ts';
import { recordedPrompt } from '../model/layout.ts';
import { byCodePoint } from '../model/order.ts';
import { fileStart } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { type Change, type Difference, levels, type Sides } from './change.ts';
import type { Facts } from './facts.ts';
import { guardsOf, placeAtHead, placeInTemplate, placeOfPartial, writtenAt } from './places.ts';
import { compareLifecycle } from './rules/lifecycle.ts';
import { compareOverlays } from './rules/overlays.ts';
import { behaviorComparisons, fileComparisons } from './rules/registry.ts';
import { behaviorChanged } from './rules/unnamed.ts';

/** How one prompt differs between two readings. */
export type PromptDiff = {
  /** Id at head; of one that is gone, its last. */
  readonly prompt: string;
  /** Id at base, where it is another one. */
  readonly from: string | null;
  readonly path: string;
  readonly state: 'added' | 'removed' | 'renamed' | 'changed' | 'unchanged';
  /** `status: draft` at the base: nobody depends on it, nothing of it counts. */
  readonly draft: boolean;
  readonly digest: { readonly before: string | null; readonly after: string | null };
  /** Worst first. */
  readonly changes: readonly Change[];
};

/**
 * The semantic difference of two readings of one prompt; null on one side: it is not there. Both must be readable
 * (`prompt` is not null). Behaviour is compared exactly when the digests differ.
 */
export async function diffPrompt(
  before: PromptFile | null,
  after: PromptFile | null,
  facts: Facts,
): Promise<PromptDiff> {
  const one = after ?? before;
  if (!one) throw new TypeError('One of the two readings must be there.');
  const differences = [
    ...compareLifecycle(before, after, facts),
    ...(before && after ? await compareReadings(before, after, facts) : []),
  ];
  const changes = differences.map((difference) => changeOf(difference, one));
  return {
    prompt: one.id,
    from: before && before.id !== one.id ? before.id : null,
    path: one.path,
    state: stateOf(before, after, changes.length),
    draft: before?.metadata.status === 'draft',
    digest: { before: before?.digest ?? null, after: after?.digest ?? null },
    changes: changes.sort(inOrder),
  };
}

function stateOf(before: PromptFile | null, after: PromptFile | null, count: number): PromptDiff['state'] {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  if (before.id !== after.id) return 'renamed';
  return count === 0 ? 'unchanged' : 'changed';
}

async function compareReadings(
  before: PromptFile,
  after: PromptFile,
  facts: Facts,
): Promise<readonly Difference[]> {
  const behavior = before.digest === after.digest ? [] : await compareBehavior(before, after);
  const files = fileComparisons.flatMap(({ compare }) => [...compare({ before, after, facts })]);
  return [...behavior, ...files];
}

async function compareBehavior(before: PromptFile, after: PromptFile): Promise<readonly Difference[]> {
  if (!before.prompt || !after.prompt) return [];
  const sides: Sides = {
    before: before.prompt,
    after: after.prompt,
    guards: guardsOf(before),
    at: (path) => placeAtHead(before, after, path),
    inTemplate: (template, around, span) => placeInTemplate(after, template, around, span),
    placeOfPartial: (name) => placeOfPartial(after, name),
    written: (path) => ({ before: writtenAt(before, path), after: writtenAt(after, path) }),
  };
  const base = await compareSides(sides);
  const found = [...base, ...(await compareOverlays(sides, base, compareSides))];
  // What a mistake leaves out of a prompt changes its digest: the mistake is told.
  if (found.length > 0 || [before, after].some(({ faults }) => faults.length > 0)) return found;
  const message = `Digest ${before.digest} → ${after.digest}.`;
  return [{ kind: behaviorChanged, at: fileStart(after.path), message, about: 'digest' }];
}

async function compareSides(sides: Sides): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const { compare } of behaviorComparisons)
    for await (const difference of compare(sides)) found.push(difference);
  return found;
}

/** A difference as it is reported. What does not stand in the prompt's own files is not its alone. */
export function changeOf(
  { kind, at, message, about, before, after, ...own }: Difference,
  prompt: PromptFile | null,
): Change {
  const { path, ...range } = at;
  const owner = prompt && isOwn(path, prompt) ? prompt.id : null;
  // What was approved is this very change: another value is another change.
  const values = sha256(canonicalJson([before ?? null, after ?? null]));
  return {
    id: kind.id,
    level: own.level ?? kind.level,
    audience: kind.audience,
    bump: own.bump ?? kind.bump,
    message,
    prompt: owner,
    path,
    range,
    fingerprint: fingerprint({
      rule: kind.id,
      prompt: owner,
      path,
      detail: `${about} ${values}`,
    }),
    hint: own.hint ?? null,
    help: `promptops explain ${kind.id}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

const isOwn = (path: string, prompt: PromptFile): boolean =>
  path === prompt.path || path === prompt.tests?.path || recordedPrompt(path) === prompt.path;

/** Worst first, then by place. */
export const inOrder = (a: Change, b: Change): number =>
  levels.indexOf(a.level) - levels.indexOf(b.level) ||
  byCodePoint(a.path, b.path) ||
  a.range.line - b.range.line ||
  byCodePoint(a.id, b.id) ||
  byCodePoint(a.message, b.message);

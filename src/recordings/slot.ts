import { byCodePoint } from '../model/order.ts';
import type { Slot } from './interaction.ts';
import type { Interaction, Recording } from './recording.ts';

const roles: readonly Slot['role'][] = ['target', 'judge', 'embed'];

/** Fields of a slot that may differ between two calls of one case, in the order they are sorted by. */
const fields = ['model', 'target', 'locale', 'variant', 'turn', 'assertion', 'call', 'repeat'] as const;

/** Order of a recording's calls: targets before judges, then field by field, absent before present. */
export function compareSlots(a: Slot, b: Slot): number {
  const byRole = roles.indexOf(a.role) - roles.indexOf(b.role);
  if (byRole !== 0) return byRole;
  for (const field of fields) {
    const order = compareField(a[field], b[field]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether two slots are the same call of a case. */
export const sameSlot = (a: Slot, b: Slot): boolean => compareSlots(a, b) === 0;

/** The recorded call at a slot; null when there is none. */
export function findInteraction(recording: Recording | null, slot: Slot): Interaction | null {
  return recording?.interactions.find((each) => sameSlot(each.slot, slot)) ?? null;
}

/** `recorded` with `fresh` put in: same slots are replaced, the others kept, the whole sorted. */
export function mergeInteractions(
  recorded: readonly Interaction[],
  fresh: readonly Interaction[],
): readonly Interaction[] {
  const kept = recorded.filter((old) => !fresh.some((each) => sameSlot(each.slot, old.slot)));
  return [...kept, ...fresh].sort((a, b) => compareSlots(a.slot, b.slot));
}

/** Why no recorded call has this slot: the nearest one there is, and what it differs in. */
export function explainAbsence(recording: Recording | null, slot: Slot): readonly string[] {
  const alike = (recording?.interactions ?? []).filter((each) => each.slot.role === slot.role);
  if (alike.length === 0) return ['nothing is recorded for this case'];
  const nearest = alike
    .map((each) => fields.filter((field) => each.slot[field] !== slot[field]))
    .reduce((best, each) => (each.length < best.length ? each : best));
  return nearest.map((field) => {
    const others = alike
      .filter((each) => differsOnlyIn(each.slot, slot, nearest))
      .map((each) => each.slot[field]);
    const recorded = [...new Set(others.map(String).map((name) => (name === 'undefined' ? 'none' : name)))];
    return `no recording for ${field} ${slot[field] ?? 'none'} (recorded: ${recorded.join(', ')})`;
  });
}

const differsOnlyIn = (a: Slot, b: Slot, allowed: readonly string[]): boolean =>
  fields.every((field) => allowed.includes(field) || a[field] === b[field]);

function compareField(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b));
}

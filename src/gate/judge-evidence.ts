import type { Gate } from '../model/gates.ts';

export type EvidenceKind = 'test' | 'cost';

/** A saved report that passed, and which prompts it is about. */
export type SavedEvidence = { readonly kind: EvidenceKind; readonly prompts: readonly string[] };

/** A gate that nobody showed to hold: of which kind, and for which prompts. */
export type OpenGate = { readonly kind: EvidenceKind; readonly prompts: readonly string[] };

/** Blocking gates of the config over prompts that no report is about: without evidence a gate has not passed. */
export function openGates(
  reports: readonly SavedEvidence[],
  gates: readonly Gate[],
  prompts: readonly string[],
  matches: (scope: string, prompt: string) => boolean,
): readonly OpenGate[] {
  return (['test', 'cost'] as const).flatMap((kind) => {
    const asked = gates.filter((gate) => gate.level === 'block' && demands(kind, gate));
    const shown = new Set(
      reports.filter((report) => report.kind === kind).flatMap((report) => report.prompts),
    );
    const open = prompts.filter((id) => !shown.has(id) && asked.some(({ scope }) => matches(scope, id)));
    return open.length === 0 ? [] : [{ kind, prompts: open }];
  });
}

const demands = (kind: EvidenceKind, { cost, passRate, margin, maxErrorRate }: Gate): boolean =>
  kind === 'cost'
    ? cost !== undefined
    : [passRate, margin, maxErrorRate].some((limit) => limit !== undefined);

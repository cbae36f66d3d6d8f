import type { Fault } from '../model/fault.ts';
import { listOf, recordOf, textOf } from '../model/shape.ts';
import { validateFile } from '../model/validate.ts';
import type { YamlFile } from '../model/yaml-file.ts';

/** Accepted changes, at the project's root. */
export const approvalsPath = 'promptops.approvals.yaml';

export type Approval = { readonly reason: string; readonly by: string | null };

/** The approvals of a parsed file by fingerprint; with a fault in the file nothing is accepted. */
export function parseApprovals(file: YamlFile | null): {
  readonly approvals: ReadonlyMap<string, Approval>;
  readonly faults: readonly Fault[];
} {
  const faults = file ? [...file.faults, ...validateFile('approvals', file)] : [];
  if (!file || faults.length > 0) return { approvals: new Map(), faults };
  const approvals = listOf(recordOf(file.value)?.['approvals']).flatMap((item): [string, Approval][] => {
    const entry = recordOf(item);
    const [fingerprint, reason] = [textOf(entry?.['fingerprint']), textOf(entry?.['reason'])];
    return fingerprint === null || reason === null
      ? []
      : [[fingerprint, { reason, by: textOf(entry?.['by']) }]];
  });
  return { approvals: new Map(approvals), faults };
}

import { PromptopsError } from '../errors.ts';
import { type Fault, formatFault } from '../model/fault.ts';
import { byCodePoint } from '../model/order.ts';
import type { Project } from '../model/project.ts';

/** Everything that stops the loaded prompts from being tested. */
export const faultsOf = (project: Project): readonly Fault[] => [
  ...project.faults,
  ...project.prompts.flatMap(({ file, faults, tests }) => [
    ...file.faults,
    ...faults,
    ...(tests?.file.faults ?? []),
    ...(tests?.faults ?? []),
  ]),
];

/** Throws `invalid-project` with every fault, each with its place; nothing for none. */
export function refuseFaults(found: readonly Fault[]): void {
  const faults = [...uniqueFaults(found)].sort(byPlace);
  if (faults.length === 0) return;
  const files = new Set(faults.map(({ at }) => at.path));
  throw new PromptopsError(
    'invalid-project',
    `${count(faults.length, 'fault')} in ${count(files.size, 'file')}.`,
    {
      details: faults.map(formatFault),
      hint: 'Run `promptops explain <rule>` for what a rule means.',
    },
  );
}

const byPlace = ({ at: a }: Fault, { at: b }: Fault): number =>
  byCodePoint(a.path, b.path) || a.line - b.line || a.column - b.column;

/** A fault of `defaultTest` is one fault, however many cases inherit it. */
export function uniqueFaults(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Map(faults.map((fault) => [JSON.stringify([fault.rule, fault.message, fault.at]), fault]));
  return [...seen.values()];
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

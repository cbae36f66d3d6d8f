import type { ModelCall } from '../evals/provider.ts';

/** The command that records exactly this call. */
export function recordCommand({ prompt, case: caseId, slot }: ModelCall): string {
  const flags = [
    ['--case', caseId],
    // A judge's slot names the judge's model, not one that a prompt can be run on.
    ['--model', slot.role === 'target' ? slot.model : slot.target],
    ['--locale', slot.locale],
    ['--variant', slot.variant],
    ['--repeat', slot.repeat > 0 ? String(slot.repeat + 1) : undefined],
  ] as const;
  const words = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quote(value)]));
  return ['promptops test', quote(prompt), ...words, '--replay record'].join(' ');
}

/** As a shell reads it. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

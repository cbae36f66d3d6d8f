import type { GateResult } from '../../evals/report.ts';
import { type Block, bad, good, type Line, muted, plain, strong, warn } from '../document.ts';

/** What was demanded, and the answers. */
export function gateSection(gates: readonly GateResult[]): readonly Block[] {
  if (gates.length === 0) return [];
  const items = gates.map(
    ({ gate, scope, level, passed, want, got, message }): Line => [
      passed ? good('✔ ') : level === 'warn' ? warn('⚠ ') : bad('✖ '),
      plain(gate),
      plain(`  ${scope === '**' ? 'every prompt' : scope}`),
      plain(`  want ${want}, got ${got}`),
      ...(message && !passed ? [muted(`  ${message}`)] : []),
    ],
  );
  return [{ type: 'section', title: [strong('Gates')], blocks: [{ type: 'list', items }] }];
}

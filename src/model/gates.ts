import type { Fault } from './fault.ts';
import { type JsonRecord, listOf, numberOf, oneOf, recordOf, textOf } from './shape.ts';
import type { YamlFile } from './yaml-file.ts';

/** One rule of the gate; the keys say which number it holds to. */
export type Gate = {
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly message: string | null;
  readonly passRate?: number;
  readonly margin?: number;
  readonly maxErrorRate?: number;
  readonly diff?: 'breaking' | 'dangerous' | 'any';
  readonly cost?: Readonly<Record<string, number>>;
};

const rates = ['passRate', 'margin', 'maxErrorRate'] as const;
const demands = [...rates, 'diff', 'cost'];

/** The gates of `promptops.yaml`. One that demands nothing is a fault: it would look like a gate and always pass. */
export function parseGates(value: unknown, file: YamlFile | null, faults: Fault[]): readonly Gate[] {
  return listOf(value).flatMap((item, index) => {
    const entry = recordOf(item);
    if (!entry) return [];
    // A misspelt demand has its own fault.
    const own = Object.keys(entry).filter((key) => !key.startsWith('x-'));
    if (file && own.every((key) => ['scope', 'level', 'message'].includes(key))) {
      const hint = `Add one of ${demands.map((key) => `"${key}"`).join(', ')}.`;
      const at = file.placeOf(['gates', index]);
      faults.push({ rule: 'schema/invalid', message: 'The gate demands nothing.', hint, at });
    }
    return [parseGate(entry)];
  });
}

function parseGate(entry: JsonRecord): Gate {
  const diff = oneOf(entry['diff'], ['breaking', 'dangerous', 'any'] as const);
  const cost = recordOf(entry['cost']);
  const written = rates.flatMap((key) => {
    const rate = numberOf(entry[key]);
    return rate === null ? [] : [[key, rate] as const];
  });
  return {
    scope: textOf(entry['scope']) ?? '**',
    level: oneOf(entry['level'], ['block', 'warn'] as const) ?? 'block',
    message: textOf(entry['message']),
    ...Object.fromEntries(written),
    ...(diff === null ? {} : { diff }),
    ...(cost === null ? {} : { cost: numbersOf(cost) }),
  };
}

function numbersOf(record: JsonRecord): Readonly<Record<string, number>> {
  const numbers = Object.entries(record).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return Object.fromEntries(numbers);
}

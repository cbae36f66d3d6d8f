import type { Origin } from '../../recordings/interaction.ts';

const words: readonly (readonly [Origin, string])[] = [
  ['live', 'live'],
  ['sample', 'sample'],
  ['import', 'imported'],
  ['computed', 'computed'],
];

/**
 * Who made the answers, in words nobody can mistake: `replayed (sample)` are hand-written, `replayed (live)` were given
 * by a provider on an earlier day, `live` were asked for in this run.
 */
export function describeOrigins(origin: Readonly<Record<Origin, number>>, replayed: number): string {
  const present = words.filter(([key]) => origin[key] > 0);
  const total = present.reduce((sum, [key]) => sum + origin[key], 0);
  if (total === 0) return '';
  const names = present
    .map(([key, word]) => (present.length > 1 ? `${word} ${origin[key]}` : word))
    .join(', ');
  if (replayed === 0) return names;
  const share = replayed < total ? `replayed ${replayed} of ${total}` : 'replayed';
  return `${share} (${names})`;
}

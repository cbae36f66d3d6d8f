import type { JSX } from 'preact';
import type { Interval } from '../../evals/statistics/wilson.ts';
import { percent } from './words.ts';

const width = 160;

type RateProps = { readonly head: Interval | null; readonly base: Interval | null };

/** A pass rate between 0 and 100 %: where it is, how sure that is (95 %), and where the base stands. */
export function RateBar({ head, base }: RateProps): JSX.Element | null {
  if (head === null) return null;
  const at = (share: number): number => 2 + share * (width - 4);
  const words =
    `${percent(head.value)}, surely between ${percent(head.low, 0)} and ${percent(head.high, 0)}` +
    (base ? `; base ${percent(base.value)}` : '');
  return (
    <svg class="rate" viewBox={`0 0 ${width} 18`} role="img" aria-label={words}>
      <title>{words}</title>
      <rect class="track" x="2" y="8" width={width - 4} height="2" rx="1" />
      <rect
        class="interval"
        x={at(head.low)}
        y="5"
        width={Math.max(2, at(head.high) - at(head.low))}
        height="8"
        rx="4"
      />
      {base && <path class="base-tick" d={`M${at(base.value)} 1V17`} />}
      <circle class="value" cx={at(head.value)} cy="9" r="4" />
    </svg>
  );
}

type ScoresProps = { readonly head: readonly number[]; readonly base: readonly number[] | null };

/** How many cases have which score, in tenths; the base as an outline. */
export function ScoreBars({ head, base }: ScoresProps): JSX.Element {
  const most = Math.max(1, ...head, ...(base ?? []));
  const height = (count: number): number => (count === 0 ? 0 : Math.max(2, (count / most) * 24));
  const words = `Scores: ${head
    .map((count, bin) => (count === 0 ? '' : `${count} from ${bin / 10} to ${(bin + 1) / 10}`))
    .filter(Boolean)
    .join(', ')}`;
  return (
    <svg class="scores" viewBox="0 0 82 28" role="img" aria-label={words}>
      <title>{words}</title>
      <path class="axis" d="M0 27.5H82" />
      {head.map((count, bin) => (
        <rect
          key={bin}
          class="bar"
          x={bin * 8 + 2}
          y={27 - height(count)}
          width="6"
          height={height(count)}
          rx="1"
        />
      ))}
      {base?.map(
        (count, bin) =>
          count > 0 && <path key={bin} class="base-line" d={`M${bin * 8 + 1} ${27 - height(count)}h8`} />,
      )}
    </svg>
  );
}

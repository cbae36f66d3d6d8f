import type { JSX } from 'preact';
import { showUsd } from '../money-text.ts';
import type { CaseRow, PageTest } from './data.ts';
import { hasMark } from './select-cases.ts';
import { Untrusted } from './text.tsx';
import { counted, percent } from './words.ts';

type Props = { readonly test: PageTest; readonly rows: readonly CaseRow[] };

/** The figures that answer whether it is good, what it cost and who answered. */
export function Tiles({ test, rows }: Props): JSX.Element {
  const { totals, comparison } = test;
  const judged = totals.passed + totals.failed;
  const broke = rows.filter((row) => hasMark(row, 'regressed')).length;
  const flaky = new Set(
    rows.filter((row) => row.isFlaky).map((row) => `${row.prompt} ${row.model} ${row.case}`),
  ).size;
  return (
    <dl class="tiles">
      <Tile
        term="Passed"
        value={judged === 0 ? 'none' : percent(totals.passed / judged)}
        note={`${totals.passed.toLocaleString('en')} of ${counted(judged, 'verdict')}`}
      />
      {comparison && (
        <Tile
          term="Broke"
          value={String(broke)}
          note={`against ${shortName(comparison.base)}`}
          isBad={broke > 0}
        />
      )}
      <Tile
        term="No verdict"
        value={String(totals.errored)}
        note={totals.skipped > 0 ? `${totals.skipped} skipped` : 'of all cases'}
        isBad={totals.errored > 0}
      />
      <Tile term="Flaky" value={String(flaky)} note="pass and fail alike" isBad={flaky > 0} />
      {totals.score !== null && <Tile term="Mean score" value={totals.score.toFixed(2)} note="0 to 1" />}
      <Tile
        term="Paid"
        value={totals.costUsd === null ? 'unknown' : showUsd(totals.costUsd)}
        note={
          totals.replayed > 0 ? `${totals.replayed.toLocaleString('en')} answers replayed` : 'all asked for'
        }
      />
    </dl>
  );
}

/** `merge base with "main"` is main, where room is dear. */
const shortName = (base: string): string => /^merge base with "(.+)"$/.exec(base)?.[1] ?? base;

type TileProps = {
  readonly term: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
};

const Tile = ({ term, value, note, isBad = false }: TileProps): JSX.Element => (
  <div class={isBad ? 'tile tile-bad' : 'tile'}>
    <dt>{term}</dt>
    <dd class="number">{value}</dd>
    <dd class="muted">
      <Untrusted text={note} />
    </dd>
  </div>
);

/** Demands that were made, and whether they hold. */
export function Gates({ gates }: Pick<PageTest, 'gates'>): JSX.Element | null {
  const missed = gates.filter(({ passed }) => !passed);
  if (gates.length === 0) return null;
  if (missed.length === 0)
    return <p class="muted">{gates.length === 1 ? '1 gate holds.' : `${gates.length} gates hold.`}</p>;
  return (
    <ul class="gates">
      {missed.map(({ gate, scope, level, want, got, message }, at) => (
        <li key={at}>
          <span
            class={level === 'block' ? 'verdict-word verdict-regressed' : 'verdict-word verdict-inconclusive'}
          >
            {level === 'block' ? 'blocks' : 'warns'}
          </span>
          <span>
            <Untrusted text={`${gate} of ${scope === '**' ? 'all prompts' : scope}: `} />
            <span class="muted">
              <Untrusted text={message ?? `wants ${want}, got ${got}`} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Notes({ notes, untested, omitted }: PageTest): JSX.Element | null {
  const lines = [
    ...notes,
    ...(untested.length > 0 ? [`Untested, no cases: ${untested.join(', ')}.`] : []),
    ...(omitted > 0
      ? [
          `${counted(omitted, 'passed or skipped case')} left out here; "promptops report" of the run shows all.`,
        ]
      : []),
  ];
  if (lines.length === 0) return null;
  return (
    <ul class="notes">
      {lines.map((line, at) => (
        <li key={at}>
          <Untrusted text={line} />
        </li>
      ))}
    </ul>
  );
}

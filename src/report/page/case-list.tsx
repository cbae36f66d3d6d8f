import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CaseRow } from './data.ts';
import { hasMark, type Mark } from './select-cases.ts';
import { Untrusted } from './text.tsx';
import { markWords, nameOf, outcomeGlyphs, outcomeWords } from './words.ts';

/** Pixels; the style sheet says the same. */
const rowHeight = 60;
/** Rows drawn above and below what can be seen, so that none is missing while it scrolls. */
const around = 8;

type Props = {
  readonly rows: readonly CaseRow[];
  /** Numbers of the rows that are shown, in order. */
  readonly shown: readonly number[];
  readonly chosen: number | null;
  readonly choose: (at: number) => void;
  /** Enter, or a click. */
  readonly open: () => void;
};

/** All cases that a filter lets through. However many there are, only those that can be seen are drawn. */
export function CaseList({ rows, shown, chosen, choose, open }: Props): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const position = chosen === null ? -1 : shown.indexOf(chosen);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = list.current;
    if (!element || position < 0) return;
    const top = position * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  }, [position]);

  const move = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') open();
    const to = targetOf(event.key, position, shown.length, Math.floor(view.height / rowHeight) - 1);
    const at = to === null ? undefined : shown[to];
    if (at === undefined) return;
    event.preventDefault();
    choose(at);
  };
  const first = Math.max(0, Math.floor(view.top / rowHeight) - around);
  const last = Math.min(shown.length, Math.ceil((view.top + view.height) / rowHeight) + around);
  return (
    <div
      class="list"
      id="cases"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label="Cases"
      aria-activedescendant={position >= first && position < last ? `case-${chosen}` : undefined}
      onKeyDown={move}
      onScroll={({ currentTarget }) =>
        setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
      }
    >
      <div class="rows" role="presentation" style={{ height: `${shown.length * rowHeight}px` }}>
        {shown.slice(first, last).map((at, index) => {
          const row = rows[at];
          return row ? (
            <Row
              key={at}
              row={row}
              at={at}
              place={first + index}
              of={shown.length}
              isChosen={at === chosen}
              choose={() => {
                choose(at);
                open();
              }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

function targetOf(key: string, from: number, length: number, page: number): number | null {
  const clamp = (to: number): number => Math.max(0, Math.min(length - 1, to));
  switch (key) {
    case 'ArrowDown':
      return clamp(from + 1);
    case 'ArrowUp':
      return clamp(from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}

type RowProps = {
  readonly row: CaseRow;
  readonly at: number;
  readonly place: number;
  readonly of: number;
  readonly isChosen: boolean;
  readonly choose: () => void;
};

const listed: readonly Mark[] = ['regressed', 'fixed', 'flaky', 'critical'];

function Row({ row, at, place, of, isChosen, choose }: RowProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the list has the focus and hears the keys
    <div
      class="row"
      id={`case-${at}`}
      role="option"
      aria-selected={isChosen}
      aria-setsize={of}
      aria-posinset={place + 1}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      onClick={choose}
    >
      <OutcomeSign outcome={row.outcome} />
      <span class="row-name">
        <Untrusted text={nameOf(row)} />
      </span>
      <span class="row-marks">
        {listed
          .filter((mark) => hasMark(row, mark))
          .map((mark) => (
            <span key={mark} class={`mark mark-${mark}`}>
              {markWords[mark]}
            </span>
          ))}
        {row.score !== null && <span class="number">{row.score.toFixed(2)}</span>}
      </span>
      <span class="row-where">
        <Untrusted text={row.why || `${row.prompt} · ${row.model}`} />
      </span>
    </div>
  );
}

export const OutcomeSign = ({ outcome }: { outcome: CaseRow['outcome'] }): JSX.Element => (
  <span class={`sign sign-${outcome}`} role="img" aria-label={outcomeWords[outcome]}>
    {outcomeGlyphs[outcome]}
  </span>
);

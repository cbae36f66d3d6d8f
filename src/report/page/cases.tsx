import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CaseList } from './case-list.tsx';
import { CaseView } from './case-view.tsx';
import type { CaseRow } from './data.ts';
import { Filters } from './filters.tsx';
import { type Filter, noFilter, selectCases } from './select-cases.ts';
import type { Details } from './unpack.ts';

type Props = {
  readonly rows: readonly CaseRow[];
  readonly details: Details;
  readonly filter: Filter;
  readonly change: (part: Partial<Filter>) => void;
};

/** The list of cases, what narrows it, and the one that is looked at. */
export function Cases({ rows, details, filter, change }: Props): JSX.Element {
  const search = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [texts, setTexts] = useState<readonly string[] | null>(null);
  const [picked, pick] = useState<number | null>(null);
  // On a narrow screen the case covers the list.
  const [isOpen, setOpen] = useState(false);
  const isSearching = filter.query.trim() !== '';
  useEffect(() => {
    if (isSearching && texts === null) void details.texts().then(setTexts);
  }, [isSearching, texts, details]);
  const shown = useMemo(() => selectCases(rows, filter, texts), [rows, filter, texts]);
  const chosen = picked !== null && shown.includes(picked) ? picked : (shown[0] ?? null);
  const toList = useCallback(() => {
    setOpen(false);
    document.getElementById('cases')?.focus();
  }, []);
  useSlash(search);
  return (
    <section class={isOpen ? 'cases cases-open' : 'cases'} aria-label="Cases">
      <div class="cases-side">
        <Filters
          rows={rows}
          filter={filter}
          change={change}
          shown={shown.length}
          isReading={isSearching && texts === null}
          search={search}
          leave={toList}
        />
        {shown.length > 0 ? (
          <CaseList
            rows={rows}
            shown={shown}
            chosen={chosen}
            choose={pick}
            open={() => {
              setOpen(true);
              heading.current?.focus();
            }}
          />
        ) : (
          <div class="empty">
            <p>{rows.length === 0 ? 'The run has no case.' : 'No case is like that.'}</p>
            {rows.length > 0 && (
              <button type="button" class="chip" onClick={() => change(noFilter)}>
                Show all
              </button>
            )}
          </div>
        )}
      </div>
      {chosen !== null && <CaseView at={chosen} details={details} heading={heading} leave={toList} />}
    </section>
  );
}

/** `/` anywhere but where somebody types leads to the search. */
function useSlash(search: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping) return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [search]);
}

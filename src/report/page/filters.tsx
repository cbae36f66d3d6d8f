import type { JSX, RefObject } from 'preact';
import { showUnseen } from '../inert.ts';
import type { CaseRow } from './data.ts';
import { type Filter, hasMark, type Mark, type Order } from './select-cases.ts';
import { counted, markWords, outcomes, outcomeWords } from './words.ts';

type Props = {
  readonly rows: readonly CaseRow[];
  readonly filter: Filter;
  readonly change: (part: Partial<Filter>) => void;
  readonly shown: number;
  readonly isReading: boolean;
  readonly search: RefObject<HTMLInputElement>;
  /** The reader wants to go on in the list. */
  readonly leave: () => void;
};

const marks: readonly Mark[] = ['regressed', 'fixed', 'other', 'flaky', 'critical'];

const orders: Readonly<Record<Order, string>> = {
  problems: 'Problems first',
  file: 'As in the files',
  score: 'Lowest score first',
  cost: 'Dearest first',
};

/** What of the cases is listed: by words, outcome, prompt, model, and what is special of them. */
export function Filters({ rows, filter, change, shown, isReading, search, leave }: Props): JSX.Element {
  const present = marks.filter((mark) => rows.some((row) => hasMark(row, mark)));
  const prompts = [...new Set(rows.map(({ prompt }) => prompt))];
  const models = [...new Set(rows.map(({ model }) => model))];
  return (
    <search class="filters">
      <div class="search">
        <input
          ref={search}
          type="search"
          value={filter.query}
          placeholder="Search names, answers, messages"
          aria-label="Search the cases"
          aria-controls="cases"
          aria-keyshortcuts="/"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => change({ query: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter.query !== '') change({ query: '' });
            else if (event.key === 'Escape' || event.key === 'ArrowDown' || event.key === 'Enter') leave();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <kbd>/</kbd>
      </div>
      <fieldset class="chips" aria-label="Outcome">
        <Chip isOn={filter.outcome === null} press={() => change({ outcome: null })} count={rows.length}>
          all
        </Chip>
        {outcomes
          .map((outcome) => [outcome, rows.filter((row) => row.outcome === outcome).length] as const)
          .filter(([, count]) => count > 0)
          .map(([outcome, count]) => (
            <Chip
              key={outcome}
              look={outcome}
              isOn={filter.outcome === outcome}
              press={() => change({ outcome: filter.outcome === outcome ? null : outcome })}
              count={count}
            >
              {outcomeWords[outcome]}
            </Chip>
          ))}
      </fieldset>
      {present.length > 0 && (
        <fieldset class="chips" aria-label="Only cases that are">
          {present.map((mark) => (
            <Chip
              key={mark}
              isOn={filter.mark === mark}
              press={() => change({ mark: filter.mark === mark ? null : mark })}
              count={rows.filter((row) => hasMark(row, mark)).length}
            >
              {markWords[mark]}
            </Chip>
          ))}
        </fieldset>
      )}
      <div class="selects">
        {prompts.length > 1 && (
          <Choice
            label="Prompt"
            all="All prompts"
            values={prompts}
            value={filter.prompt}
            set={(prompt) => change({ prompt })}
          />
        )}
        {models.length > 1 && (
          <Choice
            label="Model"
            all="All models"
            values={models}
            value={filter.model}
            set={(model) => change({ model })}
          />
        )}
        <select
          aria-label="Order"
          value={filter.order}
          onChange={({ currentTarget }) => change({ order: currentTarget.value as Order })}
        >
          {Object.entries(orders).map(([order, label]) => (
            <option key={order} value={order}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <p class="count" role="status">
        {shown === rows.length
          ? counted(shown, 'case')
          : `${shown.toLocaleString('en')} of ${counted(rows.length, 'case')}`}
        {isReading && ', reading the answers …'}
      </p>
    </search>
  );
}

type ChipProps = {
  readonly isOn: boolean;
  readonly press: () => void;
  readonly count: number;
  readonly look?: CaseRow['outcome'];
  readonly children: string;
};

const Chip = ({ isOn, press, count, look, children }: ChipProps): JSX.Element => (
  <button type="button" class={`chip ${look ? `chip-${look}` : ''}`} aria-pressed={isOn} onClick={press}>
    {children} <span class="number">{count.toLocaleString('en')}</span>
  </button>
);

type ChoiceProps = {
  readonly label: string;
  readonly all: string;
  readonly values: readonly string[];
  readonly value: string | null;
  readonly set: (value: string | null) => void;
};

/** Values are chosen by number: a name may be anything, the empty one too. */
const Choice = ({ label, all, values, value, set }: ChoiceProps): JSX.Element => (
  <select
    aria-label={label}
    value={value === null ? '' : String(values.indexOf(value))}
    onChange={({ currentTarget }) =>
      set(currentTarget.value === '' ? null : (values[Number(currentTarget.value)] ?? null))
    }
  >
    <option value="">{all}</option>
    {values.map((each, at) => (
      <option key={at} value={String(at)}>
        {showUnseen(each)}
      </option>
    ))}
  </select>
);

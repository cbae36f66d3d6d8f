import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { Cases } from './cases.tsx';
import type { CaseRow, PageData } from './data.ts';
import { HistoryChart } from './history.tsx';
import { Gates, Notes, Tiles } from './overview.tsx';
import { PromptTable } from './prompt-table.tsx';
import { Findings, Reasons, ReviewTable } from './review.tsx';
import { type Filter, noFilter } from './select-cases.ts';
import { summarise } from './summaries.ts';
import { ThemeButton, useTheme } from './theme.tsx';
import type { Details } from './unpack.ts';
import { ReviewVerdict, RunVerdict } from './verdict.tsx';

type Props = { readonly data: PageData; readonly rows: readonly CaseRow[]; readonly details: Details };

/** The whole page. */
export function App({ data, rows, details }: Props): JSX.Element {
  const { review, test, history } = data;
  const [theme, turn] = useTheme();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const change = (part: Partial<Filter>): void => setFilter((now) => ({ ...now, ...part }));
  const cases = useRef<HTMLDivElement>(null);
  const prompts = useMemo(() => (test ? summarise(test, rows) : []), [test, rows]);
  return (
    <>
      <header class="top">
        <span class="brand">promptops</span>
        <ThemeButton theme={theme} turn={turn} />
      </header>
      <main>
        {review ? <ReviewVerdict review={review} /> : test && <RunVerdict test={test} />}
        {review && <Reasons review={review} />}
        {review && <ReviewTable prompts={review.prompts} />}
        {review && <Findings findings={review.findings} />}
        {test && <Tiles test={test} rows={rows} />}
        {test && !review && <Gates gates={test.gates} />}
        {prompts.length > 0 && (
          <section aria-label="Prompts">
            <h2>{review ? 'Pass rates' : 'Prompts'}</h2>
            <PromptTable
              prompts={prompts}
              choose={(prompt, model) => {
                setFilter({ ...noFilter, prompt, model });
                cases.current?.scrollIntoView({ block: 'start' });
                document.getElementById('cases')?.focus();
              }}
            />
          </section>
        )}
        {history.runs.length + history.commits.length > 0 && (
          <section aria-label="History">
            <h2>History</h2>
            <div class="histories">
              <HistoryChart
                title="Runs on this machine"
                points={history.runs}
                prompt={filter.prompt}
                theme={theme}
              />
              <HistoryChart
                title="Commits, from their recordings"
                points={history.commits}
                prompt={filter.prompt}
                theme={theme}
              />
            </div>
          </section>
        )}
        {test && (
          <div ref={cases} class="anchor">
            <h2>Cases</h2>
            <Cases rows={rows} details={details} filter={filter} change={change} />
          </div>
        )}
        {test && <Notes {...test} />}
      </main>
    </>
  );
}

import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { Cases } from './cases.tsx';
import type { CaseRow, PageData, PageTest } from './data.ts';
import { HistoryChart } from './history.tsx';
import { Gates, Notes, Tiles } from './overview.tsx';
import { PromptTable } from './prompt-table.tsx';
import { type Filter, noFilter } from './select-cases.ts';
import { summarise } from './summaries.ts';
import { Untrusted } from './text.tsx';
import { ThemeButton, useTheme } from './theme.tsx';
import type { Details } from './unpack.ts';
import { counted, moment } from './words.ts';

type Props = { readonly data: PageData; readonly rows: readonly CaseRow[]; readonly details: Details };

/** The whole page. */
export function App({ data, rows, details }: Props): JSX.Element {
  const { test, history } = data;
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
        {test && <Verdict test={test} />}
        {test && <Tiles test={test} rows={rows} />}
        {test && <Gates gates={test.gates} />}
        {prompts.length > 0 && (
          <section aria-label="Prompts">
            <h2>Prompts</h2>
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

const verdicts: Readonly<Record<PageTest['verdict'], readonly [sign: string, word: string]>> = {
  passed: ['✓', 'Passed'],
  failed: ['✕', 'Failed'],
  incomplete: ['!', 'Incomplete'],
  interrupted: ['!', 'Interrupted'],
};

function Verdict({ test }: { test: PageTest }): JSX.Element {
  const { totals, source, run, verdict, comparison } = test;
  const [sign, word] = verdicts[verdict];
  const about = [
    source.repository,
    source.head && `${source.head.slice(0, 10)}${source.dirty ? ' with uncommitted changes' : ''}`,
    comparison && `compared with ${comparison.base}`,
    moment(run.startedAt),
  ].filter(Boolean);
  return (
    <div class={`verdict verdict-is-${verdict}`}>
      <span class="verdict-sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <h1>
          {word}: {counted(totals.cases, 'case')}
          {totals.failed > 0 && `, ${totals.failed} failed`}
          {totals.errored > 0 && `, ${totals.errored} without a verdict`}
        </h1>
        <p class="muted">
          <Untrusted text={about.join(' · ')} />
        </p>
        {totals.origin.sample > 0 && (
          <p class="sample">
            {totals.origin.sample === totals.cases
              ? 'Every answer here was written by hand as a sample.'
              : `${counted(totals.origin.sample, 'answer')} of these were written by hand as samples.`}{' '}
            No model gave them.
          </p>
        )}
      </div>
    </div>
  );
}

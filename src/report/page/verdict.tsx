import type { ComponentChildren, JSX } from 'preact';
import type { PageReview, PageTest } from './data.ts';
import { Untrusted } from './text.tsx';
import { counted, moment, verdictWords } from './words.ts';

/** What a change comes to. */
export function ReviewVerdict({ review }: { review: PageReview }): JSX.Element {
  const { verdict, prompts, source, compared, informational } = review;
  const reached =
    prompts.length === 0 ? 'no prompt is reached' : `${counted(prompts.length, 'prompt')} reached`;
  return (
    <Verdict
      verdict={verdict}
      title={informational ? `${reached} (informational)` : reached}
      about={[source.repository, commitOf(source), `${compared.before} → ${compared.after}`]}
    />
  );
}

/** What a run comes to, and whose answers it was. */
export function RunVerdict({ test }: { test: PageTest }): JSX.Element {
  const { totals, source, run, verdict, comparison } = test;
  const others = [
    totals.failed > 0 ? `, ${totals.failed} failed` : '',
    totals.errored > 0 ? `, ${totals.errored} without a verdict` : '',
  ];
  return (
    <Verdict
      verdict={verdict}
      title={counted(totals.cases, 'case') + others.join('')}
      about={[
        source.repository,
        commitOf(source),
        comparison && `compared with ${comparison.base}`,
        moment(run.startedAt),
      ]}
    >
      {totals.origin.sample > 0 && (
        <p class="sample">
          {totals.origin.sample === totals.cases
            ? 'Every answer here was written by hand as a sample.'
            : `${counted(totals.origin.sample, 'answer')} of these were written by hand as samples.`}{' '}
          No model gave them.
        </p>
      )}
    </Verdict>
  );
}

const commitOf = ({ head, dirty }: PageTest['source']): string | null =>
  head && `${head.slice(0, 10)}${dirty ? ' with uncommitted changes' : ''}`;

type Props = {
  readonly verdict: keyof typeof verdictWords;
  readonly title: string;
  readonly about: readonly (string | null)[];
  readonly children?: ComponentChildren;
};

function Verdict({ verdict, title, about, children }: Props): JSX.Element {
  const [sign, word] = verdictWords[verdict];
  return (
    <div class={`verdict verdict-is-${verdict}`}>
      <span class="verdict-sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <h1>
          {word}: {title}
        </h1>
        <p class="muted">
          <Untrusted text={about.filter(Boolean).join(' · ')} />
        </p>
        {children}
      </div>
    </div>
  );
}

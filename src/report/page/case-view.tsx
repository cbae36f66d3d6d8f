import type { JSX, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AssertionResult, ReportedCase } from '../../evals/report.ts';
import { showUsd } from '../money-text.ts';
import { OutcomeSign } from './case-list.tsx';
import { SideBySide } from './side-by-side.tsx';
import { Untrusted } from './text.tsx';
import type { Details } from './unpack.ts';
import { outcomeWords, seconds } from './words.ts';

type Props = {
  readonly at: number;
  readonly details: Details;
  readonly heading: RefObject<HTMLHeadingElement>;
  readonly leave: () => void;
};

/** One case in full. */
export function CaseView({ at, details, heading, leave }: Props): JSX.Element {
  const [seen, setSeen] = useState<{ readonly at: number; readonly result: ReportedCase } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void details.read(at).then((result) => isWanted && setSeen({ at, result }));
    return () => {
      isWanted = false;
    };
  }, [at, details]);
  return (
    <article
      class="case"
      aria-busy={seen?.at !== at}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <button type="button" class="back" onClick={leave}>
        ← Cases
      </button>
      {seen && <Case result={seen.result} heading={heading} />}
    </article>
  );
}

function Case({ result, heading }: { result: ReportedCase; heading: Props['heading'] }): JSX.Element {
  const variation = [
    result.locale,
    result.variant,
    result.repeat > 0 ? `answer ${result.repeat + 1}` : null,
  ].filter((each) => each !== null);
  return (
    <>
      <header>
        <h3 ref={heading} tabIndex={-1}>
          <OutcomeSign outcome={result.outcome} /> <Untrusted text={result.case} />
        </h3>
        <p class="muted">
          <Untrusted text={[result.prompt, result.model, ...variation].join(' · ')} />
        </p>
        {result.description !== null && (
          <p>
            <Untrusted text={result.description} />
          </p>
        )}
      </header>
      {result.error && (
        <div class="trouble" role="note">
          <strong>No verdict.</strong> <Untrusted text={result.error.message} />
          {[...result.error.details, result.error.hint ?? ''].filter(Boolean).map((line, at) => (
            <div key={at} class="muted">
              <Untrusted text={line} />
            </div>
          ))}
        </div>
      )}
      <SideBySide result={result} />
      <Assertions assertions={result.assertions} />
      <Facts result={result} />
    </>
  );
}

function Assertions({ assertions }: { assertions: readonly AssertionResult[] }): JSX.Element | null {
  if (assertions.length === 0) return null;
  return (
    <section aria-label="Assertions">
      <h4>Assertions</h4>
      <ul class="assertions">
        {assertions.map((assertion) => (
          <li key={`${assertion.turn} ${assertion.index}`}>
            <OutcomeSign outcome={assertion.pass === null ? 'error' : assertion.pass ? 'pass' : 'fail'} />
            <span>
              <code>
                <Untrusted text={assertion.type} />
              </code>
              {assertion.metric !== null && (
                <span class="muted">
                  {' '}
                  <Untrusted text={assertion.metric} />
                </span>
              )}
              {assertion.turn !== null && <span class="muted"> turn {assertion.turn + 1}</span>}
              {assertion.weight === 0 && <span class="muted"> advises only</span>}
              <span class="message">
                <Untrusted text={assertion.message} />
              </span>
            </span>
            <span class="number muted">
              {assertion.score.toFixed(2)}
              {assertion.threshold !== null && ` / ${assertion.threshold}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ result }: { result: ReportedCase }): JSX.Element {
  const { usage, timing, base } = result;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Verdict at the base', base ? outcomeWords[base.outcome] : null],
    ['Answer', result.origin && `${result.replayed ? 'replayed, ' : ''}${originWords[result.origin]}`],
    ['Answered by', result.fallback ?? result.returnedModel],
    ['Tokens', usage && `${usage.input.total} in, ${usage.output.total} out`],
    ['Cost', result.costUsd && showUsd(result.costUsd)],
    ['Cost at the base', base?.costUsd ? showUsd(base.costUsd) : null],
    ['Time', timing && seconds(timing.totalMs)],
    ['Tags', result.tags.join(', ') || null],
    ['Written in', `${result.at.path}:${result.at.line}`],
    ['Run it again', `promptops test ${result.prompt} --case ${result.case}`],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([term, text]) =>
          text && (
            <div key={term}>
              <dt>{term}</dt>
              <dd>
                <Untrusted text={text} />
              </dd>
            </div>
          ),
      )}
      {result.warnings.map((warning, at) => (
        <div key={at}>
          <dt>Warning</dt>
          <dd>
            <Untrusted text={warning} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const originWords = {
  live: 'given by the provider',
  sample: 'written by hand (sample)',
  import: 'imported',
  computed: 'computed',
} as const;

import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ReportedCase } from '../../evals/report.ts';
import { diffWords, type WordDiff } from '../word-diff.ts';
import { Marked, Untrusted } from './text.tsx';
import { outcomeWords } from './words.ts';

/** Comparing longer texts word by word would keep the reader waiting. */
const maxCompared = 50_000;

/** What was expected, what the base answered and what is answered now, with the words marked that differ. */
export function SideBySide({ result }: { result: ReportedCase }): JSX.Element | null {
  const { base, output, toolCalls, assertions } = result;
  const expected = assertions.filter((each) => each.expected !== null);
  const isAgainstBase = base?.output !== undefined;
  const wanted = missedText(result);
  const before = isAgainstBase ? (base.output ?? null) : wanted;
  const difference = useMemo(() => compare(before, output), [before, output]);
  if (output === null && toolCalls.length === 0 && expected.length === 0 && !base) return null;
  return (
    <div class="sides">
      {expected.length > 0 && (
        <Side title="Expected">
          {expected.map((each) => (
            <div key={`${each.turn} ${each.index}`} class="wanted">
              <code>
                <Untrusted text={each.type} />
              </code>
              <pre>
                {!isAgainstBase && difference && each.expected === wanted ? (
                  <Marked pieces={difference.before} mark="del" />
                ) : (
                  <Untrusted text={each.expected ?? ''} />
                )}
              </pre>
            </div>
          ))}
        </Side>
      )}
      {base && (
        <Side title="Baseline" note={outcomeWords[base.outcome]}>
          {base.output === undefined ? (
            <p class="muted same">The same answer.</p>
          ) : (
            <Answer text={before}>{difference && <Marked pieces={difference.before} mark="del" />}</Answer>
          )}
        </Side>
      )}
      <Side title={base ? 'New' : 'Answer'} note={outcomeWords[result.outcome]}>
        <Answer text={output}>{difference && <Marked pieces={difference.after} mark="ins" />}</Answer>
        {toolCalls.length > 0 && (
          <pre class="calls">
            <Untrusted text={toolCalls.map((call) => JSON.stringify(call, null, 2)).join('\n')} />
          </pre>
        )}
      </Side>
    </div>
  );
}

/** What an equality that does not hold wanted, to be compared with the answer; null: there is none. */
const missedText = ({ assertions, output }: ReportedCase): string | null =>
  assertions.find(({ pass, expected, actual }) => pass === false && expected !== null && actual === output)
    ?.expected ?? null;

const compare = (before: string | null, after: string | null): WordDiff | null =>
  before === null || after === null || before === after || before.length + after.length > maxCompared
    ? null
    : diffWords(before, after);

type SideProps = { readonly title: string; readonly note?: string; readonly children: ComponentChildren };

const Side = ({ title, note, children }: SideProps): JSX.Element => (
  <section class="side" aria-label={title}>
    <h4>
      {title} {note && <span class="muted">{note}</span>}
    </h4>
    {children}
  </section>
);

const Answer = ({ text, children }: { text: string | null; children: ComponentChildren }): JSX.Element =>
  text === null ? <p class="muted same">No text.</p> : <pre>{children || <Untrusted text={text} />}</pre>;

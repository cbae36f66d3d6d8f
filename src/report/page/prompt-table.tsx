import type { JSX } from 'preact';
import { showUsd } from '../money-text.ts';
import { RateBar, ScoreBars } from './charts.tsx';
import type { PromptView } from './summaries.ts';
import { Untrusted } from './text.tsx';
import { percent, points } from './words.ts';

type Props = {
  readonly prompts: readonly PromptView[];
  readonly choose: (prompt: string, model: string) => void;
};

/** A row for each prompt and model: how much passes and how sure that is, against the base, scores, money. */
export function PromptTable({ prompts, choose }: Props): JSX.Element {
  const isCompared = prompts.some(({ compared }) => compared !== null);
  const isScored = prompts.some(({ scores }) => scores !== null);
  const isPriced = prompts.some(({ costUsd }) => costUsd !== null);
  return (
    <table class="prompts">
      <thead>
        <tr>
          <th scope="col">Prompt</th>
          <th scope="col" colSpan={2}>
            Pass rate
          </th>
          {isCompared && <th scope="col">Against the base</th>}
          {isScored && <th scope="col">Scores</th>}
          {isPriced && (
            <th scope="col" class="right">
              Cost
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {prompts.map((prompt) => (
          <tr key={`${prompt.prompt} ${prompt.model}`}>
            <th scope="row">
              <button type="button" class="link" onClick={() => choose(prompt.prompt, prompt.model)}>
                <Untrusted text={prompt.prompt} />
              </button>
              <span class="muted">
                <Untrusted text={prompt.model} />
              </span>
            </th>
            <td class="number rate-text">
              {prompt.passRate ? percent(prompt.passRate.value) : 'unknown'}
              <span class="muted">{countsOf(prompt)}</span>
            </td>
            <td class="rate-cell">
              <RateBar head={prompt.passRate} base={prompt.compared?.base ?? null} />
            </td>
            {isCompared && (
              <td class="compared">
                <Compared prompt={prompt} />
              </td>
            )}
            {isScored && (
              <td class="scores-cell">
                {prompt.scores && <ScoreBars head={prompt.scores} base={prompt.baseScores} />}
              </td>
            )}
            {isPriced && (
              <td class="number right">
                {prompt.costUsd === null ? 'unpriced' : showUsd(prompt.costUsd)}
                {prompt.deltaUsd !== null && (
                  <span class="muted">{showUsd(prompt.deltaUsd, { signed: true })}</span>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function countsOf({ passed, failed, errored, skipped }: PromptView): string {
  const others = [errored > 0 ? `${errored} no verdict` : '', skipped > 0 ? `${skipped} skipped` : ''];
  return [`${passed} of ${passed + failed}`, ...others].filter(Boolean).join(', ');
}

const verdictWords = {
  regressed: 'regressed',
  unchanged: 'unchanged',
  improved: 'improved',
  'no-worse': 'no worse',
  inconclusive: 'inconclusive',
} as const;

function Compared({ prompt: { compared } }: { prompt: PromptView }): JSX.Element | null {
  if (!compared) return <span class="muted">not compared</span>;
  const { verdict, delta } = compared;
  return (
    <>
      <span class={`verdict-word verdict-${verdict}`}>{verdictWords[verdict]}</span>
      {delta && (
        <span class="muted number">
          {points(delta.value)} points [{points(delta.low)}, {points(delta.high)}]
        </span>
      )}
    </>
  );
}

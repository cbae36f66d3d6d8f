import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CiPrompt } from '../../commands/ci-report.ts';
import { grouped, showUsd } from '../money-text.ts';
import type { PageFinding, PageReview } from './data.ts';
import { Gates } from './overview.tsx';
import { Untrusted } from './text.tsx';

/** Why the verdict is what it is, in sentences, and the gates that stop it. */
export function Reasons({ review: { reasons, notes, gates } }: { review: PageReview }): JSX.Element | null {
  if (reasons.length + notes.length + gates.length === 0) return null;
  return (
    <div class="reasons">
      <ul>
        {reasons.map((reason, at) => (
          <li key={at}>
            <Untrusted text={reason} />
          </li>
        ))}
        {notes.map((note, at) => (
          <li key={`note ${at}`} class="muted">
            <Untrusted text={note} />
          </li>
        ))}
      </ul>
      <Gates gates={gates.map((gate) => ({ ...gate, gate: `${gate.part} ${gate.gate}` }))} />
    </div>
  );
}

/** A row for each prompt that the change reaches, in the order a reviewer decides. */
export function ReviewTable({ prompts }: { prompts: readonly CiPrompt[] }): JSX.Element | null {
  if (prompts.length === 0) return null;
  const isMonthly = prompts.some(({ cost }) => cost?.unit === 'month');
  return (
    <section aria-label="Change">
      <h2>Change</h2>
      <table class="prompts review">
        <thead>
          <tr>
            {['Prompt', 'Change', 'Tests'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            {['Tokens', isMonthly ? '$ a month' : '$ a thousand calls', 'Bump'].map((title) => (
              <th key={title} scope="col" class="right">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...prompts]
            .sort((a, b) => rank(a) - rank(b))
            .map((prompt) => (
              <tr key={prompt.prompt}>
                <th scope="row">
                  <strong>
                    <Untrusted text={prompt.prompt} />
                  </strong>
                  {prompt.from !== null && (
                    <span class="muted">
                      was <Untrusted text={prompt.from} />
                    </span>
                  )}
                </th>
                <td>
                  <ChangeCell prompt={prompt} />
                </td>
                <td>
                  <TestsCell prompt={prompt} />
                </td>
                <td class="right number" data-label="Tokens">
                  {tokensOf(prompt)}
                </td>
                <td class="right number" data-label={isMonthly ? '$ a month' : '$ a thousand calls'}>
                  {prompt.cost && showUsd(prompt.cost.usd, { signed: true })}
                </td>
                <td class="right" data-label="Bump">
                  {prompt.bump === 'none' ? '' : prompt.bump}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

const verdictOrder: readonly CiPrompt['verdict'][] = [
  'broken',
  'failed',
  'untested',
  'not-evaluated',
  'removed',
  'passed',
];
const levelOrder: readonly CiPrompt['level'][] = ['breaking', 'dangerous', 'safe', null];

const rank = ({ verdict, level }: CiPrompt): number =>
  verdictOrder.indexOf(verdict) * levelOrder.length + levelOrder.indexOf(level);

const levelLooks = { breaking: 'regressed', dangerous: 'inconclusive', safe: 'unchanged' } as const;

function ChangeCell({ prompt: { state, level, changes, lint } }: { prompt: CiPrompt }): JSX.Element {
  if (state === 'broken') return <span class="verdict-word verdict-regressed">cannot be read</span>;
  const findings = lint.errors + lint.warnings;
  return (
    <>
      {level === null ? (
        <span class="muted">{state}</span>
      ) : (
        <span class={`verdict-word verdict-${levelLooks[level]}`}>
          {state === 'changed' ? '' : `${state}, `}
          {changes[level] > 1 ? `${changes[level]} ` : ''}
          {level}
        </span>
      )}
      {findings > 0 && <span class="muted">{findings} lint findings</span>}
    </>
  );
}

const testWords = {
  untested: 'untested',
  removed: '',
  'not-evaluated': 'not run',
  broken: 'not run',
} as const;

function TestsCell({ prompt: { tests, verdict } }: { prompt: CiPrompt }): JSX.Element {
  if (tests === null)
    return (
      <span class="muted">
        {verdict === 'passed' || verdict === 'failed' ? 'not run' : testWords[verdict]}
      </span>
    );
  const others = [
    tests.missed > 0 ? `${tests.missed} not recorded` : '',
    tests.errored > tests.missed ? `${tests.errored - tests.missed} no verdict` : '',
    tests.compared ?? '',
  ].filter(Boolean);
  return (
    <span class="number">
      {tests.passed} of {tests.cases}
      {others.length > 0 && <span class="muted">{others.join(', ')}</span>}
    </span>
  );
}

function tokensOf({ tokens }: CiPrompt): string {
  if (tokens === null || tokens.head === null) return '';
  if (tokens.base === null) return grouped(tokens.head);
  const delta = tokens.head - tokens.base;
  return delta === 0 ? '±0' : `${delta > 0 ? '+' : '−'}${grouped(Math.abs(delta))}`;
}

const shownAtFirst = 20;

const findingLooks = { error: 'regressed', warning: 'inconclusive', note: 'unchanged' } as const;

/** What lint and the comparison say, with where. */
export function Findings({ findings }: { findings: readonly PageFinding[] }): JSX.Element | null {
  const [isWhole, setWhole] = useState(false);
  if (findings.length === 0) return null;
  const more = isWhole ? 0 : Math.max(0, findings.length - shownAtFirst);
  return (
    <section aria-label="Findings">
      <h2>Findings</h2>
      <ul class="findings">
        {findings.slice(0, findings.length - more).map(({ id, level, message, path, line, hint }, at) => (
          <li key={at}>
            <span class={`verdict-word verdict-${findingLooks[level]}`}>{level}</span>
            <span>
              <Untrusted text={message} />
              {hint !== null && (
                <span class="muted">
                  {' '}
                  <Untrusted text={hint} />
                </span>
              )}
              <span class="muted where">
                <Untrusted text={`${path}:${line} · ${id}`} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="chip" onClick={() => setWhole(true)}>
          Show {more} more
        </button>
      )}
    </section>
  );
}

import { PromptopsError } from '../errors.ts';
import { formatUsd } from '../meter/money.ts';
import type { Price } from '../meter/prices.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import type { Slot } from '../recordings/interaction.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import { askFor } from './ask-for.ts';
import { assertionErrorCode } from './assertion.ts';
import { resultOf } from './case-result.ts';
import { converse } from './conversation.ts';
import type { RunEvent } from './events.ts';
import { hideInResult } from './hide-in-result.ts';
import { type Job, slotOf } from './job.ts';
import { emptyLedger, enter, enterJudge, forgetAnswers, type Ledger } from './ledger.ts';
import { failureOf, type Provider } from './provider.ts';
import type { CaseError, CaseResult } from './report.ts';
import { type CaseScore, composeCase, type ScoredAssertion, scoreAssertions } from './score.ts';
import type { RunScript } from './script-answer.ts';
import { sensitiveValues } from './sensitive-values.ts';
import { askInTurn, recordedOnly } from './stand-in.ts';
import { createDue, subjectOf } from './subject.ts';
import { hideTraces } from './traces.ts';
import { refuseUnanswered } from './unanswered.ts';

/** Whom to ask, and what it costs; null: no price is known. */
export type Target = { readonly provider: Provider; readonly price: Price | null };

/** What a case needs beside itself. */
export type CasePorts = {
  readonly provider: Provider;
  /** null: no price is known for the model. */
  readonly price: Price | null;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Takes secrets out of what is written down. */
  readonly redact: (text: string) => string;
  /** Another model: one that judges. */
  readonly target: (modelId: string) => Promise<Target>;
  /** Absent: no script runs. */
  readonly runScript?: RunScript;
};

/**
 * Asks and scores one job. Whatever gives no verdict (a provider, a recording that is missing, a template, an assertion
 * that cannot say) makes its outcome `error`. Throws only when the run is called off, and for bugs.
 */
export async function runCase(job: Job, ports: CasePorts): Promise<CaseResult> {
  const ledger = emptyLedger();
  if (job.case.skip)
    return resultOf(job, ledger, { outcome: 'skip', score: null, assertions: [], error: null });
  let hidden: Readonly<Record<string, string>> = {};
  const scored: ScoredAssertion[] = [];
  let score: CaseScore;
  try {
    const vars = await job.vars();
    hidden = sensitiveValues(job.inputs, vars);
    ledger.input = sha256(canonicalJson(hideSensitive(vars, hidden)));
    const { locale, variant, matches } = job;
    const askModel = async (model: string, isRecorded: boolean): Promise<void> => {
      const isOwn = model === job.model;
      const { provider, price } = isOwn ? ports : await ports.target(model);
      const request = renderPrompt(job.prompt, vars, { model, locale, variant }, matches ? { matches } : {});
      const target = { provider: isRecorded ? recordedOnly(provider) : provider, price };
      const slot = isOwn ? slotOf(job) : { ...slotOf({ ...job, model }), target: job.model };
      await ask({ job, target, slot, ports, vars, request, hidden, ledger, scored });
    };
    const forget = (): void => {
      forgetAnswers(ledger);
      scored.length = 0;
    };
    ledger.fallback = await askInTurn(job, { ask: askModel, forget, signal: ports.signal });
    score = composeCase(scored, job.case.threshold);
  } catch (error) {
    const assertions = scored.map(({ result }) => result);
    score = { outcome: 'error', score: null, assertions, error: caseErrorOf(error, ports.signal) };
  }
  return hideInResult(resultOf(job, ledger, score), hidden, ports.redact);
}

type Asking = {
  readonly job: Job;
  /** Who is asked: the model of the job or one that stands in for it. */
  readonly target: Target;
  readonly slot: Slot;
  readonly ports: CasePorts;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly request: ModelRequest;
  readonly hidden: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  readonly scored: ScoredAssertion[];
};

async function ask(asking: Asking): Promise<void> {
  const { job, target, slot, ports, vars, request, hidden, ledger, scored } = asking;
  const { prompt, case: one, assertions } = job;
  const answers = converse(
    {
      prompt: prompt.id,
      case: one,
      request,
      slot,
      provider: target.provider,
      sensitive: hidden,
      stream: assertions.stream,
      onRetry(reason, inMs) {
        ledger.attempts += 1;
        const shown = hideTraces(hidden)(ports.redact(hideSensitive(reason, hidden)));
        ports.emit({ type: 'retrying', prompt: prompt.id, case: one.id, reason: shown, inMs });
      },
      onAnswer: (completion) => enter(ledger, completion, target.price),
    },
    ports.signal,
  );
  const askAs = askFor({
    ...ports,
    job,
    hidden,
    onAnswer: (completion, of) => enterJudge(ledger, completion, of),
  });
  const dueAt = createDue(job, request);
  for await (const answer of answers) {
    const { turn, completion } = answer;
    const { ofTurn, ofCase } = dueAt(answer);
    refuseUnanswered(
      completion,
      [...ofTurn, ...ofCase].map(({ spec }) => spec),
    );
    const costUsd = ledger.cost === null ? null : formatUsd(ledger.cost);
    const subject = subjectOf(job, answer, { vars, costUsd });
    scored.push(...(await scoreAssertions(ofTurn, subject, askAs, { turn })));
    scored.push(...(await scoreAssertions(ofCase, subject, askAs)));
  }
}

/** What a thrown error says of a case. A call that was called off is no result, and a bug is nobody's error. */
function caseErrorOf(error: unknown, signal: AbortSignal): CaseError {
  if (signal.aborted || !(error instanceof PromptopsError) || error.code === 'interrupted') throw error;
  const { message, hint, details } = error;
  const code = assertionErrorCode(error) ?? failureOf(error)?.kind ?? error.code;
  return { code, message, hint, details };
}

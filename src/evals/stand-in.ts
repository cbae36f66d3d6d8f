import { PromptopsError } from '../errors.ts';
import type { Job } from './job.ts';
import { failureOf, type Provider } from './provider.ts';
import type { CaseResult } from './report.ts';

/** Models that may answer in place of a job's own; a model that was asked for beside the prompt's own has none. */
export const standInsOf = ({ model, prompt }: Pick<Job, 'model' | 'prompt'>): readonly string[] =>
  model === prompt.model.id ? prompt.model.fallback.filter((other) => other !== model) : [];

export type Attempts = {
  /** Asks the whole case of a model. `recordedOnly`: as it is recorded, or not at all. */
  ask(model: string, recordedOnly: boolean): Promise<void>;
  /** Takes back what an attempt left that came to nothing. */
  forget(): void;
  readonly signal: AbortSignal;
};

/**
 * Asks the model of a job and, where it is out of reach after all attempts (rate limit, outage, network, timeout, cut
 * answers), its fallbacks in order: the whole case anew, so that no conversation has two speakers. A refused key or
 * request, an account without money and a wrong answer are nobody else's to mend. Where an answer is not recorded, the
 * recorded one of a fallback stands in. Returns who did; null: the model itself answered.
 */
export async function askInTurn(job: Job, { ask, forget, signal }: Attempts): Promise<string | null> {
  const first = await failureIn(() => ask(job.model, false));
  if (first === null) return null;
  const isMiss = first.code === 'recording-miss';
  if (!isMiss && !isOutOfReach(first)) throw first;
  const told: string[] = [];
  for (const model of standInsOf(job)) {
    if (signal.aborted) break;
    forget();
    const failure = await failureIn(() => ask(model, isMiss));
    if (failure === null) return model;
    if (failure.code === 'budget' || failure.code === 'interrupted') throw failure;
    told.push(`fallback ${model}: ${failure.message}`);
    if (!isMiss && !isOutOfReach(failure)) break;
  }
  if (isMiss || told.length === 0) throw first;
  const { code, message, hint, details, cause } = first;
  throw new PromptopsError(code, message, {
    ...(hint === null ? {} : { hint }),
    details: [...details, ...told],
    cause,
  });
}

const isOutOfReach = (error: PromptopsError): boolean => failureOf(error)?.retryable === true;

async function failureIn(ask: () => Promise<void>): Promise<PromptopsError | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (error instanceof PromptopsError) return error;
    throw error;
  }
}

/** A provider that answers from recordings alone. What promptops computes itself is none. */
export const recordedOnly = (provider: Provider): Provider => ({
  id: provider.id,
  async complete(call, signal) {
    const completion = await provider.complete({ ...call, recordedOnly: true }, signal);
    if (completion.replayed) return completion;
    throw new PromptopsError('recording-miss', `No answer of "${provider.id}" is recorded.`);
  },
});

/** Whether `--resume` asks again: a case without a verdict, or with that of a model that only stood in. */
export const isOpen = ({ outcome, fallback }: CaseResult): boolean =>
  outcome === 'error' || fallback !== undefined;

const maxNamed = 5;

/** Says which cases were answered by a fallback, and what that means for the gate. */
export function standInNotes(results: readonly CaseResult[], counts: boolean): readonly string[] {
  const names = results.flatMap(({ prompt, case: id, fallback }) =>
    fallback === undefined ? [] : [`${prompt} › ${id} (${fallback})`],
  );
  if (names.length === 0) return [];
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  const why = counts
    ? ''
    : ' They count for no gate; `test: { fallback: gate }` in promptops.yaml lets them.';
  return [`Answered by a fallback model: ${names.slice(0, maxNamed).join(', ')}${more}.${why}`];
}

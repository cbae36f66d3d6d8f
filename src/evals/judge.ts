import type { Completion } from '../recordings/interaction.ts';
import type { Prompt } from '../render/prompt.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import { type Ask, assertionError } from './assertion.ts';
import { quote } from './excerpt.ts';
import { parseJson } from './json-text.ts';

/** A prompt that judges: a file under `judges/` of the project, else one of this package. */
export type Judge = {
  readonly name: string;
  readonly prompt: Prompt;
  /** `sha256:…` of its behaviour and of what its choices are worth. */
  readonly rubric: string;
  /** What each choice is worth, 0 to 1. */
  readonly scores: Readonly<Record<string, number>>;
  /** Whether a model that judges with it was found to agree with people. */
  isCalibrated(model: string): boolean;
};

/** The judge of a name. Throws `invalid-project` where its file cannot be used. */
export type LoadJudge = (name: string) => Promise<Judge>;

export type Opinion = {
  readonly choice: string;
  readonly score: number;
  readonly reason: string;
};

/** What a judge may look at; each judge takes the ones its file declares. */
export type Evidence = Readonly<
  Partial<
    Record<'criterion' | 'question' | 'context' | 'answer' | 'expected' | 'first' | 'second', string | null>
  >
>;

/**
 * Asks a judge, at temperature 0, and reads its choice. `call` says which question of the assertion it is. Throws an
 * assertion error where there is no choice that could be read: never a score of 0.
 */
export async function askJudge(
  { name, prompt, scores }: Judge,
  evidence: Evidence,
  { ask, model, call }: { readonly ask: Ask; readonly model: string; readonly call: number },
): Promise<Opinion> {
  const given = Object.entries(evidence).filter(([input, text]) => input in prompt.inputs && text !== null);
  const request = renderPrompt(prompt, Object.fromEntries(given), { model });
  const params = { temperature: 0, ...request.params };
  const completion = await ask.judge({ ...request, params }, call);
  return readOpinion(`${name} on ${model}`, completion, scores);
}

function readOpinion(who: string, { text, finish }: Completion, scores: Judge['scores']): Opinion {
  const refuse = (what: string) =>
    assertionError('judge-unreadable', `The judge ${who} ${what}.`, 'Run it again, or try another judge.');
  if (finish.reason === 'refusal' || finish.reason === 'content-filter')
    throw refuse('did not answer: its provider stopped it');
  const parsed = parseJson(text);
  const { choice, reason } = (
    parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : {}
  ) as { readonly choice?: unknown; readonly reason?: unknown };
  if (typeof choice !== 'string' || typeof reason !== 'string')
    throw refuse(`did not answer with a reason and a choice: ${quote(text)}`);
  const score = Object.hasOwn(scores, choice) ? scores[choice] : undefined;
  if (score === undefined)
    throw refuse(`chose ${quote(choice)}, which is none of ${Object.keys(scores).join(', ')}`);
  return { choice, score, reason };
}

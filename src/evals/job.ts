import type { Matches } from '../model/pattern.ts';
import type { Case } from '../model/test-file.ts';
import type { Slot } from '../recordings/interaction.ts';
import type { Prompt } from '../render/prompt.ts';
import type { PreparedAssertions } from './prepare.ts';

/** One case on one model, locale, variant and repeat: what a worker takes. */
export type Job = {
  /** Stable over runs of the same plan: `["prompt","case","model",locale,variant,repeat]`. */
  readonly key: string;
  /** With its overlays: rendering applies the ones selected below. */
  readonly prompt: Prompt;
  /** The inputs with the defaults its overlays give them. */
  readonly inputs: Prompt['inputs'];
  /** Digest of the prompt's behaviour. */
  readonly digest: string;
  readonly case: Case;
  readonly model: string;
  readonly locale: string | null;
  readonly variant: string | null;
  readonly repeat: number;
  readonly assertions: PreparedAssertions;
  /** For the `pattern` of an input; absent: none has one. */
  readonly matches?: Matches;
  /** The case's variables, files read. */
  vars(): Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
};

export const jobKey = (
  job: Pick<Job, 'model' | 'locale' | 'variant' | 'repeat'>,
  prompt: string,
  caseId: string,
): string => JSON.stringify([prompt, caseId, job.model, job.locale, job.variant, job.repeat]);

/** The first call of a job, as recordings know it. */
export const slotOf = ({
  model,
  locale,
  variant,
  repeat,
}: Pick<Job, 'model' | 'locale' | 'variant' | 'repeat'>): Slot => ({
  role: 'target',
  model,
  ...(locale === null ? {} : { locale }),
  ...(variant === null ? {} : { variant }),
  repeat,
});

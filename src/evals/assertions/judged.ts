import type { AssertionSpec } from '../../model/test-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import {
  type AssertionContext,
  type AssertionExample,
  type AssertionType,
  assertionFault,
  type Score,
  type Subject,
} from '../assertion.ts';
import { compactJson } from '../json-difference.ts';
import { askJudge, type Evidence, type Judge, type Opinion } from '../judge.ts';
import { readModelOption, readReferences, readTextOption, readThreshold } from './read-spec.ts';

type Kind = {
  readonly type: string;
  readonly summary: string;
  readonly notes: string;
  /** What the value is to the judge; null: it takes none. */
  readonly value: 'criterion' | 'expected' | null;
  readonly context: 'required' | 'optional' | null;
  /** Its value is no criterion, and it takes one beside it. */
  readonly criterion?: true;
  /** Threshold where none is written. */
  readonly usual: number;
  readonly examples: readonly AssertionExample[];
  /** How one opinion, or several, become a score; one question about everything where it is absent. */
  readonly deliberate?: Deliberate;
};

export type Deliberate = (
  evidence: Evidence & { readonly texts: readonly string[] },
  opine: (evidence: Evidence, call: number) => Promise<Opinion>,
) => Promise<Pick<Opinion, 'score' | 'reason'>>;

const valueSchema: JsonSchema = {
  type: ['string', 'array'],
  minLength: 1,
  minItems: 1,
  items: { type: 'string', minLength: 1 },
};

const common =
  'The judge is the model under `test.judge`, or `provider`; docs/judges.md tells how judges work, are replaced and ' +
  'calibrated. One that was not calibrated advises only (weight 0).';

const judgeHint = 'Set `test: { judge: provider/model }` in promptops.yaml, or "provider" here.';

const helpfulness = 'Which answer helps the one who asked more?';

/** The frame of every assertion a model judges. */
export const judgedType = ({
  value,
  context: takes,
  criterion,
  usual,
  notes,
  deliberate = once,
  ...type
}: Kind): AssertionType => ({
  ...type,
  group: 'meaning',
  notes: `${notes} ${common}`.trim(),
  value: value === null ? null : valueSchema,
  valueOptional: true,
  threshold: `Lowest score that passes, 0 to 1; ${usual} where none is written.`,
  options: {
    provider: { type: 'string', minLength: 1 },
    ...(takes === null ? {} : { context: { type: 'string', minLength: 1 } }),
    ...(criterion ? { criterion: { type: 'string', minLength: 1 } } : {}),
  },
  async prepare(spec, context) {
    const threshold = readThreshold(spec, usual, 1);
    const model = readModelOption(spec, context, { otherwise: context.judge, hint: judgeHint });
    const texts = value === null ? [] : readReferences(spec, context);
    const source = takes === null ? null : readContext(spec, takes);
    const by = criterion ? { criterion: readTextOption(spec, 'criterion') ?? helpfulness } : {};
    const judge = await context.loadJudge?.(type.type);
    if (judge) context.dependsOn?.({ rubric: judge.rubric });
    return async (subject, ask) => {
      if (!judge) throw new Error('A judge is asked in a run only.');
      const joined = texts.length > 1 ? texts.map((text) => `- ${text}`).join('\n') : (texts[0] ?? null);
      const evidence = {
        question: questionOf(subject),
        answer: subject.text,
        context: source === null ? null : contextIn(source, subject),
        ...(value === null ? {} : { [value]: joined }),
        ...by,
        texts,
      };
      const opine = (seen: Evidence, call: number) => askJudge(judge, seen, { ask, model, call });
      return scoreOf(await deliberate(evidence, opine), { judge, model, threshold, context });
    };
  },
});

const once: Deliberate = (evidence, opine) => opine(evidence, 0);

function readContext(spec: AssertionSpec, takes: 'required' | 'optional'): string | null {
  const context = readTextOption(spec, 'context');
  if (context !== null || takes === 'optional') return context;
  throw assertionFault({
    message: `"${spec.type}" needs a "context": the name of an input, or a text.`,
    path: ['type'],
  });
}

/** The value of the input of that name, as text; where there is none, the words are the context themselves. */
function contextIn(source: string, { vars }: Subject): string {
  const value = Object.hasOwn(vars, source) ? vars[source] : source;
  return typeof value === 'string' ? value : compactJson(value);
}

const questionOf = ({ request }: Subject): string =>
  (request.messages.findLast(({ role }) => role === 'user')?.content ?? [])
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');

type Terms = {
  readonly judge: Judge;
  readonly model: string;
  readonly threshold: number;
  readonly context: AssertionContext;
};

function scoreOf(
  { score, reason }: Pick<Opinion, 'score' | 'reason'>,
  { judge, model, threshold, context }: Terms,
): Score {
  const pass = score >= threshold;
  const figures = `Score ${score.toFixed(2)}${pass ? '' : `, at least ${threshold} expected`}`;
  const message = `${figures}: ${reason} (${model})`;
  const by = { judge: { name: judge.name, model, rubric: judge.rubric } };
  if (context.gatesUncalibrated || judge.isCalibrated(model)) return { pass, score, message, ...by };
  const advice = `${message} Advice only: this judge is not calibrated.`;
  return { pass, score, message: advice, uncounted: true, ...by };
}

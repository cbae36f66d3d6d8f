import { judgesOf } from '../../../src/commands/judges.ts';
import type {
  Ask,
  AssertionContext,
  AssertionExample,
  Score,
  Subject,
} from '../../../src/evals/assertion.ts';
import { writeVector } from '../../../src/evals/embedding.ts';
import { parseJson } from '../../../src/evals/json-text.ts';
import { prepareAssertion } from '../../../src/evals/prepare-assertion.ts';
import { parseAssertion } from '../../../src/model/assertion-spec.ts';
import type { AssertionSpec } from '../../../src/model/test-file.ts';
import type { Completion } from '../../../src/recordings/interaction.ts';
import type { Json } from '../../../src/render/prompt.ts';
import { snapshotOf } from '../../helpers/snapshot.ts';

export const at = { path: 'a.test.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 };

export function specOf(assert: unknown): AssertionSpec {
  const spec = parseAssertion(assert as Json, ['tests', 0, 'assert', 0], at);
  if (!spec) throw new Error('no assertion');
  return spec;
}

/** The judges of this package, as a project without its own has them. */
const loadJudge = judgesOf(snapshotOf({}));

export const contextOf = (context: Partial<AssertionContext> = {}): AssertionContext => ({
  output: { format: 'text', schema: null },
  tools: [],
  expected: null,
  allow: [],
  judge: 'openai/gpt-4.1',
  gatesUncalibrated: true,
  loadJudge,
  ...context,
});

export function completionOf(output: string | Partial<Completion>): Completion {
  const given = typeof output === 'string' ? { text: output } : output;
  return {
    text: '',
    toolCalls: [],
    finish: { reason: 'stop', raw: null },
    model: null,
    usage: null,
    timing: { firstTokenMs: null, totalMs: 12 },
    warnings: [],
    origin: 'live',
    replayed: false,
    ...given,
  };
}

/** What the engine would hand to a scorer for this answer. */
export function subjectOf(
  output: string | Partial<Completion>,
  context: AssertionContext = contextOf(),
  more: Partial<Subject> = {},
): Subject {
  const completion = completionOf(output);
  const parsed = context.output.format === 'json' ? parseJson(completion.text) : null;
  return {
    output: parsed?.ok ? parsed.value : completion.text,
    text: completion.text,
    toolCalls: completion.toolCalls,
    completion,
    request: {
      model: 'openai/gpt-4.1-mini',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'How does it work?' }] }],
      params: {},
      tools: [],
      toolChoice: null,
      output: { format: context.output.format, name: null, strict: false, schema: null },
    },
    vars: {},
    expected: context.expected,
    costUsd: null,
    ...more,
  };
}

/** Somebody who answers what an example says. */
export function askOf(
  script?: unknown,
  verdicts: AssertionExample['verdicts'] = [],
  embeddings: AssertionExample['embeddings'] = [],
): Ask {
  return {
    script: async () => ({ ok: true, value: script }),
    judge: async (_request, call) => completionOf(JSON.stringify(verdicts[call])),
    embed: async (_request, call) => completionOf(writeVector(embeddings[call] ?? [])),
    within: () => askOf(script, verdicts, embeddings),
  };
}

/** Score of an assertion as written in a test file; a fault of it is thrown. */
export async function score(
  assert: unknown,
  output: string | Partial<Completion>,
  {
    context,
    script,
    verdicts,
    embeddings,
    ...more
  }: Pick<AssertionExample, 'context' | 'script' | 'verdicts' | 'embeddings'> & Partial<Subject> = {},
): Promise<Score> {
  const whole = contextOf(context);
  const prepared = await prepareAssertion(specOf(assert), whole);
  if (!prepared.scorer) throw new Error(prepared.fault.message);
  return prepared.scorer(subjectOf(output, whole, more), askOf(script, verdicts, embeddings));
}

/** What is wrong with an assertion as written; null: nothing. */
export async function faultOf(assert: unknown, context: Partial<AssertionContext> = {}) {
  return (await prepareAssertion(specOf(assert), contextOf(context))).fault;
}

import { canonicalJson } from '../../model/digest.ts';
import type { Json } from '../../render/prompt.ts';
import type { Rule } from '../rule.ts';

/** Shorter answers ("yes", "billing") are labels: examples and cases are meant to share them. */
const shortest = 25;

export const testsExpectedLeak: Rule = {
  id: 'tests/expected-leak',
  severity: 'warning',
  preset: 'recommended',
  summary: 'No case is one of the prompt’s own few-shot examples.',
  why: 'The model only has to copy the answer it was shown: the case passes and says nothing about other inputs.',
  fix: 'Test with another input, or move the case out of the examples.',
  examples: {
    good: [
      {
        prompt:
          'inputs: { name: { type: string } }\nexamples:\n  - { input: { name: Lin }, output: Hello Lin }\nmessages:\n  - { examples: true }\n  - { role: user, content: "Greet {{name}}" }',
        test: 'tests:\n  - { id: ada, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }',
      },
    ],
    bad: [
      {
        prompt:
          'inputs: { name: { type: string } }\nexamples:\n  - { input: { name: Lin }, output: Hello Lin }\nmessages:\n  - { examples: true }\n  - { role: user, content: "Greet {{name}}" }',
        test: 'tests:\n  - { id: lin, vars: { name: Lin }, assert: [{ type: contains, value: Lin }] }',
      },
      {
        prompt:
          'inputs: { name: { type: string } }\nexamples:\n  - { input: { name: Lin }, output: "Hello Lin, how may I help you today?" }\nmessages:\n  - { examples: true }\n  - { role: user, content: "Greet {{name}}" }',
        test: 'tests:\n  - id: ada\n    vars: { name: Ada }\n    expected: Hello Lin, how may I help you today?\n    assert: [{ type: equals }]',
      },
    ],
  },
  *check({ prompt }) {
    const examples = prompt?.prompt?.examples ?? [];
    const inputs = new Set(examples.map(({ input }) => canonicalJson(input)));
    const outputs = new Set(
      examples.map(({ output }) => canonicalJson(output)).filter((text) => text.length >= shortest),
    );
    for (const item of prompt?.tests?.cases ?? []) {
      if (item.dataset !== null) continue;
      if (Object.keys(item.vars).length > 0 && inputs.has(canonicalJson(item.vars))) {
        yield { at: item.at, message: `Case "${item.id}" is one of the prompt's few-shot examples.` };
      } else if (expectedOf(item).some((value) => outputs.has(canonicalJson(value)))) {
        yield {
          at: item.at,
          message: `The expected answer of case "${item.id}" stands in the few-shot examples.`,
        };
      }
    }
  },
};

function expectedOf(item: {
  expected: Json | null;
  assert: readonly { type: string; negated: boolean; value?: Json }[];
}) {
  const exact = item.assert.filter(({ type, negated }) => type === 'equals' && !negated);
  return [item.expected, ...exact.map(({ value }) => value)].filter(
    (value) => value !== null && value !== undefined,
  );
}

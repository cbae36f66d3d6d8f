import type { Rule } from '../rule.ts';

export const testsNondeterministic: Rule = {
  id: 'tests/nondeterministic',
  severity: 'warning',
  preset: 'recommended',
  summary: 'An exact match is asked of a model that answers the same every time, or asked more than once.',
  why: 'Above temperature 0 one run proves little: the same prompt passes today and fails tomorrow.',
  fix: 'Set `temperature: 0`, assert less than the whole text (`contains`, `cel`), or `repeat` the case and gate on a rate.',
  examples: {
    good: [
      {
        prompt:
          'model: { id: openai/gpt-4.1-mini, params: { temperature: 0 } }\nmessages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: equals, value: Rome }] }',
      },
      {
        prompt:
          'model: { id: openai/gpt-4.1-mini, params: { temperature: 0.7 } }\nmessages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, repeat: 5, assert: [{ type: equals, value: Rome }] }',
      },
    ],
    bad: [
      {
        prompt:
          'model: { id: openai/gpt-4.1-mini, params: { temperature: 0.7 } }\nmessages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: equals, value: Rome }] }',
      },
    ],
  },
  *check({ prompt, config }) {
    const base = prompt?.prompt?.params.temperature ?? 0;
    for (const item of prompt?.tests?.cases ?? []) {
      const variant = item.variant === null ? undefined : prompt?.prompt?.variants[item.variant];
      const temperature = variant?.params?.temperature ?? base;
      if (temperature <= 0 || (item.repeat ?? config.test.repeat) > 1 || item.dataset !== null) continue;
      const exact = item.assert.find(
        ({ type, negated, transform }) => type === 'equals' && !negated && transform === null,
      );
      if (!exact || exact.weight === 0) continue;
      yield {
        at: exact.at,
        message: `Case "${item.id}" wants an exact answer at temperature ${temperature}, asked once.`,
        detail: item.id,
      };
    }
  },
};

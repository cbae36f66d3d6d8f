import { isJudged } from '../../model/judged-types.ts';
import type { Rule } from '../rule.ts';

export const testsJudgeSameModel: Rule = {
  id: 'tests/judge-same-model',
  severity: 'warning',
  preset: 'recommended',
  summary: 'The judge is another model than the one it judges.',
  why: 'Models prefer their own answers.',
  fix: 'Set `test.judge` in promptops.yaml, or `provider` on the assertion, to another model.',
  examples: {
    good: [
      {
        prompt: 'model: { id: openai/gpt-4.1-mini }\nmessages:\n  - { role: user, content: Say sorry. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: llm-rubric, value: Is polite }] }',
        files: { 'promptops.yaml': 'promptops: 1\ntest: { judge: anthropic/claude-haiku-4-5 }\n' },
      },
    ],
    bad: [
      {
        prompt: 'model: { id: openai/gpt-4.1-mini }\nmessages:\n  - { role: user, content: Say sorry. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: llm-rubric, value: Is polite }] }',
        files: { 'promptops.yaml': 'promptops: 1\ntest: { judge: openai/gpt-4.1-mini }\n' },
      },
    ],
  },
  *check({ prompt, config }) {
    for (const item of prompt?.tests?.cases ?? []) {
      const model = item.model ?? prompt?.prompt?.model.id;
      for (const { type, options, at } of item.assert) {
        const judge = typeof options['provider'] === 'string' ? options['provider'] : config.test.judge;
        if (!isJudged(type) || judge === null || judge !== model) continue;
        yield { at, message: `"${judge}" judges its own answer in case "${item.id}".` };
      }
    }
  },
};

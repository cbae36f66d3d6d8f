import { isTruthy } from '../../render/inline-helpers.ts';
import { branchesOf } from '../branches.ts';
import type { Rule } from '../rule.ts';

export const testsUncoveredBranch: Rule = {
  id: 'tests/uncovered-branch',
  severity: 'warning',
  preset: 'strict',
  summary: 'Every branch of a template is rendered by some case.',
  why: 'The text of the other branch is sent to a model for the first time in production.',
  fix: 'Add a case whose variables take the other branch.',
  examples: {
    good: [
      {
        prompt:
          'inputs: { vip: { type: boolean } }\nmessages:\n  - { role: user, content: "{{#if vip}}Dear{{else}}Hi{{/if}} all" }',
        test: 'tests:\n  - { id: vip, vars: { vip: true }, assert: [{ type: contains, value: Dear }] }\n  - { id: plain, vars: { vip: false }, assert: [{ type: contains, value: Hi }] }',
      },
    ],
    bad: [
      {
        prompt:
          'inputs: { vip: { type: boolean } }\nmessages:\n  - { role: user, content: "{{#if vip}}Dear{{else}}Hi{{/if}} all" }',
        test: 'tests:\n  - { id: vip, vars: { vip: true }, assert: [{ type: contains, value: Dear }] }',
      },
      {
        prompt:
          'inputs: { vip: { type: boolean } }\nmessages:\n  - { role: user, content: "Hi{{#if vip}}, dear customer{{/if}}" }',
        test: 'tests:\n  - { id: plain, vars: { vip: false }, assert: [{ type: contains, value: Hi }] }',
      },
    ],
  },
  *check({ prompt }) {
    const cases = prompt?.tests?.cases ?? [];
    // Rows of datasets are not read here: they may take any branch.
    if (!prompt || cases.length === 0 || (prompt.tests?.datasets.length ?? 0) > 0) return;
    const reported = new Set<string>();
    for (const { input, negated, hasElse, place } of branchesOf(prompt)) {
      const declared = prompt.prompt?.inputs[input];
      if (!declared) continue;
      const values = cases.map(({ vars }) => (Object.hasOwn(vars, input) ? vars[input] : declared.default));
      const isSet = values.some((value) => value !== undefined);
      for (const wanted of [true, false]) {
        const isBody = wanted !== negated;
        const key = `${input} ${wanted}`;
        // A variable that no case sets is the business of template/dead-branch.
        if (!isSet || (!isBody && !hasElse) || reported.has(key)) continue;
        if (values.some((value) => isTruthy(value) === wanted)) continue;
        reported.add(key);
        yield {
          at: place(),
          message: `No case renders the branch where "${input}" is ${wanted ? 'set' : 'empty or false'}.`,
        };
      }
    }
  },
};

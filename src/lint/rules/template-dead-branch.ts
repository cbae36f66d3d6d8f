import { branchesOf } from '../branches.ts';
import type { Rule } from '../rule.ts';

export const templateDeadBranch: Rule = {
  id: 'template/dead-branch',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every variable an `{{#if}}` looks at is set by some case.',
  why: 'Text that no case ever renders can say anything: no test would notice.',
  fix: 'Add a case that sets the variable, or remove the branch.',
  examples: {
    good: [
      {
        prompt:
          'inputs: { vip: { type: boolean, optional: true } }\nmessages:\n  - { role: user, content: "Hi{{#if vip}}, dear customer{{/if}}." }',
        test: 'tests:\n  - { id: vip, vars: { vip: true }, assert: [{ type: contains, value: dear }] }',
      },
    ],
    bad: [
      {
        prompt:
          'inputs: { vip: { type: boolean, optional: true } }\nmessages:\n  - { role: user, content: "Hi{{#if vip}}, dear customer{{/if}}." }',
        test: 'tests:\n  - { id: plain, vars: {}, assert: [{ type: contains, value: Hi }] }',
      },
    ],
  },
  *check({ prompt }) {
    const cases = prompt?.tests?.cases ?? [];
    // Rows of datasets are not read here: they may set anything.
    if (!prompt || cases.length === 0 || (prompt.tests?.datasets.length ?? 0) > 0) return;
    const reported = new Set<string>();
    for (const { input, negated, place } of branchesOf(prompt)) {
      const declared = prompt.prompt?.inputs[input];
      if (negated || reported.has(input) || !declared || declared.default !== undefined) continue;
      if (cases.some(({ vars }) => Object.hasOwn(vars, input))) continue;
      reported.add(input);
      yield { at: place(), message: `No case sets "${input}": this branch is never rendered by a test.` };
    }
  },
};

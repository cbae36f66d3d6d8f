import { carriesText } from '../inputs.ts';
import type { Rule } from '../rule.ts';
import { usesOfSite } from '../uses.ts';

export const securityUntrustedInSystem: Rule = {
  id: 'security/untrusted-in-system',
  severity: 'error',
  preset: 'recommended',
  summary: 'No untrusted input is printed in a system message.',
  why: 'Models obey the system message above all. Whoever writes the value writes your instructions.',
  fix: 'Move the variable to a user message, in delimiters: `{{fence name}}`.',
  examples: {
    good: [
      'inputs: { question: { type: string, trust: untrusted } }\nmessages:\n  - { role: system, content: Answer briefly. }\n  - { role: user, content: "{{question}}" }',
      'inputs: { question: { type: string, trust: untrusted } }\nmessages:\n  - { role: system, content: "{{#if question}}Answer it.{{/if}}" }\n  - { role: user, content: "{{question}}" }',
      'inputs: { plan: { type: string, enum: [free, pro], trust: untrusted } }\nmessages:\n  - { role: system, content: "The customer has the plan {{plan}}." }\n  - { role: user, content: Go. }',
    ],
    bad: [
      'inputs: { question: { type: string, trust: untrusted } }\nmessages:\n  - { role: system, content: "Answer {{question}}" }\n  - { role: user, content: Go. }',
      {
        prompt:
          'inputs: { names: { type: array, items: { type: string }, trust: untrusted } }\nmessages:\n  - { role: system, content: "{{> who}}" }\n  - { role: user, content: Go. }',
        files: { 'partials/who.hbs': 'You know {{#each names}}{{this}} {{/each}}\n' },
      },
    ],
  },
  *check({ prompt }) {
    for (const site of prompt?.templates ?? []) {
      if (!prompt || site.message?.role !== 'system') continue;
      for (const { input, how, at, end } of usesOfSite(site, prompt)) {
        if (how !== 'printed' && how !== 'fenced') continue;
        if (!carriesText(prompt.prompt?.inputs[input])) continue;
        yield {
          at: site.place(at, end),
          message: `Untrusted input "${input}" is printed in a system message.`,
        };
      }
    }
  },
};

import { inputsOf } from '../inputs.ts';
import type { Rule } from '../rule.ts';
import { usesOfSite } from '../uses.ts';

export const templateUnusedVariable: Rule = {
  id: 'template/unused-variable',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every declared input is used by a template.',
  why: 'Callers pay to fetch a value that changes nothing, or the text that used it was lost by accident.',
  fix: 'Use it in a message, or remove it from `inputs`.',
  examples: {
    good: [
      'inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs: { past: { type: messages } }\nmessages:\n  - { history: past }\n  - { role: user, content: Go on. }',
      'inputs: { vip: { type: boolean } }\nmessages:\n  - { role: user, content: "Go{{#if vip}} fast{{/if}}." }',
      'inputs:\n  name: { type: string }\n  city: { type: string }\nmessages:\n  - { id: ask, role: user, content: "Hello {{name}}" }\nvariants:\n  local: { messages: { ask: "Hello {{name}} in {{city}}" } }',
    ],
    bad: [
      'inputs:\n  name: { type: string }\n  city: { type: string }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs: { city: { type: string } }\nmessages:\n  - { role: user, content: Hello }',
    ],
  },
  *check({ prompt }) {
    // A template that does not parse may use anything.
    if (!prompt || prompt.templates.some(({ template }) => template === null)) return;
    const sites = prompt.templates.filter(({ message }) => message !== null);
    const used = new Set(sites.flatMap((site) => usesOfSite(site, prompt).map(({ input }) => input)));
    for (const message of prompt.prompt?.messages ?? [])
      if (message.type === 'history') used.add(message.input);
    for (const { name, at } of inputsOf(prompt)) {
      if (prompt.prompt && !used.has(name)) yield { at, message: `Input "${name}" is never used.` };
    }
  },
};

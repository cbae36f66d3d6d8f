import { checkScopes } from '../../model/scope.ts';
import { inputsOf } from '../inputs.ts';
import type { Rule } from '../rule.ts';
import { partialsOf } from '../uses.ts';

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
      'inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Read this: {{json this}}" }',
      'inputs:\n  name: { type: string }\n  city: { type: string }\nmessages:\n  - { id: ask, role: user, content: "Hello {{name}}" }\nvariants:\n  local: { messages: { ask: "Hello {{name}} in {{city}}" } }',
    ],
    bad: [
      'inputs:\n  name: { type: string }\n  city: { type: string }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs: { city: { type: string } }\nmessages:\n  - { role: user, content: Hello }',
    ],
  },
  *check({ prompt }) {
    // A template that does not parse may use anything.
    if (!prompt?.prompt || prompt.templates.some(({ template }) => template === null)) return;
    const { inputs, messages } = prompt.prompt;
    const partials = partialsOf(prompt);
    const used = new Set(
      prompt.templates.flatMap(({ message, template }) =>
        message && template ? [...checkScopes(template, inputs, partials).used] : [],
      ),
    );
    for (const message of messages) if (message.type === 'history') used.add(message.input);
    for (const { name, place } of inputsOf(prompt)) {
      if (!used.has(name)) yield { at: place(), message: `Input "${name}" is never used.` };
    }
  },
};

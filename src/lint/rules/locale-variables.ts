import { fromFaults, type Rule } from '../rule.ts';

export const localeVariables: Rule = {
  id: 'locale/variables',
  severity: 'error',
  preset: 'minimal',
  summary: 'A translated message uses the same variables as the one it translates.',
  why: 'In one language the model is not told the customer’s question, and only its speakers notice.',
  fix: 'Use the missing variable in the translation, or remove the one the source does not have.',
  examples: {
    good: [
      'inputs: { name: { type: string } }\nmessages:\n  - { id: ask, role: user, content: "Greet {{name}}." }\nlocales:\n  fr: { messages: { ask: "Salue {{name}}." } }',
    ],
    bad: [
      'inputs: { name: { type: string } }\nmessages:\n  - { id: ask, role: user, content: "Greet {{name}}." }\nlocales:\n  fr: { messages: { ask: Salue le client. } }',
      'inputs:\n  name: { type: string }\n  city: { type: string }\nmessages:\n  - { id: ask, role: user, content: "Greet {{name}}." }\n  - { role: user, content: "From {{city}}" }\nlocales:\n  fr: { messages: { ask: "Salue {{name}} de {{city}}." } }',
    ],
  },
  check: fromFaults('locale/variables'),
};
